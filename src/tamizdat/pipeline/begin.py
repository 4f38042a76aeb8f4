"""init: make a press. The settings that it writes run as they are, and say in comments what may be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import tamizdat.extract as stage
from tamizdat.config import FILE
from tamizdat.errors import ConfigError, ExtractError, SourceError
from tamizdat.gather.discover import Found, discover
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Article, Publication, Source
from tamizdat.pipeline.trial import fetch_page
from tamizdat.urls import host

SAMPLES = 3
# Where most newspapers of a language tell the time; a guess that the settings name as one.
ZONES = {
    "fa": "Asia/Tehran",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "ru": "Europe/Moscow",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh": "Asia/Shanghai",
    "zh-hant": "Asia/Taipei",
}

SETTINGS = """\
# A press of Tamizdat: what is gathered, and where it is issued.
# Every setting is explained in docs/configuration.md; a publication's own stand in publications/.

archive = "archive"            # what is kept for good: back this folder up

[gather]
agent = "tamizdat"             # how we name ourselves; add an address where you can be reached
pause = "2s"                   # between two requests to one host
# proxy = "socks5h://127.0.0.1:9050"
{allow}
# An edition is a recipe: which publications, in which form. This one reads well on GitHub and its like.
[[editions]]
name = "repository"
format = "markdown"
title = {title}
language = {language}
publications = {publications}
# menu = [{{ label = "Front page", to = "." }}]

  # A mirror is a place where readers find the edition. Add as many as you have.
  # [[editions.mirrors]]
  # kind = "git"
  # url = "git@github.com:example/news.git"

# The same articles as a web site, for any host that serves plain files.
[[editions]]
name = "site"
format = "site"
title = {title}
language = {language}
publications = {publications}

  # [[editions.mirrors]]
  # kind = "folder"
  # url = "/var/www/news"
"""

PUBLICATION = """\
# A publication: who it is, where its news comes from, how its pages are read.
name = {name}
home = {home}
language = {language}
timezone = {timezone}          # used where a page gives a time without a zone; guessed from the language
{sources}
# Where extraction needs help, say what is what, in CSS (try it with: tamizdat try ADDRESS):
# [[rules]]
# body = "div.story"
# drop = [".advertisement"]
"""


def look(fetcher: Fetcher, url: str) -> tuple[Found, list[Article]]:
    """What there is at a site, and up to three of its articles as we would keep them. Raises `SourceError`."""
    found = discover(fetcher, url)
    trial = Publication(id="trial", name=found.name, home=found.home, language=found.language)
    articles: list[Article] = []
    for page in found.pages:
        if len(articles) == SAMPLES:
            break
        try:
            articles.append(stage.extract(fetch_page(fetcher, page, trial), trial))
        except (SourceError, ExtractError):
            continue
    return found, articles


def write_press(
    folder: Path,
    *,
    name: str,
    home: str = "",
    language: str = "en",
    sources: Sequence[Source] = (),
    allow: Sequence[str] = (),
) -> Publication:
    """Write the settings of a new press with one publication. Raises `ConfigError` where one stands already."""
    if (folder / FILE).exists():
        raise ConfigError(f"there is a press in {folder} already", f"edit its {FILE}, or name another folder with -C")
    id = publication_id(home, name)
    (folder / "publications").mkdir(parents=True, exist_ok=True)
    timezone = zone_of(language)
    values = {"name": name, "home": home, "language": language, "timezone": timezone}
    texts = {key: quoted(value) for key, value in values.items()}
    text = PUBLICATION.format(sources="".join(_source(source) for source in sources), **texts)
    (folder / "publications" / f"{id}.toml").write_text(text, "utf-8")
    permitted = f"allow = {quoted(list(allow))}     # private addresses that may be asked\n" if allow else ""
    settings = SETTINGS.format(
        title=quoted(name), language=quoted(language), publications=quoted([id]), allow=permitted
    )
    (folder / FILE).write_text(settings, "utf-8")
    return Publication(id=id, name=name, home=home, language=language, timezone=timezone, sources=tuple(sources))


def zone_of(language: str) -> str:
    """The time zone that newspapers of a language are likely to use; UTC where there is no telling."""
    tag = language.lower()
    return ZONES.get(tag) or ZONES.get(tag.partition("-")[0], "UTC")


def publication_id(home: str, name: str) -> str:
    """A name for the file of a publication: of its host, else of its name, else `news`."""
    words = host(home).removeprefix("www.") or name.lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:60] or "news"


def _source(source: Source) -> str:
    lines = [f"\n[[sources]]\nkind = {quoted(source.kind)}\nurl = {quoted(source.url)}\n"]
    lines += [f"{key} = {quoted(value)}\n" for key, value in _said(source)]
    return "".join(lines)


def _said(source: Source) -> Iterator[tuple[str, object]]:
    if source.section:
        yield "section", source.section
    if source.include:
        yield "include", list(source.include)
    yield from source.options.items()


def quoted(value: object) -> str:
    """A TOML value: JSON's strings, lists, numbers and booleans are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
