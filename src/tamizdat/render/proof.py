"""A proof: an article as its reader would see it, beside the page that it is from; for people who write rules.

One file of HTML that loads nothing: the page stands there as its passages, pictures as their addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from tamizdat.model import Article, Explanation, Passage
from tamizdat.render.escape import plain
from tamizdat.render.html import figure, html
from tamizdat.render.links import Nowhere
from tamizdat.render.words import direction, words
from tamizdat.urls import readable

if TYPE_CHECKING:
    from jinja2 import Environment

# The one style sheet stands in the page, which may ask for nothing at all.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# An address of a picture can hold the picture.
LONGEST = 2000

# A field of the article, how sure it is (0 to 1), and by what.
Support = tuple[str, str, str]


class Group(NamedTuple):
    """Passages that follow each other and had one fate: kept, or taken out with one element; `why` is said once.

    `bunches` are their kinds with what is of one kind together: `item` a list, `cell` a row.
    """

    kept: bool
    why: str
    bunches: list[tuple[str, list[Passage]]]

    @property
    def size(self) -> int:
        """How many passages it has."""
        return sum(len(passages) for _, passages in self.bunches)


def proof(
    article: Article | None, url: str, explanation: Explanation, support: Sequence[Support] = (), failure: str = ""
) -> str:
    """The page of a proof; `failure` says why there is no article."""
    kept = sum(passage.kept for passage in explanation.passages)
    return (
        _environment()
        .get_template("page.html")
        .render(
            policy=POLICY,
            style=Markup(_style()),  # noqa: S704  # our own, to the letter
            url=readable(url),
            failure=failure,
            support=support,
            groups=groups(explanation.passages),
            kept=kept,
            dropped=len(explanation.passages) - kept,
            story=explanation.story,
            unused=explanation.unused,
            **(_article(article) if article else {"article": None}),
        )
    )


def groups(passages: Sequence[Passage]) -> list[Group]:
    """The passages of a page by what became of them, in order."""
    found = []
    for (kept, _, why), same in groupby(passages, key=lambda each: (each.kept, each.at, each.why)):
        bunches = [(kind, list(bunch)) for kind, bunch in groupby(same, key=lambda each: each.kind)]
        found.append(Group(kept, why, bunches))
    return found


def _article(article: Article) -> dict[str, Any]:
    links, said = Nowhere(), words("en")
    return {
        "article": article,
        "reading": direction(article.language),
        "lead": Markup(figure(article.lead, links, said) if article.lead else ""),  # noqa: S704  # escaped there
        "body": Markup(html(article.blocks, links, said)),  # noqa: S704  # escaped there
        "outside": list(links.outside.items()),
    }


def _shown(value: Any) -> Any:
    return plain(value)[:LONGEST] if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _style() -> str:
    """The looks of the site, with those of the two columns."""
    folder = resources.files("tamizdat.render")
    sheets = (folder / "templates" / "style.css", folder / "proofs" / "proof.css")
    return "".join(sheet.read_text("utf-8") for sheet in sheets)


@cache
def _environment() -> Environment:
    # Every command imports this file, and only one asks for a page.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tamizdat.render", "proofs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
