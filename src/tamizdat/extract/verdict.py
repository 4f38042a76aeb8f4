"""What of a page stands in its article, and what of its story was tidied away: passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tamizdat.blocks import runs, walk
from tamizdat.extract import embeds, figures, phrases, repeats, tidy
from tamizdat.extract.addresses import key
from tamizdat.extract.html import Reading
from tamizdat.extract.passages import Run, name
from tamizdat.extract.spans import plain
from tamizdat.extract.titles import alike
from tamizdat.model import (
    Article,
    Block,
    Code,
    Embed,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Passage,
    Quote,
    Separator,
    Table,
)

# A shorter passage is found in the article only where it is next in order, or is a line of its own.
TELLING = 40
# So many letters tell one line of an article from most others, and no more than so many that begin alike are compared:
# a page of 16,000 paragraphs with as many advertisements takes 2 s; with all lines compared it took 134.
BEGINNING, ALIKE = 12, 50
# A line that names who wrote it and when is no longer.
BYLINE = 120
# What elements are called that show tags; a menu shows the same words.
TOPICS = re.compile(r"tag|topic|keyword", re.IGNORECASE)
UNSEEN = "a stand-in, a smiley, or a picture that nobody outside can fetch"
LOST = "none of the article's blocks holds it"


class Verdict:
    """The passages of one page against its article; asked of each once, in the order of the page."""

    def __init__(self, reading: Reading, title: str, blocks: tuple[Block, ...], article: Article | None) -> None:
        self.reading = reading
        self.lead = key(article.lead.url) if article and article.lead else ""
        lines = [_letters(line) for line in _lines(blocks)]
        self.said = "".join(lines)
        images = [block.image for block in walk(blocks) if isinstance(block, Figure)]
        images += [article.lead] if article and article.lead else []
        lines += [_letters(text) for image in images for text in (image.caption, image.credit)]
        self.lines = dict.fromkeys(filter(None, lines))  # in order, so that every run says the same
        self.at = 0
        self.beginnings: dict[str, list[str]] = {}
        for line in self.lines:
            if len(line) >= BEGINNING:
                self.beginnings.setdefault(line[:BEGINNING], []).append(line)
        self.addresses = {block.url for block in walk(blocks) if isinstance(block, Embed)}
        self.pictures = {key(image.url) for image in images}
        self.fields = list(_fields(article, title))
        self.topics = {_letters(tag.name): "a tag" for tag in article.tags} if article else {}
        if article and article.section:
            self.topics[_letters(article.section)] = "the section"
        kept = frozenset(blocks)
        self.tidied = {
            _letters(line): self._tidied(each, title)
            for each in reading.whole
            if each not in kept
            for line in _lines([each])
        }

    def passage(self, run: Run) -> Passage | None:
        """What became of a passage; None for a picture or embed that no reader would see."""
        if run.kind in ("picture", "embed"):
            return self._thing(run)
        field = self._field(run)
        if field:
            return _kept(run, run.text, field)
        if run.evidence is not None or not run.inside:
            return self._dropped(run, run.text)
        letters = _letters(run.text)
        if self._is_said(letters):
            return _kept(run, run.text)
        return _taken(run, run.text, self.tidied.get(letters, LOST), name(run.node))

    def _tidied(self, block: Block, title: str) -> str:
        learned = self.reading.survey.learned
        repeated = repeats.why_block(learned, block) if learned is not None and block in self.reading.said else ""
        return repeated or _tidied(block, title)

    def _is_said(self, letters: str) -> bool:
        """Whether the article says it: next in order, or anywhere if it is long or a line of its own."""
        if self.said.startswith(letters, self.at):
            self.at += len(letters)
            return True
        if len(letters) >= TELLING and letters in self.said:
            self.at = self.said.index(letters) + len(letters)
            return True
        # A caption often holds its credit too, with words such as «Photo:» between them.
        begun = self.beginnings.get(letters[:BEGINNING], [])[:ALIKE]
        return letters in self.lines or any(letters.startswith(line) and 2 * len(line) > len(letters) for line in begun)

    def _thing(self, run: Run) -> Passage | None:
        """A picture or an embed, by its description and address."""
        base, why = self.reading.page.base, ""
        if run.kind == "embed":
            embed = embeds.embed(run.node, base)
            if embed is None:
                return None
            text, kept = " ".join(filter(None, (embed.kind, embed.title, embed.url))), embed.url in self.addresses
        else:
            image = figures.image(run.node, base)
            if image is None:
                return None
            shown = "(in the page itself)" if image.url.startswith("data:") else image.url
            text, own = f"{image.alt} {shown}".strip(), key(image.url)
            kept, why = own in self.pictures, "the lead picture" if own == self.lead else ""
        if kept:
            return _kept(run, text, why)
        if run.evidence is not None or not run.inside:
            return self._dropped(run, text)
        return _taken(run, text, UNSEEN if run.kind == "picture" else LOST, name(run.node))

    def _dropped(self, run: Run, text: str) -> Passage:
        if run.evidence is not None:
            return _taken(run, text, run.evidence.why, run.evidence.at)
        own = self.reading.own
        if own and own.body and self.reading.story.sureness == 1.0:
            return _taken(run, text, f'outside of what the rule body = "{own.body}" selects')
        return _taken(run, text, "outside of the story")

    def _field(self, run: Run) -> str:
        """What a passage outside the text shows of the article, each thing once; "" if nothing."""
        if run.inside and run.evidence is None and run.kind != "caption":
            return ""
        letters = _letters(run.text)
        if letters in self.topics and (run.evidence is None or TOPICS.search(run.evidence.at)):
            return self.topics.pop(letters)
        shown = [each for each in self.fields if each[1].fullmatch(letters)]
        for each in shown:
            self.fields.remove(each)
        return ", ".join(field for field, _ in shown)


def _kept(run: Run, text: str, why: str = "") -> Passage:
    return Passage(kind=run.kind, level=run.level, text=text, element=run.element, kept=True, why=why)


def _taken(run: Run, text: str, why: str, at: str = "") -> Passage:
    return Passage(kind=run.kind, level=run.level, text=text, element=run.element, kept=False, why=why, at=at)


def _fields(article: Article | None, title: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What may be shown outside the text, and the letters that show it."""
    exact = {"the title": title}
    if article is not None:
        exact["the summary"] = article.summary
    if article is not None and article.lead is not None:
        exact |= {"the caption of the lead picture": article.lead.caption, "its credit": article.lead.credit}
    for field, text in exact.items():
        letters = _letters(text)
        # The credit often stands in the caption.
        behind = f".{{0,{BYLINE}}}" if "caption" in field and len(letters) >= TELLING // 2 else ""
        if letters:
            yield field, re.compile(re.escape(letters) + behind)
    if article is None:
        return
    around = f".{{0,{BYLINE}}}"
    for author in filter(_letters, article.authors):
        yield f"names the author {author}", re.compile(around + re.escape(_letters(author)) + around)
    if article.published:
        yield (
            "shows the date",
            re.compile(f"(?=.*{article.published.year})(?=.*{article.published.day}).{{0,{BYLINE}}}"),
        )


def _tidied(block: Block, title: str) -> str:
    """Why a block of the story is none of the article's."""
    text = tidy.plain(block)
    if isinstance(block, Paragraph | Heading):
        if alike(text, title):
            return "the title, said again"
        said = phrases.said(text)
        if said:
            return said
    if isinstance(block, Listing) or tidy.linked(block) > 0.7:
        return "a list of links"
    if isinstance(block, Heading | Separator):
        return "a heading with nothing of its own below it"
    return LOST


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Every line of text that a reader sees of some blocks, in order."""
    for block in walk(blocks):
        if isinstance(block, Table):
            yield block.caption
        for spans in runs(block):
            yield from plain(spans).split("\n")
        if isinstance(block, Code):
            yield block.text
        elif isinstance(block, Figure):
            yield from (block.image.caption, block.image.credit)
        elif isinstance(block, Embed):
            yield block.title
        elif isinstance(block, Quote):
            yield block.source


def _letters(text: str) -> str:
    """A text as it is compared: what no setting changes."""
    return "".join(character for character in text.casefold() if character.isalnum())
