"""Every language that we promise: which tag its text gets, and that its paragraphs are taken for prose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tamizdat.extract.blocks import text_of
from tamizdat.extract.chinese import chinese_script
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication

# Language: how a paragraph of local news reads in it, and the tag that it gets where nobody declares any.
TEXTS = {
    "zh-Hans": ("因为浓雾，渡船周五上午停航，港务处说下午恢复。孩子们在码头上等了两个小时，没有人抱怨。", "zh-Hans"),
    "zh-Hant": ("因為濃霧，渡船週五上午停航，港務處說下午恢復。孩子們在碼頭上等了兩個小時，沒有人抱怨。", "zh-Hant"),
    "ja": ("濃い霧のため、渡し船は金曜日の朝に欠航した。子どもたちは二時間待ったが、誰も文句を言わなかった。", "ja"),
    "ko": ("짙은 안개 때문에 금요일 아침 배가 뜨지 못했다. 아이들은 두 시간을 기다렸지만 불평하지 않았다.", "ko"),
    "ru": ("Из-за тумана паром в пятницу остался в порту. Дети ждали два часа, и никто не жаловался.", "ru"),
    "uk": ("Через туман пором у п’ятницю лишився в порту. Діти чекали дві години, і ніхто не скаржився.", "uk"),
    "be": ("Праз туман паром у пятніцу застаўся ў порце. Дзеці чакалі дзве гадзіны, і ніхто не скардзіўся.", ""),
    "fa": ("به دلیل مه، قایق صبح جمعه در بندر ماند. کودکان دو ساعت منتظر ماندند و هیچ‌کس گلایه نکرد.", "fa"),
    "ar": ("بسبب الضباب بقيت العبّارة صباح الجمعة في الميناء. انتظر الأطفال ساعتين ولم يشتك أحد.", "ar"),
    "he": ("בגלל הערפל נשארה המעבורת בנמל ביום שישי בבוקר. הילדים חיכו שעתיים ואיש לא התלונן.", "he"),
    "th": ("เรือข้ามฟากหยุดเดินเรือเช้าวันศุกร์เพราะหมอกลงจัด เด็ก ๆ รออยู่สองชั่วโมงโดยไม่มีใครบ่นเลย", "th"),
    "my": ("မြူထူထပ်မှုကြောင့် သောကြာနေ့နံနက်တွင် ကူးတို့သင်္ဘော မထွက်ခွာနိုင်ခဲ့ပါ။", "my"),
    "hi": ("कोहरे के कारण शुक्रवार सुबह नाव बंदरगाह में रही। बच्चे दो घंटे रुके और किसी ने शिकायत नहीं की।", "hi"),
    "el": ("Λόγω ομίχλης το φέρι έμεινε την Παρασκευή στο λιμάνι. Τα παιδιά περίμεναν δύο ώρες.", "el"),
    "vi": ("Vì sương mù, phà nằm lại bến sáng thứ sáu. Bọn trẻ chờ hai tiếng mà không ai phàn nàn.", ""),
    "tr": ("Sis yüzünden vapur cuma sabahı limanda kaldı. Çocuklar iki saat bekledi, kimse şikâyet etmedi.", ""),
    "de": ("Wegen Nebels blieb die Fähre am Freitag im Hafen. Die Kinder warteten zwei Stunden.", ""),
    "fr": ("À cause du brouillard, le bac est resté au port vendredi. Les enfants ont attendu deux heures.", ""),
    "es": ("Por la niebla, el transbordador se quedó el viernes en el puerto. Los niños esperaron dos horas.", ""),
    "pl": ("Z powodu mgły prom został w piątek w porcie. Dzieci czekały dwie godziny i nikt nie narzekał.", ""),
    "nb": ("På grunn av tåke ble ferja liggende i havn fredag. Barna ventet i to timer, og ingen klaget.", ""),
}
# What no script tells from its neighbours is named by whoever declares it.
DECLARED = [language for language, (_, told) in TEXTS.items() if not told]


def extract(text: str, declared: str, known: str = "") -> Article:
    lines = "".join(f"<p>{text} {number}</p>" for number in range(3))
    links = "".join(f"<li><a href=/{number}>{text}</a></li>" for number in range(9))
    body = (
        f"<html lang='{declared}'><title>x</title><body><div><ul>{links}</ul></div><div><h1>x</h1>{lines}</div></html>"
    )
    url = "https://islandpost.example/news/1"
    at = datetime(2026, 11, 1, tzinfo=UTC)
    capture = Capture(
        url=url, final_url=url, publication="p", captured_at=at, status=200, headers={}, body=body.encode()
    )
    return HtmlExtractor().extract(capture, Publication(id="p", name="P", language=known))


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_is_told_from_the_links_beside_it(language: str) -> None:
    text = TEXTS[language][0]
    assert text_of(extract(text, language).blocks).splitlines() == [f"{text} {number}" for number in range(3)]


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_that_is_declared_and_fits_is_believed(language: str) -> None:
    assert extract(TEXTS[language][0], language).language == language
    assert extract(TEXTS[language][0], "", language).language == language


@pytest.mark.parametrize("language", [language for language in TEXTS if language not in DECLARED])
def test_the_text_names_its_language_where_the_template_has_another(language: str) -> None:
    text, told = TEXTS[language]
    assert extract(text, "en").language.partition("-")[0] == told.partition("-")[0]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_script_of_a_chinese_text(language: str) -> None:
    assert chinese_script(TEXTS[language][0]) == language


@pytest.mark.parametrize("text", ["", "Fog", "一二三四", "国國"])
def test_a_text_of_either_script_has_none(text: str) -> None:
    assert chinese_script(text) == ""
