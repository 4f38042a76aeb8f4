"""The words around the news, in the language of an edition: one file a language in `strings/`."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

FALLBACK = "en"
# BCP 47 primary subtags of languages that are written from right to left.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the news in one language; each file has all of them, and no other."""

    colon: str
    language: str
    front_page: str
    newest: str
    sections: str
    tags: str
    months: str
    menu: str
    addresses: str
    check: str
    original: str
    captured: str
    published: str
    changed: str
    source: str
    links: str
    older: str
    latest: str
    kinds: dict[str, str]
    addresses_text: str
    no_addresses: str
    check_text: tuple[str, ...]

    def told(self, name: str, text: str) -> str:
        """A name and what it is the name of: `Source: a news agency`; the name alone where there is nothing."""
        return f"{name}{self.colon}{text}" if text.strip() else name

    def kind(self, kind: str, text: str) -> str:
        """What a thing in a page is (picture, video, map …), with its title or description."""
        return self.told(self.kinds.get(kind, self.kinds["page"]), " ".join(text.split()))


@cache
def words(language: str) -> Words:
    """The words for a language: its own, those of its script or nearest kin, else English."""
    known = {file.name.removesuffix(".toml") for file in _folder().iterdir()}
    return _read(next((name for name in _kin(language) if name in known), FALLBACK))


def direction(language: str) -> str:
    """`rtl` or `ltr`, or `auto` where no language is known."""
    if not language:
        return "auto"
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def _kin(language: str) -> list[str]:
    parts = language.split("-")
    if parts[0].lower() == "zh":
        return ["zh-Hant" if {"hant", "tw", "hk", "mo"} & {part.lower() for part in parts} else "zh-Hans"]
    return [language, parts[0].lower()]


def _read(name: str) -> Words:
    return msgspec.toml.decode((_folder() / f"{name}.toml").read_bytes(), type=Words)


def _folder() -> resources.abc.Traversable:
    return resources.files("tamizdat.render") / "strings"
