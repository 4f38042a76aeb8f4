"""The only HTTP client: polite, bounded, and never on our own network.

One request passes, from the top: robots.txt, the pace of its host, attempts with growing pauses, redirects each
judged like a first request, and what was known before (a 304 or the same bytes are «unchanged»). Single
exchanges are in `exchange.py`, the limits of the line in `wire.py`, the judgement of addresses in `guard.py`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal

from msgspec import Struct

from tamizdat.errors import SourceError
from tamizdat.gather.exchange import Answer, Client, Interrupted, Purpose, Unanswered
from tamizdat.gather.guard import Guard, Refused, Target, target
from tamizdat.gather.memory import Memory, poll, unchanged, validators
from tamizdat.gather.robots import Robots
from tamizdat.model import EPOCH, Exchange, GatherSettings, Poll
from tamizdat.urls import canonical, join, same_site

__all__ = ["Fetcher", "Memory", "Response"]

logger = logging.getLogger(__name__)

REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (429, 502, 503, 504)  # statuses that may be better in a moment
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=120)
LONGEST_REST = timedelta(days=1)  # however long a host asks to be left alone
# A dead host costs a minute a page: after so many in a row it is left alone for a while.
PATIENCE = 5
SILENT_REST = timedelta(minutes=10)
# Headers that describe the body on its way and no longer fit the decoded one, and what only a browser would keep.
DROPPED = ("content-encoding", "content-length", "transfer-encoding", "set-cookie")


class Response(Struct, frozen=True, kw_only=True):
    """An answer of 200 to 299, or 304: `url` as asked, `final_url` after redirects, both canonical.

    Header names are in lower case; `body` is decoded, and empty with a 304. `unchanged` is true for a 304 and for
    the same body as at the last poll. `poll` is set for lists: whoever has read the list to its end remembers it.
    """

    url: str
    final_url: str
    at: datetime
    status: int
    headers: dict[str, str]
    body: bytes
    unchanged: bool = False
    poll: Poll | None = None


class Pace:
    """When a host may be asked again: a pause lies between the starts of two requests to it."""

    def __init__(self, sleep: Callable[[float], None], monotonic: Callable[[], float]) -> None:
        self.sleep, self.monotonic = sleep, monotonic
        self.lock = threading.Lock()
        self.last: dict[str, float] = {}

    def wait(self, name: str, pause: timedelta) -> None:
        """Sleep until a request to the host `name` may start, and note that it does."""
        with self.lock:
            now = self.monotonic()
            start = max(now, self.last.get(name, now - pause.total_seconds()) + pause.total_seconds())
            self.last[name] = start
        if start > now:
            self.sleep(start - now)


class Fetcher:
    """Fetches addresses; every exchange worth keeping goes to `record`, in the order of time.

    Not recorded, because nothing new came (and a run that finds nothing must change nothing): a 304, and a list or
    robots.txt with the bytes of the last poll, together with the redirects that led there.
    """

    def __init__(
        self,
        settings: GatherSettings,
        *,
        memory: Memory,
        record: Callable[[Exchange], None],
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings, self.memory, self.record, self.now, self.sleep = settings, memory, record, now, sleep
        self.guard = Guard(settings.allow)
        self.client = Client(settings, guard=self.guard, now=now, monotonic=monotonic)
        self.pace = Pace(sleep, monotonic)
        self.resting: dict[str, tuple[datetime, str]] = {}
        self.silent: dict[str, int] = {}
        self.robots = Robots(memory, agent=settings.agent, now=now, read=self._read_robots)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def get(
        self, url: str, *, purpose: Literal["page", "list", "picture"] = "page", conditional: bool = True
    ) -> Response:
        """The answer of an address; raises `SourceError` where there is none to keep, with the reason.

        With `conditional` the server is asked for it only if it changed since the last poll.
        """
        key = canonical(url)
        before = self.memory.poll(key)
        sent = validators(before) if conditional else {}
        answer, final = self._recorded(url, purpose, sent, before)
        good = 200 <= answer.status < 300 or (answer.status == 304 and bool(sent))
        after = poll(key, answer, before)
        if purpose == "page" and (good or answer.status != 304):
            self.memory.remember(after)
        if not good:
            raise SourceError(f"{url} answered {answer.status} {answer.exchange.reason}".rstrip(), _hint(answer.status))
        return Response(
            url=key,
            final_url=canonical(final),
            at=answer.exchange.at,
            status=answer.status,
            headers={name: value for name, value in answer.headers.items() if name not in DROPPED},
            body=answer.body,
            unchanged=unchanged(answer, before),
            poll=after if purpose == "list" else None,
        )

    def _read_robots(self, url: str, sent: dict[str, str]) -> Answer:
        return self._recorded(url, "robots", sent, self.memory.poll(url))[0]

    def _recorded(self, url: str, purpose: Purpose, sent: dict[str, str], before: Poll | None) -> tuple[Answer, str]:
        """The answer of an address and where it was found, its exchanges recorded if they brought anything new."""
        trail: list[Exchange] = []
        keep = True
        try:
            answer, final = self._follow(url, purpose, sent, trail)
            keep = not (unchanged(answer, before) and (answer.status == 304 or purpose in ("list", "robots")))
        finally:
            for exchange in trail if keep else ():
                self.record(exchange)
        return answer, final

    def _follow(self, url: str, purpose: Purpose, sent: dict[str, str], trail: list[Exchange]) -> tuple[Answer, str]:
        """The answer at the end of all redirects, and its address; every exchange is added to `trail`."""
        where, seen = target(url), set[str]()
        while True:
            # A validator belongs to whoever gave it; another site has no business with it.
            conditions = sent if same_site(url, where.url) else {}
            try:
                answer = self._ask(where, purpose, conditions, trail)
            except Refused as error:
                if not seen:
                    raise
                raise Refused(f"{url} redirects to a refused address: {error.message}", error.hint) from error
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not location:
                return answer, where.url
            seen.add(where.url)
            where = _redirected(where, location)
            if where.url in seen:
                raise SourceError(f"{url} redirects in a circle, by way of {where.url}", "the site may want cookies")
            if len(seen) > self.settings.redirects:
                many = self.settings.redirects
                raise SourceError(f"{url} redirects more than {many} times", "give the address that it leads to")

    def _ask(self, where: Target, purpose: Purpose, sent: dict[str, str], trail: list[Exchange]) -> Answer:
        """The answer of one address, asked again while it says or seems to be busy."""
        self.guard.check(where)
        self._check_rest(where)
        pause = self.settings.pause
        if purpose != "robots":
            pause = max(pause, self.robots.check(where))
        for attempt in range(self.settings.retries + 1):
            last = attempt == self.settings.retries
            wait = max(FIRST_PAUSE, self.settings.pause) * 2**attempt
            self.pace.wait(where.host, pause)
            try:
                answer = self.client.get(where, purpose, sent)
            except Unanswered as error:
                if last or not isinstance(error, Interrupted):
                    self._note_silence(where)
                    raise
            else:
                self.silent.pop(where.host, None)
                trail.append(answer.exchange)
                if answer.status not in PASSING:
                    return answer
                wait = self._asked_to_wait(where, answer, last=last) or wait
                if last:
                    return answer
            self.sleep(min(wait, LONGEST_PAUSE).total_seconds())
        raise AssertionError("the last attempt returns or raises")

    def _asked_to_wait(self, where: Target, answer: Answer, *, last: bool) -> timedelta:
        """How long Retry-After (RFC 9110 §10.2.3) asks to wait; raises `SourceError` if that is too long.

        Then, and after the last attempt, the host is left alone until that time, for a day at most.
        """
        wait = min(_retry_after(answer.headers.get("retry-after", ""), self.now()), LONGEST_REST)
        if wait and (last or wait > LONGEST_PAUSE):
            self.resting[where.host] = self.now() + wait, "asks to be left alone for a while"
        if wait > LONGEST_PAUSE:
            self._check_rest(where)
        return wait

    def _note_silence(self, where: Target) -> None:
        self.silent[where.host] = count = self.silent.get(where.host, 0) + 1
        if count % PATIENCE == 0:
            self.resting[where.host] = self.now() + SILENT_REST, f"has not answered {PATIENCE} times in a row"

    def _check_rest(self, where: Target) -> None:
        until, reason = self.resting.get(where.host, (EPOCH, ""))
        if self.now() < until:
            again = f"try again after {until:%Y-%m-%d %H:%M} UTC"
            raise SourceError(f"{where.url} is not asked now: {where.host} {reason}", again)


def _redirected(source: Target, location: str) -> Target:
    """Where the Location of an answer leads (RFC 9110 §10.2.2); raises `Refused` if that is not on the web."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # what browsers make of letters that are not ASCII
    try:
        found = target(join(source.url, location) or location)
    except Refused as error:
        raise Refused(f"{source.url} redirects to a refused address: {error.message}", error.hint) from error
    if (source.scheme, found.scheme) == ("https", "http"):
        logger.warning("%s redirects to plain %s, which anybody on the way can read and change", source.url, found.url)
    return found


def _retry_after(value: str, now: datetime) -> timedelta:
    """The time to wait that a header names in seconds or as a date; zero for none or one in the past."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), 999_999_999))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return timedelta(0)
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta(0))


def _hint(status: int) -> str:
    """What an operator may do about a status."""
    if status in (401, 403, 451):
        return "the site refuses us or asks for a login; see agent and proxy under [gather]"
    if status in (404, 410):
        return "it is gone; if it never was there, exclude it in the source"
    if status in (*PASSING, 500):
        return "the server is busy or broken; the next run tries again"
    return "open it in a browser to see what the site says"
