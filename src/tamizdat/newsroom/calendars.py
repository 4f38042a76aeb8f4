"""Days as the readers of each language write them, the solar Hijri calendar (Jalali) among them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

ENGLISH = "January February March April May June July August September October November December".split()
RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
LEAP_YEARS = (1, 5, 9, 13, 17, 22, 26, 30)  # of each 33, right from 1799 to 2256


def shown(moment: datetime, language: str, today: date) -> str:
    """A moment in the words of a language, as a newspaper that is read `today` shows it."""
    clock = f"{moment:%H:%M}"
    if language == "fa":
        year, month, day = jalali(moment.date())
        return f"{day} {PERSIAN[month - 1]} {year} - {clock}".translate(PERSIAN_DIGITS)
    if language == "ru":
        near = {today: "Сегодня", today - timedelta(days=1): "Вчера"}.get(moment.date())
        return f"{near or f'{moment.day} {RUSSIAN[moment.month - 1]} {moment.year}'}, {clock}"
    if language.startswith("zh"):
        return f"{moment:%Y}年{moment:%m}月{moment:%d}日 {clock}"
    return f"{moment.day} {ENGLISH[moment.month - 1]} {moment.year}, {clock}"


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day in the solar Hijri calendar."""
    year, begins = 1403, date(2024, 3, 20)
    while day < begins:
        year -= 1
        begins -= timedelta(days=_length(year))
    while day >= begins + timedelta(days=_length(year)):
        begins += timedelta(days=_length(year))
        year += 1
    passed = (day - begins).days
    # Six months of 31 days, then months of 30.
    return (year, *((passed // 31 + 1, passed % 31 + 1) if passed < 186 else (_later(passed - 186))))


def _later(passed: int) -> tuple[int, int]:
    return passed // 30 + 7, passed % 30 + 1


def _length(year: int) -> int:
    return 366 if year % 33 in LEAP_YEARS else 365
