"""Moments as pages write them → aware UTC.

Forms that machines write first (ISO 8601, RFC 5322, seconds), then those that people write, `dateparser` last
because one call costs as much as a page. Without a zone the publication's own is meant. Persian pages count in
the solar Hijri (Jalali) calendar; its leap years go by the 33-year cycle, right from 1799 to 2256.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Moment(NamedTuple):
    """A moment and whether its time of day was given (else it is the day's first moment in the zone)."""

    at: datetime
    exact: bool


EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩０１２３４５６７８９：", "012345678901234567890123456789:")
ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]{1,2}(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s{0,2}(Z|UTC|GMT|[+-]\d\d:?\d\d"
    r"|[+-]\d\d)?)?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(\d{1,2})[:h时時點点](\d\d)(?:[:分](\d\d))?\s{0,3}([ap]\.?m\b|上午|下午|晚上)?", re.IGNORECASE)
BEFORE_CLOCK = re.compile(r"(上午|下午|晚上|午後|午前|오후|오전)\s{0,3}(?=\d)")
ZONE = re.compile(r"\b(?:UTC|GMT)?\s?([+-]\d\d):?(\d\d)\b|\b(UTC|GMT|MSK|МСК|EST|EDT|CST|CDT|PST|PDT|CET|CEST|BST)\b")
ZONES = {"UTC": 0, "GMT": 0, "MSK": 3, "МСК": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "PST": -8, "PDT": -7,
         "CET": 1, "CEST": 2, "BST": 1}  # fmt: skip
CHINESE = re.compile(r"(\d{4})\s{0,2}[年년]\s{0,2}(\d{1,2})\s{0,2}[月월]\s{0,2}(\d{1,2})\s{0,2}[日号號일]")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)")
DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s{1,3}(?:de\s|d['’])?([^\W\d_]{3,12})\.?,?\s{1,3}(?:de\s|del\s)?(\d{4})(?!\d)"
)
MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(\d{4})(?!\d)")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan января січня januar jänner janvier enero gennaio janeiro januari stycznia ocak",
            "february feb февраля лютого februar février fevrier febrero febbraio fevereiro februari lutego şubat",
            "march mar марта березня märz mars marzo março maart marca mart",
            "april apr апреля квітня avril abril aprile kwietnia nisan",
            "may мая травня mai mayo maggio maio mei maja mayıs maj",
            "june jun июня червня juni juin junio giugno junho czerwca haziran",
            "july jul июля липня juli juillet julio luglio julho lipca temmuz",
            "august aug августа серпня août aout agosto augustus augusti sierpnia ağustos",
            "september sep sept сентября вересня septembre septiembre settembre setembro września eylül",
            "october oct октября жовтня oktober octobre octubre ottobre outubro października ekim okt",
            "november nov ноября листопада novembre noviembre novembro listopada kasım",
            "december dec декабря грудня dezember décembre diciembre dicembre dezembro grudnia aralık dez",
        ),
        1,
    )
    for name in names.split()
}
JALALI_MONTHS = {
    name: number
    for number, name in enumerate(
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(), 1
    )
} | {"فروردين": 1, "ارديبهشت": 2, "تير": 4, "شهريور": 6, "دي": 10}  # fmt: skip
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
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), True)
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


def jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the solar Hijri calendar; raises `ValueError` for a day that does not exist."""
    leap = year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
    longest = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(f"no day {year}/{month}/{day} in the solar Hijri calendar")
    cycles, rest = divmod(year - 1210, 33)
    leaps = cycles * 8 + sum((1210 + each) % 33 in (1, 5, 9, 13, 17, 22, 26, 30) for each in range(rest))
    passed = (year - 1210) * 365 + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    return date(1831, 3, 21) + timedelta(days=passed)


def _iso(found: re.Match[str], zone: tzinfo) -> Moment | None:
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        if int(year) < 1600:
            start = jalali(int(year), int(month), int(day))
            year, month, day = str(start.year), str(start.month), str(start.day)
        at = datetime(int(year), int(month), int(day), int(hour or 0) % 24, int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        return None
    if offset and offset[0] in "+-":
        digits = offset.replace(":", "")
        delta = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5] or 0))
        zone = timezone(delta if offset[0] == "+" else -delta) if delta < timedelta(hours=24) else UTC
    elif offset:
        zone = UTC
    return Moment(_utc(at.replace(tzinfo=zone)), hour is not None)


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
    return date(int(found[1]), int(found[2]), int(found[3]))


def _year_first(found: re.Match[str], language: str) -> date | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    return jalali(year, month, day) if 1200 < year < 1600 else date(year, month, day)


def _year_last(found: re.Match[str], language: str) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    # Only the United States write the month first, and only with slashes.
    american = found[2] == "/" and language.lower() in ("en", "en-us") and first <= 12
    month, day = (first, second) if american or second > 12 else (second, first)
    return date(year, month, day)


def _day_month(found: re.Match[str], language: str) -> date | None:
    month = MONTHS.get(found[2].lower())
    return date(int(found[3]), month, int(found[1])) if month else None


def _month_day(found: re.Match[str], language: str) -> date | None:
    month = MONTHS.get(found[1].lower())
    return date(int(found[3]), month, int(found[2])) if month else None


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
)


def _at(day: tuple[date, int], text: str, zone: tzinfo) -> Moment:
    """The day with the time of day that stands by it: behind it if there is one, else before it."""
    around = text[day[1] : day[1] + 40]
    clock = CLOCK.search(around) or CLOCK.search(text)
    hour = minute = second = 0
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        hour, minute, second = int(clock[1]), int(clock[2]), min(int(clock[3] or 0), 59)
        before = BEFORE_CLOCK.search(text)
        half = (clock[4] or (before[1] if before else "")).lower().replace(".", "")
        if half in ("pm", "下午", "晚上", "午後", "오후") and hour < 12:
            hour += 12
        elif half in ("am", "上午", "午前", "오전") and hour == 12:
            hour = 0
    else:
        clock = None
    named = ZONE.search(text, day[1]) if clock else None
    if named:
        hours = int(named[1]) if named[1] else ZONES[named[3]]
        zone = timezone(timedelta(hours=max(-23, min(23, hours)), minutes=int(named[2] or 0)))
    at = datetime(day[0].year, day[0].month, day[0].day, hour, minute, second, tzinfo=zone)
    return Moment(_utc(at), clock is not None)


def _mail(text: str) -> Moment | None:
    if "," not in text[:5] and ":" not in text:
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(_utc(at if at.tzinfo else at.replace(tzinfo=UTC)), True)


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return EARLIEST
