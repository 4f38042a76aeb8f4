"""Moments as machines and people write them, in their calendars, languages and zones."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.extract.calendars import jalali
from tamizdat.extract.dates import read, search, zone_named

OSLO = ZoneInfo("Europe/Oslo")
EIGHT = timezone(timedelta(hours=8))


def at(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-05T10:00:00Z", at(2026, 3, 5, 10)),
        ("2026-03-05T10:00:00.123+08:00", at(2026, 3, 5, 2)),
        ("2026-03-05 10:00 +0200", at(2026, 3, 5, 8)),
        ("2026-3-5 9:07", at(2026, 3, 5, 8, 7)),
        ("2026-07-05T10:00", at(2026, 7, 5, 8)),
        ("1767225600", at(2026, 1, 1)),
        ("1767225600123", at(2026, 1, 1)),
        ("Thu, 05 Mar 2026 10:00:00 GMT", at(2026, 3, 5, 10)),
        ("Thu, 5 Mar 2026 10:00 -0500", at(2026, 3, 5, 15)),
        ("2026年3月5日 10:00", at(2026, 3, 5, 9)),
        ("2026年3月5日 下午3:20", at(2026, 3, 5, 14, 20)),
        ("5 March 2026, 10:00 a.m.", at(2026, 3, 5, 9)),
        ("March 5, 2026 12:05 AM UTC", at(2026, 3, 5, 0, 5)),
        ("5 марта 2026, 10:00 МСК", at(2026, 3, 5, 7)),
        ("5. März 2026, 10:00", at(2026, 3, 5, 9)),
        ("5 de marzo de 2026 10:00", at(2026, 3, 5, 9)),
        ("05.03.2026 10:00", at(2026, 3, 5, 9)),
        ("2026/03/05 10:00", at(2026, 3, 5, 9)),
        ("۱۴ اسفند ۱۴۰۴ ۱۰:۰۰", at(2026, 3, 5, 9)),
        ("۱۴۰۴/۱۲/۱۴ ۱۰:۰۰", at(2026, 3, 5, 9)),
        ("２０２６年３月５日 １０：００", at(2026, 3, 5, 9)),
        ("5 Μαρτίου 2026, 10:00", at(2026, 3, 5, 9)),
        ("5. března 2026 10:00", at(2026, 3, 5, 9)),
        ("5 сакавіка 2026 10:00", at(2026, 3, 5, 9)),
        ("5 Mart 2026, 10:00", at(2026, 3, 5, 9)),
        ("5 במרץ 2026, 10:00", at(2026, 3, 5, 9)),
        ("5 مارس 2026 - 10:00", at(2026, 3, 5, 9)),
        ("٥ آذار ٢٠٢٦ ١٠:٠٠", at(2026, 3, 5, 9)),
        ("5 كانون الأول 2025 10:00", at(2025, 12, 5, 9)),
        ("5 มีนาคม 2569 10:00 น.", at(2026, 3, 5, 9)),
        ("5 มี.ค. 2569 10:00", at(2026, 3, 5, 9)),
        ("๕ มีนาคม ๒๕๖๙ ๑๐:๐๐", at(2026, 3, 5, 9)),
        ("05/03/2569 10:00", at(2026, 3, 5, 9)),
        ("5 मार्च 2026, 10:00", at(2026, 3, 5, 9)),
        ("Thứ năm, ngày 5 tháng 3 năm 2026, 10:00", at(2026, 3, 5, 9)),
        ("Thứ năm, 5/3/2026, 10:00 (GMT+7)", at(2026, 3, 5, 3)),
        ("令和8年3月5日 10時00分", at(2026, 3, 5, 9)),
        ("令和元年5月1日 10時00分", at(2019, 5, 1, 8)),
        ("民國115年3月5日 10:00", at(2026, 3, 5, 9)),
        ("2026. 3. 5. 오후 3:20", at(2026, 3, 5, 14, 20)),
        ("2026년 3월 5일 10시 00분", at(2026, 3, 5, 9)),
        ("2026. március 5. 10:00", at(2026, 3, 5, 9)),
        ("5. mars 2026 kl. 10.00", at(2026, 3, 5, 9)),
        ("05.03.2026, 10.00 Uhr", at(2026, 3, 5, 9)),
        ("March 5, 2026 10:00 AM ET", at(2026, 3, 5, 15)),
        ("July 5, 2026 10:00 AM ET", at(2026, 7, 5, 14)),
        ("2026年3月5日 10:00 JST", at(2026, 3, 5, 1)),
        ("5 March 2026 10:00 UTC+05:30", at(2026, 3, 5, 4, 30)),
        ("5 March 2026 10:00 -03:30", at(2026, 3, 5, 13, 30)),
        ("Published: 5 March 2026 | Updated: 6 March 2026 10:00", at(2026, 3, 5, 9)),
    ],
)
def test_moments_are_read_in_the_zone_of_the_paper(written: str, moment: datetime) -> None:
    found = read(written, OSLO, "no")
    assert found is not None
    assert (found.at, found.exact) == (moment, True)


@pytest.mark.parametrize(
    "written", ["2026-03-05", "2026年3月5日", "5 March 2026", "March 5th, 2026", "5/3/2026", "14 اسفند 1404"]
)
def test_a_day_alone_is_its_beginning_and_not_exact(written: str) -> None:
    found = read(written, EIGHT, "de")
    assert found is not None
    assert (found.at, found.exact) == (at(2026, 3, 4, 16), False)


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("3/5/2026", "en", date(2026, 3, 5)),
        ("3/5/2026", "en-US", date(2026, 3, 5)),
        ("3/5/2026", "en-GB", date(2026, 5, 3)),
        ("3/5/2026", "fr", date(2026, 5, 3)),
        ("3.5.2026", "en", date(2026, 5, 3)),
        ("25/5/2026", "en", date(2026, 5, 25)),
        ("5/25/2026", "fr", date(2026, 5, 25)),
    ],
)
def test_only_americans_write_the_month_first(written: str, language: str, day: date) -> None:
    found = read(written, UTC, language)
    assert found is not None and found.at.date() == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "0000-00-00",
        "2026-13-45",
        "2026-02-30",
        "99/99/9999",
        "31 Foo 2026",
        "2026年13月40日",
        "32 فروردین 1404",
        "9999999999999999999",
        "Mon, 99 Foo 2026",
        "a" * 5000,
        "\0",
    ],
)
def test_what_is_no_moment_is_none(written: str) -> None:
    assert read(written) is None


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        (1399, 12, 30, date(2021, 3, 20)),
        (1400, 1, 1, date(2021, 3, 21)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1404, 1, 1, date(2025, 3, 21)),
        (1404, 6, 31, date(2025, 9, 22)),
        (1404, 7, 1, date(2025, 9, 23)),
        (1357, 11, 22, date(1979, 2, 11)),
        (1210, 1, 1, date(1831, 3, 21)),
    ],
)
def test_the_persian_calendar(year: int, month: int, day: int, gregorian: date) -> None:
    assert jalali(year, month, day) == gregorian


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 32), (7, 31), (12, 30), (1, 0)])
def test_days_that_the_persian_calendar_has_not(month: int, day: int) -> None:
    with pytest.raises(ValueError, match="solar Hijri"):
        jalali(1404, month, day)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_every_day_of_the_persian_calendar_follows_the_one_before(day: date) -> None:
    year = day.year - 621
    days = [(year, month, number) for month in range(1, 13) for number in range(1, 32)]
    found = []
    for fields in days:
        try:
            found.append(jalali(*fields))
        except ValueError:
            continue
    assert found == [found[0] + timedelta(days=number) for number in range(len(found))]
    assert len(found) in (365, 366)
    assert jalali(year + 1, 1, 1) == found[-1] + timedelta(days=1)


@given(st.text(max_size=80), st.sampled_from(["", "en", "ru", "fa", "zh"]))
def test_any_text_is_a_moment_or_none(text: str, language: str) -> None:
    found = read(text, OSLO, language)
    assert found is None or found.at.tzinfo is UTC


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)), st.sampled_from([UTC, OSLO, EIGHT]))
def test_what_is_written_is_read(moment: datetime, zone: ZoneInfo) -> None:
    moment = moment.replace(microsecond=0, tzinfo=zone)
    found = read(moment.isoformat(), UTC)
    assert found is not None and abs(found.at - moment) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("written", "language", "moment"),
    [
        ("5. ožujka 2026 10:30", "hr", at(2026, 3, 5, 9, 30)),
        ("nothing of the kind 5 x 2026", "en", None),
        ("5. ožujka 2026, 10:30", "", None),
        ("", "en", None),
    ],
)
def test_rarer_languages_are_searched_for(written: str, language: str, moment: datetime | None) -> None:
    found = search(written, OSLO, language)
    assert (found and found.at) == moment


def test_zones() -> None:
    assert zone_named("Europe/Oslo") == OSLO
    for none in ("", "Mars/Olympus", "../../etc/passwd", "\0", "a" * 500):
        assert zone_named(none) in (UTC, ZoneInfo("UTC"))


@pytest.mark.parametrize("piece", ["1 ", "1/", "1.", "January ", "2026-", "年1月", "ا ", "1:1"])
def test_long_texts_cost_little(piece: str) -> None:
    started = time.monotonic()
    read(piece * 100_000, OSLO, "en")
    assert time.monotonic() - started < 0.5
