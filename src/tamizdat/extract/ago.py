"""Moments told by the clock of the reader: «3 hours ago», «vor 2 Stunden», «3小时前», «yesterday, 10:30».

They mean something only with the moment when the page was captured.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from tamizdat.extract.dates import CLOCK, DIGITS, Moment, clock_of

UNITS = {
    unit: span
    for span, units in (
        (timedelta(minutes=1), "minute minutes min mins minuten minuti minuto minutos minut"
         " minuta minuty minutter minuter"
         " minuutti minuuttia minuut минут минуту минуты минуты мин хвилин хвилину хвилини 分"
         " 分钟 分鐘 分間 분 دقیقه دقيقة دقائق דקות"
         " dakika phút นาที menit perc λεπτά"),
        (timedelta(hours=1), "hour hours hr hrs h stunde stunden std heure heures hora horas"
         " ora ore uur uren час часа часов"
         " годину години годин гадзін 小时 小時 個小時 个小时 時間 시간 ساعت ساعة ساعات שעות שעה saat giờ"
         " tiếng ชั่วโมง timme timmar time"
         " timer tunti tuntia godzin godziny godzinę hodin hodiny jam óra órája ώρες"),
        (timedelta(days=1), "day days d tag tage tagen jour jours día días dia dias giorno"
         " giorni dag dagen dagar dage dager gün"
         " день дня дней дні днів дзён 天 日 일 روز يوم أيام ימים ngày วัน dzień dni dny dnů nap"
         " napja päivää hari ημέρες"),
        (timedelta(weeks=1), "week weeks woche wochen semaine semaines semana semanas"
         " settimana settimane weken vecka veckor uke"
         " uker uge uger hafta неделю недели недель тиждень тижні тижнів 周 週 週間 주 هفته أسبوع"
         " أسابيع שבוע שבועות tuần สัปดาห์"
         " tydzień tygodnie tygodni týden týdny minggu"),
    )
    for unit in units.split()
}  # fmt: skip
BEFORE = r"vor|il y a|hace|há|za|منذ|قبل|לפני|acum|πριν|pred|před|for"
BEHIND = (
    r"ago|fa|geleden|önce|назад|тому|таму|前|전|پیش|قبل|trước|ที่แล้ว|ที่ผ่านมา|temu|sedan|siden|sitten|atrás|lalu|ezelőtt|fa"
)
ONE = r"an?|einer?|eine[mn]|une?|una|uno|uma?|één|en|ett|et|bir|jedn\w{1,2}|одну|один|یک|satu"
WORD = r"[^\W\d_][^\W\d_\u0e00-\u0e7f]{0,10}?|[\u0e00-\u0e7f]{3,9}?"
SPAN = re.compile(
    rf"(?:\b(?P<before>{BEFORE})\s{{1,2}})?(?:(?<!\d)(?P<number>\d{{1,3}})|\b(?P<one>{ONE})\b)\s{{0,2}}(?P<unit>{WORD})"
    rf"(?:\s{{0,2}}(?P<behind>{BEHIND})(?!\w)|(?=[\s.,|)）·]|$))",
    re.IGNORECASE,
)
DAYS = {
    word: back
    for back, words in (
        (0, "today heute aujourd'hui hoy hoje oggi vandaag idag i\u00a0dag bugün сегодня"
         " сьогодні сёння 今天 今日 오늘 امروز اليوم היום"
         " dzisiaj dziś dnes hôm\u00a0nay วันนี้ tänään ma"),
        (1, "yesterday gestern hier ayer ontem ieri gisteren igår i\u00a0går dün вчера вчора"
         " учора 昨天 昨日 어제 دیروز أمس אתמול wczoraj"
         " včera hôm\u00a0qua เมื่อวาน eilen tegnap"),
    )
    for word in words.replace("\u00a0", "_").split()
}  # fmt: skip
DAY = re.compile(
    rf"(?<![^\W_])({'|'.join(re.escape(day.replace('_', ' ')) for day in DAYS)})(?![a-zа-яё])", re.IGNORECASE
)
# Who counts so is a label of its own, not a sentence that happens to hold such words.
LONGEST = 60
# A day is told this way with its clock right behind it.
CLOCK_WITHIN = 12


def ago(text: str, now: datetime, zone: tzinfo) -> Moment | None:
    """The moment that a short text names by its distance from `now`; days without a clock are not exact."""
    text = text.translate(DIGITS).strip()
    if not text or len(text) > LONGEST:
        return None
    for found in SPAN.finditer(text):
        span = UNITS.get(found["unit"].lower())
        if span and (found["before"] or found["behind"]):
            at = now - span * int(found["number"] or 1)
            return Moment(at, True, True) if span < timedelta(days=1) else _day(at, zone)
    named = DAY.search(text)
    clock = CLOCK.search(text, named.end(), named.end() + CLOCK_WITHIN) if named else None
    fields = clock_of(clock, text) if clock else None
    if named is None or fields is None:
        return None
    day = (now - timedelta(days=DAYS[named[1].lower().replace(" ", "_")])).astimezone(zone)
    return Moment(
        day.replace(hour=fields[0], minute=fields[1], second=fields[2], microsecond=0).astimezone(now.tzinfo), True
    )


def _day(at: datetime, zone: tzinfo) -> Moment:
    start = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Moment(start.astimezone(at.tzinfo), False)
