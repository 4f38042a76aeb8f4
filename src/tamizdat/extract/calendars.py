"""Years, months and days as other calendars and languages name them.

Persian pages count in the solar Hijri (Jalali) calendar, whose leap years go by the 33-year cycle, right from 1799 to
2256; Thai ones by the Buddhist era; Japanese and Taiwanese ones by the years of a reign or of the Republic.
"""

from __future__ import annotations

from datetime import date, timedelta

BUDDHIST = 543
# The year before the first of each era.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)

MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(
        (
            "january jan января січня студзеня januar jänner janvier enero gennaio janeiro januari stycznia ocak ledna"
            " január ianuarie tammikuuta gener jaanuar януари ιανουαρίου يناير كانون_الثاني ינואר มกราคม ม.ค. जनवरी ян",
            "february feb февраля лютого лютага februar février fevrier febrero febbraio"
            " fevereiro februari lutego şubat"
            " února február februarie helmikuuta febrer februára февруари φεβρουαρίου فبراير"
            " شباط פברואר กุมภาพันธ์ ก.พ. फरवरी",
            "march mar марта березня сакавіка märz mars marzo março maart marca mart března március martie maaliskuuta"
            " maret març март μαρτίου مارس آذار מרץ מרס มีนาคม มี.ค. मार्च mär",
            "april apr апреля квітня красавіка avril abril aprile kwietnia nisan dubna április aprilie huhtikuuta апр"
            " април απριλίου أبريل ابريل نيسان אפריל เมษายน เม.ย. अप्रैल",
            "may мая травня траўня mai mayo maggio maio mei maja mayıs maj května május toukokuuta maig май μαΐου"
            " مايو أيار מאי พฤษภาคม พ.ค. मई",
            "june jun июня червня чэрвеня juni juin junio giugno junho czerwca haziran června június iunie kesäkuuta"
            " juny юни ιουνίου يونيو حزيران יוני มิถุนายน มิ.ย. जून",
            "july jul июля липня ліпеня juli juillet julio luglio julho lipca temmuz července július iulie heinäkuuta"
            " juliol юли ιουλίου يوليو تموز יולי กรกฎาคม ก.ค. जुलाई",
            "august aug августа серпня жніўня août aout agosto augustus augusti sierpnia"
            " ağustos srpna augusztus elokuuta"
            " agost agustus август αυγούστου أغسطس آب אוגוסט สิงหาคม ส.ค. अगस्त",
            "september sep sept сентября вересня верасня septembre septiembre settembre setembro września eylül září"
            " szeptember septembrie syyskuuta setembre сен септември σεπτεμβρίου سبتمبر أيلول ספטמבר กันยายน ก.ย. सितंबर",
            "october oct октября жовтня кастрычніка oktober octobre octubre ottobre outubro października ekim okt října"
            " október octombrie lokakuuta окт октомври οκτωβρίου أكتوبر تشرين_الأول אוקטובר ตุลาคม ต.ค. अक्टूबर",
            "november nov ноября листопада лістапада novembre noviembre novembro listopada kasım listopadu noiembrie"
            " marraskuuta ноя ноември νοεμβρίου نوفمبر تشرين_الثاني נובמבר พฤศจิกายน พ.ย. नवंबर",
            "december dec декабря грудня снежня dezember décembre diciembre dicembre dezembro grudnia aralık dez"
            " prosince decembrie joulukuuta desembre desember дек декември δεκεμβρίου ديسمبر"
            " كانون_الأول דצמבר ธันวาคม ธ.ค. दिसंबर",
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


def month_named(name: str) -> int:
    """The number of a month by its name in any language that we know; 0 for none. Hebrew sets «in» before it."""
    name = name.strip(" .,").lower()
    return MONTHS.get(name) or MONTHS.get(f"{name}.") or MONTHS.get(name.removeprefix("ב"), 0)


def day_of(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day whose year tells its calendar: Persian until 1600, Thai from 2400 on."""
    if 1200 < year < 1600:
        return jalali(year, month, day)
    return date(year - BUDDHIST if 2400 < year < 2700 else year, month, day)


def jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the solar Hijri calendar; raises `ValueError` for a day that does not exist."""
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in LEAPS else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(f"no day {year}/{month}/{day} in the solar Hijri calendar")
    cycles, rest = divmod(year - 1210, 33)
    leaps = cycles * 8 + sum((1210 + each) % 33 in LEAPS for each in range(rest))
    passed = (year - 1210) * 365 + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    return date(1831, 3, 21) + timedelta(days=passed)
