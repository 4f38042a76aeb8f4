"""Days as readers write them, and the way back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tamizdat.extract import dates
from tamizdat.newsroom.calendars import jalali, shown

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (datetime(2026, 3, 2, 7, 15), "en", "2 March 2026, 07:15"),
        (datetime(2026, 3, 2, 7, 15), "zh-Hans", "2026年03月02日 07:15"),
        (datetime(2026, 3, 2, 7, 15), "ru", "2 марта 2026, 07:15"),
        (datetime(2026, 3, 14, 18, 40), "ru", "Вчера, 18:40"),
        (datetime(2026, 3, 15, 9, 5), "ru", "Сегодня, 09:05"),
        (datetime(2026, 3, 1, 9, 15), "fa", "۱۰ اسفند ۱۴۰۴ - ۰۹:۱۵"),
        (datetime(2025, 3, 20, 0, 0), "fa", "۳۰ اسفند ۱۴۰۳ - ۰۰:۰۰"),
    ],
)
def test_a_moment_in_the_words_of_a_language(moment: datetime, language: str, words: str) -> None:
    assert shown(moment, language, TODAY) == words


def test_the_solar_calendar_is_the_one_that_is_read() -> None:
    day = date(1990, 1, 1)
    while day < date(2060, 1, 1):
        assert dates.jalali(*jalali(day)) == day
        day += timedelta(days=13)
