"""What the fetcher remembers of an address between runs: the polls, and what follows from one for the next request."""

from __future__ import annotations

from typing import Protocol

from tamizdat.gather.exchange import Answer
from tamizdat.model import Poll, digest


class Memory(Protocol):
    """What the fetcher remembers between runs; the archive implements it."""

    def poll(self, url: str) -> Poll | None:
        """What an address answered last, if it was ever asked."""

    def remember(self, poll: Poll) -> None:
        """Keep a poll in the place of an older one of the same address."""


def validators(poll: Poll | None) -> dict[str, str]:
    """The headers that make a request conditional on what is known (RFC 9110 §13)."""
    if poll is None:
        return {}
    headers = {"If-None-Match": poll.etag, "If-Modified-Since": poll.last_modified}
    return {name: value for name, value in headers.items() if value}


def unchanged(answer: Answer, before: Poll | None) -> bool:
    """Whether an answer brings nothing that the last poll has not seen: a 304, the same bytes, the same failure."""
    if before is None or answer.status == 304:
        return before is not None
    if 200 <= answer.status < 300:
        return before.digest == digest(answer.body)
    return before.status == answer.status


def poll(url: str, answer: Answer, before: Poll | None, body: bytes = b"") -> Poll:
    """What to remember of an answer. A 304 and a failure keep what was known of the content: it is still the newest."""
    at = answer.exchange.at
    if 200 <= answer.status < 300:
        headers = answer.headers
        etag, last_modified = headers.get("etag", ""), headers.get("last-modified", "")
        found = digest(answer.body)
    else:
        before = before or Poll(url=url, checked_at=at, status=answer.status)
        etag, last_modified, found, body = before.etag, before.last_modified, before.digest, before.body
    return Poll(
        url=url,
        checked_at=at,
        status=answer.status,
        etag=etag,
        last_modified=last_modified,
        digest=found,
        body=body,
    )
