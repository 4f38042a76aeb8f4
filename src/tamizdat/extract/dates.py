"""Moments as pages write them → aware UTC.

Forms that machines write first (ISO 8601, RFC 5322, seconds), then those that people write, `dateparser` last
because one call costs as much as a page. Without a zone the publication's own is meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tamizdat.extract.calendars import ERAS, JALALI_MONTHS, day_of, jalali, month_named


class Moment(NamedTuple):
    """A moment: was its time of day given (else it is the day's first in the zone), was its zone."""

    at: datetime
    exact: bool
    zoned: bool = False


EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
DIGITS = str.maketrans(
    "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩０１２３４５６７８９๐๑๒๓๔๕๖๗๘๙०१२३४५६७८९০১২৩৪৫৬৭৮৯：\u200f\u200e\u00a0",
    "0123456789" * 6 + ":   ",
)
ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]{1,2}(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s{0,2}(Z|UTC|GMT|[+-]\d\d:?\d\d"
    r"|[+-]\d\d)?)?",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"(\d{1,2})(?:[:h时時點点]|시\s?)(\d\d)(?:[:分](\d\d))?\s{0,3}([ap]\.?m\b|上午|下午|晚上)?"
    r"|(?:\bkl\.?|\bklo|\bum|[,|–-])\s{0,2}(\d{1,2})\.(\d\d)\b(?!\.)|\b(\d{1,2})\.(\d\d) Uhr",
    re.IGNORECASE,
)
BEFORE_CLOCK = re.compile(r"(上午|下午|晚上|午後|午前|오후|오전)\s{0,3}(?=\d)")
# Whole hours before or behind UTC; where summers differ, the place that keeps them.
ZONES: dict[str, float | str] = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2,
    "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "IRST": 3.5, "PKT": 5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "WITA": 8,
    "JST": 9, "KST": 9, "WIT": 9, "AEST": 10, "AEDT": 11, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "ET": "America/New_York", "PT": "America/Los_Angeles", "BRT": -3,
}  # fmt: skip
ZONE = re.compile(
    rf"\b(?:UTC|GMT)\s?([+-]\d\d?)(?::?(\d\d))?\b|(?<=[\d\s])([+-]\d\d):?(\d\d)\b|\b({'|'.join(ZONES)})\b"
)
CHINESE = re.compile(
    r"(令和|平成|昭和|大正|民[国國])?\s?(\d{1,4}|元)\s{0,2}[年년]\s{0,2}(\d{1,2})\s{0,2}[月월]\s{0,2}(\d{1,2})\s{0,2}[日號号일]"
)
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.]\s?(\d{1,2})[/.]\s?(\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)")
# A name of a month: one word, two in Levantine Arabic, with signs in Thai.
NAME = (
    r"((?:كانون|تشرين)\s\w{4,7}|[^\W\d_][^\W\d_\u0e00-\u0e7f]{1,13}"
    r"|[\u0e00-\u0e7f][\u0e00-\u0e7f.]{2,12}|[\u0900-\u097f]{2,10})"
)
DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s{{1,3}}(?:de\s|d['’])?{NAME}\.?,?\s{{1,3}}(?:de\s|del\s|พ\.ศ\.\s?)?(\d{{4}})(?!\d)"
)
MONTH_DAY = re.compile(rf"(?<!\w){NAME}\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}})(?!\d)")
YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})\.\s{{1,2}}{NAME}\s{{1,2}}(\d{{1,2}})\.")
VIETNAMESE = re.compile(r"(\d{1,2})\s{1,2}tháng\s{1,2}(\d{1,2})[,\s]{1,3}(?:năm\s{1,2})?(\d{4})(?!\d)", re.IGNORECASE)
DAY_AND_YEAR = re.compile(r"\d{1,2}\D.*\d{4}|\d{4}\D.*\d{1,2}")
JALALI_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s{1,3}([آ-ی]{2,9})\s{0,2}(?:ماه)?\s{0,2}،?\s{0,2}(1[2-4]\d\d)(?!\d)")


def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def read(text: str, zone: tzinfo = UTC, language: str = "") -> Moment | None:
    """The first moment that a text names in a form we know; None if there is none. Costs microseconds."""
    text = text[:400].translate(DIGITS).strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), True, True)
    iso = ISO.search(text)
    if iso:
        return _iso(iso, zone)
    day = _day(text, language)
    if day is None:
        return _mail(text)
    return _at(day, text, zone)


def search(text: str, zone: tzinfo, language: str = "") -> Moment | None:
    """As `read`, with `dateparser` where that finds nothing; only for short texts that are known to hold a date."""
    found = read(text, zone, language)
    text = text.strip()
    # Without a language it would try two hundred of them, 45 ms a text.
    if found or not language or not 8 <= len(text) <= 60 or not DAY_AND_YEAR.search(text.translate(DIGITS)):
        return found
    import dateparser  # 0.4 s to import: most pages never need it

    languages = [language.partition("-")[0].lower()]
    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    try:
        at: datetime | None = dateparser.parse(text, languages=languages, settings=settings)
    except (ValueError, OverflowError):
        return None
    if at is None:
        return None
    exact = bool(CLOCK.search(text))
    return Moment(_utc(at if at.tzinfo else at.replace(tzinfo=zone)), exact)


def _iso(found: re.Match[str], zone: tzinfo) -> Moment | None:
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        start = day_of(int(year), int(month), int(day))
        clock = int(hour or 0) % 24, int(minute or 0), min(int(second or 0), 59)
        at = datetime(start.year, start.month, start.day, *clock)
    except ValueError:
        return None
    if offset and offset[0] in "+-":
        digits = offset.replace(":", "")
        delta = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5] or 0))
        zone = timezone(delta if offset[0] == "+" else -delta) if delta < timedelta(hours=24) else UTC
    elif offset:
        zone = UTC
    return Moment(_utc(at.replace(tzinfo=zone)), hour is not None, bool(offset))


def _day(text: str, language: str) -> tuple[date, int] | None:
    """A day written for people, and where in the text it ends."""
    for pattern, reader in _READERS:
        for found in pattern.finditer(text):
            try:
                day = reader(found, language)
            except ValueError:
                continue
            if day is not None:
                return day, found.end()
    return None


def _chinese(found: re.Match[str], language: str) -> date | None:
    if not found[1] and len(found[2]) < 4:
        return None
    year = 1 if found[2] == "元" else int(found[2])
    return day_of(year + ERAS.get(found[1] or "", 0), int(found[3]), int(found[4]))


def _year_first(found: re.Match[str], language: str) -> date | None:
    return day_of(int(found[1]), int(found[2]), int(found[3]))


def _year_last(found: re.Match[str], language: str) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    # Only the United States write the month first, and only with slashes.
    american = found[2] == "/" and language.lower() in ("en", "en-us") and first <= 12
    month, day = (first, second) if american or second > 12 else (second, first)
    return day_of(year, month, day)


def _day_month(found: re.Match[str], language: str) -> date | None:
    month = month_named(found[2])
    return day_of(int(found[3]), month, int(found[1])) if month else None


def _month_day(found: re.Match[str], language: str) -> date | None:
    month = month_named(found[1])
    return day_of(int(found[3]), month, int(found[2])) if month else None


def _year_month_day(found: re.Match[str], language: str) -> date | None:
    month = month_named(found[2])
    return day_of(int(found[1]), month, int(found[3])) if month else None


def _vietnamese(found: re.Match[str], language: str) -> date | None:
    return day_of(int(found[3]), int(found[2]), int(found[1]))


def _jalali_named(found: re.Match[str], language: str) -> date | None:
    month = JALALI_MONTHS.get(found[2])
    return jalali(int(found[3]), month, int(found[1])) if month else None


_READERS = (
    (CHINESE, _chinese),
    (YEAR_FIRST, _year_first),
    (YEAR_LAST, _year_last),
    (DAY_MONTH, _day_month),
    (MONTH_DAY, _month_day),
    (JALALI_NAMED, _jalali_named),
    (VIETNAMESE, _vietnamese),
    (YEAR_MONTH_DAY, _year_month_day),
)


def _at(day: tuple[date, int], text: str, zone: tzinfo) -> Moment:
    """The day with the time of day that stands by it: behind it if there is one, else before it."""
    around = text[day[1] : day[1] + 40]
    clock = CLOCK.search(around) or CLOCK.search(text[: day[1]])
    fields = clock_of(clock, text) if clock else None
    if fields is None:
        return Moment(_utc(datetime(day[0].year, day[0].month, day[0].day, tzinfo=zone)), False)
    named = ZONE.search(text, day[1])
    at = datetime(day[0].year, day[0].month, day[0].day, *fields, tzinfo=_zone(named, zone) if named else zone)
    return Moment(_utc(at), True, named is not None)


def clock_of(found: re.Match[str], text: str) -> tuple[int, int, int] | None:
    """Hour, minute and second of a time of day; None for one that does not exist."""
    hour = int(found[1] or found[5] or found[7])
    minute = int(found[2] or found[6] or found[8])
    if hour > 23 or minute > 59:
        return None
    before = BEFORE_CLOCK.search(text)
    half = (found[4] or (before[1] if before else "")).lower().replace(".", "")
    if half in ("pm", "下午", "晚上", "午後", "오후") and hour < 12:
        hour += 12
    elif half in ("am", "上午", "午前", "오전") and hour == 12:
        hour = 0
    return hour, minute, min(int(found[3] or 0), 59)


def _zone(named: re.Match[str], zone: tzinfo) -> tzinfo:
    if not named[5]:
        hours = max(-23, min(23, int(named[1] or named[3])))
        minutes = min(59, int(named[2] or named[4] or 0))
        return timezone(timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes))
    told = ZONES[named[5]]
    return zone_named(told) if isinstance(told, str) else timezone(timedelta(hours=told))


def _mail(text: str) -> Moment | None:
    if "," not in text[:5] and ":" not in text:
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(_utc(at if at.tzinfo else at.replace(tzinfo=UTC)), True, True)


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return EARLIEST
