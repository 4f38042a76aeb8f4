"""Where the links of one page lead: to pages of this edition, or nowhere, their addresses then standing as text."""

from __future__ import annotations

from typing import Protocol

from tamizdat.render.contents import Contents
from tamizdat.render.layout import Layout, picture_path
from tamizdat.urls import canonical, readable


class Ways(Protocol):
    """Where the links and pictures of one page lead."""

    def inside(self, href: str, text: str) -> str:
        """The address in this edition for an address of the source; "" if there is none."""

    def picture(self, url: str) -> tuple[str, int, int]:
        """Address, width and height of a picture; "" if we do not hold it."""


class Nowhere:
    """The ways of an article that stands in no edition: no link leads on, and no picture is held."""

    def __init__(self) -> None:
        self.outside: dict[str, str] = {}

    def inside(self, href: str, text: str) -> str:
        """Nothing, and the address is noted with its words."""
        shown = readable(href)
        self.outside[shown] = " ".join(f"{self.outside.get(shown, '')} {text}".split())
        return ""

    def picture(self, url: str) -> tuple[str, int, int]:
        """Nothing."""
        return "", 0, 0


class Links:
    """The links of the page at `here`; `outside` gathers, by address, the words that led out of the edition."""

    def __init__(self, contents: Contents, layout: Layout, here: str) -> None:
        self.contents = contents
        self.layout = layout
        self.up = "../" * here.count("/")
        self.outside: dict[str, str] = {}

    def to(self, path: str) -> str:
        """The relative address of a file of this edition; a whole address stays as it is."""
        return path if "://" in path else self.up + path

    def inside(self, href: str, text: str) -> str:
        """The relative address of our page for an address of the source; "" if we have none, and it is noted."""
        path = self.layout.target(self.contents, canonical(href))
        if path:
            return self.to(path)
        shown = readable(href)
        self.outside[shown] = " ".join(f"{self.outside.get(shown, '')} {text}".split())
        return ""

    def picture(self, url: str) -> tuple[str, int, int]:
        """Relative address, width and height of a picture that we hold; "" if we do not."""
        picture = self.contents.pictures.get(url)
        if picture is None or not picture.digest:
            return "", 0, 0
        return self.to(picture_path(picture)), picture.width, picture.height
