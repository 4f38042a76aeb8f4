"""The edition as a repository of Markdown pages, as a reader sees it on GitHub and its like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.model import Article, Headline
from tamizdat.render import facts
from tamizdat.render.contents import Contents, Group
from tamizdat.render.escape import code, inline, one_line, opening
from tamizdat.render.layout import Front, Index, Layout, Notice, Own, Roll, Sheet, Story
from tamizdat.render.links import Links
from tamizdat.render.markdown_blocks import figure, markdown
from tamizdat.render.tree import Tree
from tamizdat.render.words import Words, words
from tamizdat.urls import readable

# No line ending and no word of ours is changed by a clone: a copy is checked byte by byte.
ATTRIBUTES = b"* -text\n*.webp binary\n*.avif binary\n*.md linguist-documentation\n"
LAYOUT = Layout(".md", "README")
DOT = " · "


class MarkdownPages:
    """What stands on each kind of page."""

    version = "markdown/1"
    layout = LAYOUT

    def __init__(self) -> None:
        self.fixed = {".gitattributes": ATTRIBUTES, ".nojekyll": b""}

    def text(self, contents: Contents, sheet: Sheet, links: Links) -> str:
        """A page: paragraphs with an empty line between them."""
        said = words(contents.edition.language)
        home = [(said.front_page, LAYOUT.first("")), (said.menu, LAYOUT.page("menu"))]
        match sheet:
            case Story(headline):
                title, parts = _story(contents, headline, links, said)
                section = headline.section
                home += [(section, LAYOUT.first(contents.section(section)))] if section else []
            case Own(article):
                title, parts = article.title, list(_body(article, links, said))
            case Front():
                return _written([_title(contents.edition.title or said.front_page), *_front(contents, links, said)])
            case Roll(group, headlines, number, older):
                title, parts = group.name, [_lines(contents, reversed(headlines), links)]
                parts.append(_turn(group.folder, number, older, links, said))
            case Index(kind, groups, number, older):
                title, parts = getattr(said, kind), [_listed(_names(groups), links)]
                parts.append(_turn(kind, number, older, links, said))
            case Notice(kind):
                title, parts = getattr(said, kind), _notice(contents, kind, links, said)
            case _:
                raise TypeError(sheet)
        return _written([_title(title), _row(home, links), *parts, _foot(links, said)])


class MarkdownRenderer(Tree):
    """The format `markdown`."""

    def __init__(self) -> None:
        super().__init__(MarkdownPages())


def _story(contents: Contents, headline: Headline, links: Links, said: Words) -> tuple[str, list[str]]:
    """The title of an article, and all that stands below it."""
    article = contents.article(headline.id)
    zone = contents.zone(headline.publication)
    lead, *body = _body(article, links, said)
    byline = [f"**{inline(one_line(author))}**" for author in article.authors]
    if article.published:
        byline.append(facts.shown(article.published, zone))
    if article.modified and article.modified != article.published:
        byline.append(inline(said.told(said.changed, facts.shown(article.modified, zone))))
    byline.append(inline(one_line(contents.publications[headline.publication].name)))
    topics = _row([(tag.name, LAYOUT.first(contents.topic(tag))) for tag in article.tags], links)
    end = [f"{inline(said.tags)}{said.colon}{topics}"] if topics else []
    end += [inline(said.told(said.source, one_line(article.source_line)))] if article.source_line else []
    end += [f"{inline(said.original)}{said.colon}{code(readable(article.url))}"]
    end += [f"{inline(said.captured)}{said.colon}{facts.shown(headline.at, zone)}"]
    return article.title, [lead, DOT.join(byline), *body, "***", *end]


def _body(article: Article, links: Links, said: Words) -> Iterator[str]:
    """The lead picture (or nothing), then the text, and the addresses that it leads out to."""
    yield figure(article.lead, links, said) if article.lead else ""
    yield markdown(article.blocks, links, said)
    if links.outside:
        yield f"**{inline(said.links)}**"
        yield "\n".join(f"- {_named(text, address)}{code(address)}" for address, text in links.outside.items())


def _named(text: str, address: str) -> str:
    shown = "" if text == address else inline(one_line(text))
    return shown and f"{opening(shown)}: "


def _front(contents: Contents, links: Links, said: Words) -> Iterator[str]:
    yield _row(facts.menu(contents, LAYOUT), links)
    yield f"## {inline(said.newest)}"
    yield _lines(contents, contents.newest, links)
    yield f"## {inline(said.sections)}" if contents.sections else ""
    yield _row(_names(contents.sections), links)
    yield _row(facts.lists(contents, LAYOUT, said), links)
    yield _foot(links, said)


def _notice(contents: Contents, kind: str, links: Links, said: Words) -> list[str]:
    if kind == "check":
        return [inline(paragraph) for paragraph in said.check_text]
    if kind == "menu":
        return [_listed([*facts.menu(contents, LAYOUT), *facts.lists(contents, LAYOUT, said)], links)]
    parts = [inline(said.addresses_text)]
    for title, addresses in facts.editions(contents):
        rows = _listed([(address, address) for address in addresses], links)
        parts += [f"## {inline(one_line(title))}", rows or inline(said.no_addresses)]
    return parts


def _lines(contents: Contents, headlines: Iterable[Headline], links: Links) -> str:
    return "\n".join(
        f"- {contents.day(headline):%Y-%m-%d} {_link(headline.title, LAYOUT.page(headline.path), links)}"
        for headline in headlines
    )


def _turn(folder: str, number: int, older: int, links: Links, said: Words) -> str:
    """The way back to the latest page of a list, and on to older ones."""
    ways = [(said.latest, LAYOUT.first(folder))] if number else []
    return _row(ways + ([(said.older, LAYOUT.roll(folder, older))] if older else []), links)


def _foot(links: Links, said: Words) -> str:
    return _row([(said.addresses, LAYOUT.page("addresses")), (said.check, LAYOUT.page("check"))], links)


def _names(groups: Iterable[Group]) -> list[tuple[str, str]]:
    return [(group.name, LAYOUT.first(group.folder)) for group in groups]


def _row(entries: Iterable[tuple[str, str]], links: Links) -> str:
    return DOT.join(_link(name, target, links) for name, target in entries)


def _listed(entries: Iterable[tuple[str, str]], links: Links) -> str:
    return "\n".join(f"- {_link(name, target, links)}" for name, target in entries)


def _link(text: str, target: str, links: Links) -> str:
    return f"[{inline(one_line(text))}]({links.to(target)})"


def _title(text: str) -> str:
    return f"# {inline(one_line(text))}"


def _written(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"
