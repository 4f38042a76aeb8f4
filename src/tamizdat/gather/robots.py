"""robots.txt (RFC 9309): what a host asks crawlers to leave alone, and how fast they may go.

A good answer holds for a day and is kept between runs, as a poll with its body. 4xx means that there are
no rules. With 5xx, 429 or no answer at all the last good answer counts for up to 30 days; without one everything is
forbidden for now, and asked again after ten minutes. Failures are not kept between runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct
from protego import Protego

from tamizdat.errors import SourceError
from tamizdat.gather.exchange import Answer
from tamizdat.gather.guard import Refused, Target
from tamizdat.gather.memory import Memory, poll, validators
from tamizdat.model import Poll, digest

FRESH = timedelta(days=1)
STALE = timedelta(days=30)
SOON = timedelta(minutes=10)
LONGEST_DELAY = timedelta(seconds=60)
SIZE = 500 * 1024  # bytes that are read; the rest is ignored, as the RFC allows


class Rules(Struct, frozen=True):
    """What one host says to us; `delay` is the pause between requests that it asks for, 60 s at most."""

    parser: Protego | None
    until: datetime
    reason: str = ""
    hint: str = ""
    delay: timedelta = timedelta(0)


class Robots:
    """The rules of all hosts that were asked; `read` fetches an address with extra headers, following redirects."""

    def __init__(
        self,
        memory: Memory,
        *,
        agent: str,
        now: Callable[[], datetime],
        read: Callable[[str, dict[str, str]], Answer],
    ) -> None:
        self.memory, self.now, self.read = memory, now, read
        # Groups in robots.txt name the product alone (RFC 9309 §2.2.1), without version and comment.
        self.agent = agent.split("/")[0].split(" ")[0]
        self.known: dict[str, Rules] = {}

    def check(self, target: Target) -> timedelta:
        """The pause that the host asks for; raises `SourceError` if it forbids the address."""
        rules = self.known.get(target.origin)
        if rules is None or rules.until <= self.now():
            rules = self.known[target.origin] = self._rules(target.origin + "/robots.txt")
        if rules.parser is None:
            raise SourceError(f"{target.url} is not asked: {rules.reason}", rules.hint)
        if not rules.parser.can_fetch(target.url, self.agent):
            raise SourceError(
                f"{target.url} is forbidden by the robots.txt of {target.host}", "exclude it in the source"
            )
        return rules.delay

    def _rules(self, url: str) -> Rules:
        now, before = self.now(), self.memory.poll(url)
        if before and now - before.checked_at < FRESH:
            return self._parsed(before)
        try:
            answer = self.read(url, validators(before))
        except Refused:
            raise
        except SourceError as error:
            reason, hint = f"its robots.txt cannot be had ({error.message})", error.hint
        else:
            fresh = _poll(url, answer, before)
            if fresh:
                self.memory.remember(fresh)
                return self._parsed(fresh)
            reason, hint = (
                f"its robots.txt answered {answer.status}",
                "the server is in trouble; try again in ten minutes",
            )
        if before and now - before.checked_at < STALE:
            return self._parsed(before, until=now + SOON)
        return Rules(None, now + SOON, reason, hint)

    def _parsed(self, poll: Poll, until: datetime | None = None) -> Rules:
        parser = Protego.parse(poll.body.decode("utf-8-sig", "replace"))
        seconds = min(max(parser.crawl_delay(self.agent) or 0, 0), LONGEST_DELAY.total_seconds())
        return Rules(parser, until or poll.checked_at + FRESH, delay=timedelta(seconds=seconds))


def _poll(url: str, answer: Answer, before: Poll | None) -> Poll | None:
    """The poll of a good answer; none if the host is to be asked again soon."""
    if 200 <= answer.status < 300 or (answer.status == 304 and before):
        return poll(url, answer, before, answer.body[:SIZE])
    if 400 <= answer.status < 500 and answer.status != 429:
        # No rules: whatever was known of an older file no longer counts.
        return Poll(url=url, checked_at=answer.exchange.at, status=answer.status, digest=digest(b""))
    return None
