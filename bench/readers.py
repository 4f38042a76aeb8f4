"""Who reads the pages of the bench: this project and its peers, each a function from a capture to an `Answer`.

A peer is imported when it is asked for; one that is not installed is named and left out. Nobody may use the network.
What turns a peer's own result into an `Answer` is not counted in its time: a reader gives a function that does it.

    tamizdat             everything that an `Article` holds
    trafilatura          text alone, as it is usually called, without comments
    trafilatura, all     its own `bare_extraction` with metadata, links, pictures, tables and formatting
    readability          readability-lxml: title and the summary's HTML
    newspaper4k          text, title, authors, date, lead picture
    resiliparse          text alone
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of, walk
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.spans import plain
from tamizdat.model import Article, Capture, Figure, Heading, Listing, Publication, Table


class Answer(NamedTuple):
    """What a reader found on a page; None is what it never tells. `said` holds its captions and credits in one text,
    `date` the day as YYYY-MM-DD where the page is at home, `items` the texts of list items, `cells` of table cells."""

    text: str = ""
    failure: str = ""
    title: str | None = None
    authors: list[str] | None = None
    date: str | None = None
    lead: str | None = None
    pictures: list[str] | None = None
    said: str | None = None
    headings: list[str] | None = None
    items: list[str] | None = None
    cells: list[str] | None = None


Reader = Callable[[Capture, Publication], Callable[[], Answer]]
BLOCKS = "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote pre br figure figcaption".split()
ZONED = re.compile(rb"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-9:]{5,8}(?:[.][0-9]{1,6})?[+-][0-9]{2}:?[0-9]{2}")
CHINESE = re.compile("[\u4e00-\u9fff]")
# Of trafilatura's own XML.
MARKS = "p head list item table row cell quote lb code graphic".split()


def tamizdat() -> Reader:
    """This project."""
    extractor = HtmlExtractor()

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        try:
            article = extractor.extract(capture, publication)
        except ExtractError as error:
            failure = error.message
            return lambda: Answer("", failure, "", [], "", "", [], "", [], [], [])
        return lambda: answer_of(article)._replace(date=day_of(article.published, capture.body))

    return read


def day_of(moment: datetime | None, body: bytes) -> str:
    """The day of a moment as the page tells it, which may be another than in UTC; in UTC where it tells no zone.

    The gold's days are those of the page: 01:28+09:00 is a day later than the same moment in UTC.
    """
    for told in re.findall(ZONED, body) if moment else ():
        try:
            here = datetime.fromisoformat(told.decode())
        except ValueError:
            continue
        if here == moment:
            return str(here)[:10]
    return str(moment or "")[:10]


def answer_of(article: Article) -> Answer:
    """An article of ours in the bench's terms. Its text is that of its blocks, `summary` is not part of it."""
    blocks = list(walk(article.blocks))
    images = [block.image for block in blocks if isinstance(block, Figure)]
    images += [article.lead] if article.lead else []
    return Answer(
        text=text_of(article.blocks),
        title=article.title,
        authors=list(article.authors),
        date=str(article.published or "")[:10],
        lead=article.lead.url if article.lead else "",
        pictures=[image.url for image in images],
        said=" ".join(f"{image.caption} {image.credit}" for image in images),
        headings=[plain(block.spans) for block in blocks if isinstance(block, Heading)],
        items=[text_of(item) for block in blocks if isinstance(block, Listing) for item in block.items],
        cells=[plain(cell.spans) for block in blocks if isinstance(block, Table) for row in block.rows for cell in row],
    )


def trafilatura_text() -> Reader:
    """trafilatura, its text alone."""
    from trafilatura import extract

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        text = extract(capture.body, include_comments=False) or ""
        return lambda: Answer(text)

    return read


def trafilatura_all() -> Reader:
    """trafilatura with everything that it can give."""
    from trafilatura import bare_extraction

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        found = bare_extraction(
            capture.body,
            url=capture.url,
            include_comments=False,
            with_metadata=True,
            include_links=True,
            include_images=True,
            include_tables=True,
            include_formatting=True,
        )
        return lambda: _of_trafilatura(found)

    return read


def _of_trafilatura(found: Any) -> Answer:
    """A picture of its own has the text of `alt` and `title`; captions may also stand in the text."""
    if found is None:
        return Answer("", "nothing", "", [], "", "", [], "", [], [], [])
    body = found.body
    graphics = list(body.iter("graphic"))
    text = _lines(body, MARKS)
    return Answer(
        text=text,
        title=found.title or "",
        authors=[name.strip() for name in (found.author or "").split(";") if name.strip()],
        date=(found.date or "")[:10],
        lead=found.image or "",
        pictures=[each.get("src") or "" for each in graphics] + ([found.image] if found.image else []),
        said=" ".join(f"{each.get('alt') or ''} {each.get('title') or ''}" for each in graphics) + text,
        headings=["".join(each.itertext()) for each in body.iter("head")],
        items=["".join(each.itertext()) for each in body.iter("item")],
        cells=["".join(each.itertext()) for each in body.iter("cell")],
    )


def readability() -> Reader:
    """readability-lxml."""
    from lxml.etree import ParserError
    from lxml.html import fromstring
    from readability import Document
    from readability.readability import Unparseable

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        try:
            document = Document(capture.body, url=capture.url)
            html, title = document.summary(), document.short_title()
        except (Unparseable, ParserError, ValueError) as error:
            failure = str(error)
            return lambda: Answer("", failure, "")
        return lambda: of_html(html, title)

    def of_html(html: str, title: str) -> Answer:
        try:
            body = fromstring(html)
        except ParserError:
            return Answer("", "nothing", title)
        text = _lines(body, BLOCKS)
        return Answer(
            text=text,
            title=title,
            pictures=[each.get("src") or "" for each in body.iter("img")],
            said=text,
            headings=["".join(each.itertext()) for each in body.iter("h2", "h3", "h4", "h5", "h6")],
            items=["".join(each.itertext()) for each in body.iter("li")],
            cells=["".join(each.itertext()) for each in body.iter("td", "th")],
        )

    return read


def newspaper4k() -> Reader:
    """newspaper4k; its list of pictures is that of the whole page, so only the lead is taken."""
    import newspaper

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        html = capture.body.decode(_charset(capture.body), "replace")
        # It cuts words by language, and does not tell Chinese by itself.
        language = "zh" if len(CHINESE.findall(html)) > 500 else None
        article = newspaper.Article(capture.url, language=language, fetch_images=False)
        article.download(input_html=html)
        try:
            article.parse()
        except Exception as error:  # it raises what it meets, and a page lost is its result
            failure = str(error)
            return lambda: Answer("", failure, "", [], "", "")
        return lambda: Answer(
            text=article.text or "",
            title=article.title or "",
            authors=list(article.authors or []),
            date=str(article.publish_date or "")[:10],
            lead=article.top_image or "",
        )

    return read


def resiliparse() -> Reader:
    """resiliparse's plain text of the main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(capture: Capture, publication: Publication) -> Callable[[], Answer]:
        html = bytes_to_str(capture.body, detect_encoding(capture.body, from_html_meta=True))
        text = extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True)
        return lambda: Answer(text)

    return read


# Name, package, and what makes the reader; ours has no package and is always there.
READERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "tamizdat": ("", tamizdat),
    "trafilatura": ("trafilatura", trafilatura_text),
    "trafilatura, all": ("trafilatura", trafilatura_all),
    "readability": ("readability-lxml", readability),
    "newspaper4k": ("newspaper4k", newspaper4k),
    "resiliparse": ("resiliparse", resiliparse),
}


def readers(peers: bool) -> tuple[dict[str, Reader], list[str]]:
    """The readers that can be had, and a line about each: its version, or that it is not installed."""
    found, told = {}, []
    for name, (package, make) in READERS.items():
        if package and not peers:
            continue
        try:
            found[name] = make()
            told += [f"{name}: {package} {version(package)}"] if package else []
        except (ImportError, PackageNotFoundError):
            told.append(f"{name}: {package} is not installed, left out (make bench installs it)")
    return found, told


def _lines(body: Any, blocks: list[str]) -> str:
    """The text of an lxml tree, a line a block."""
    pieces: list[str] = []
    for moment, node in _events(body):
        if node.tag in blocks:
            pieces.append("\n")
        pieces.append((node.text if moment == "start" else node.tail) or "")
    return re.sub(r"\n\s{0,1000}", "\n", "".join(pieces))


def _events(body: Any) -> Any:
    from lxml.etree import iterwalk

    return iterwalk(body, events=("start", "end"))


def _charset(body: bytes) -> str:
    """newspaper4k wants text; it gets what a page declares."""
    declared = re.search(rb"charset=[\"' ]{0,3}([A-Za-z0-9_-]{3,20})", body[:4096])
    name = declared[1].decode().lower() if declared else "utf-8"
    return {"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
