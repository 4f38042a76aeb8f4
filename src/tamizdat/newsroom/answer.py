"""What the newsroom answers, and when a 304 is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from tamizdat.model import digest

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Answer(NamedTuple):
    """A body, a status and headers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = NO_HEADERS


# What a test puts at a path: the bytes of a page, an answer, or what makes one of a request's headers (whose names
# are in lower case); it may sleep, or count.
Route: TypeAlias = bytes | Answer | Callable[[Mapping[str, str]], Answer]


def made(route: Route, headers: Mapping[str, str]) -> Answer:
    """The answer of a route to a request."""
    if isinstance(route, bytes):
        return Answer(route, headers={"Content-Type": "text/html; charset=utf-8"})
    return route if isinstance(route, Answer) else route(headers)


def validated(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """The answer with an ETag, or a 304 where the request knows it already (RFC 9110 §13)."""
    if answer.status != 200:
        return answer
    validators = {"ETag": answer.headers.get("ETag", f'"{digest(answer.body)[:20]}"')}
    if "Last-Modified" in answer.headers:
        validators["Last-Modified"] = answer.headers["Last-Modified"]
    known = headers.get("if-none-match", "")
    if known == validators["ETag"] or (
        not known and headers.get("if-modified-since") == validators.get("Last-Modified", "never")
    ):
        return Answer(b"", 304, validators)
    return answer._replace(headers={**answer.headers, **validators})
