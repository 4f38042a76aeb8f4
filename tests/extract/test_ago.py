"""Moments told by their distance from the capture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.extract.ago import ago

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("3 hours ago", 3),
        ("Updated 3 hours ago", 3),
        ("an hour ago", 1),
        ("30 minutes ago", 0.5),
        ("vor 2 Stunden", 2),
        ("vor einer Stunde", 1),
        ("il y a 2 heures", 2),
        ("hace 2 horas", 2),
        ("há 2 horas", 2),
        ("2 ore fa", 2),
        ("2 uur geleden", 2),
        ("för 2 timmar sedan", 2),
        ("for 2 timer siden", 2),
        ("2 godziny temu", 2),
        ("2 saat önce", 2),
        ("2 часа назад", 2),
        ("2 години тому", 2),
        ("3小时前", 3),
        ("3 小時前", 3),
        ("3時間前", 3),
        ("3시간 전", 3),
        ("۳ ساعت پیش", 3),
        ("منذ 3 ساعات", 3),
        ("לפני 3 שעות", 3),
        ("3 giờ trước", 3),
        ("3 ชั่วโมงที่แล้ว", 3),
        ("5分钟前", 5 / 60),
    ],
)
def test_hours_and_minutes_are_counted_back(text: str, hours: float) -> None:
    found = ago(text, NOW, OSLO)
    assert found is not None
    assert (found.at, found.exact) == (NOW - timedelta(hours=hours), True)


@pytest.mark.parametrize("text", ["2 days ago", "vor 2 Tagen", "2天前", "2 дня назад", "۲ روز پیش", "2일 전"])
def test_days_are_counted_back_to_their_beginning(text: str) -> None:
    found = ago(text, NOW, OSLO)
    assert found is not None
    assert (found.at, found.exact) == (datetime(2026, 3, 2, 23, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Today, 10:30", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
        ("Yesterday at 10:30 pm", datetime(2026, 3, 4, 21, 30, tzinfo=UTC)),
        ("gestern, 10:30 Uhr", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        ("Сегодня, 10:30", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
        ("昨天 10:30", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        ("i dag 10:30", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
    ],
)
def test_today_and_yesterday_with_a_clock(text: str, moment: datetime) -> None:
    found = ago(text, NOW, OSLO)
    assert found is not None
    assert (found.at, found.exact) == (moment, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 hours",
        "3 min read",
        "5 March 2026",
        "Today",
        "The ferry was sold two days ago to the town, which paid 3 million for it",
        "12 comments",
        "vor Ort",
    ],
)
def test_what_tells_no_distance_is_none(text: str) -> None:
    assert ago(text, NOW, OSLO) is None


@given(st.text(max_size=80))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    found = ago(text, NOW, OSLO)
    assert found is None or found.at <= NOW + timedelta(days=1)
