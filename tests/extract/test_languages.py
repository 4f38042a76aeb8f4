"""The language of a text, whatever its template declares."""

from __future__ import annotations

import pytest

from tamizdat.extract.languages import language_of

TEXTS = {
    "en": "The boats came home before the storm, and it was said that nobody had been hurt on the way to the harbour.",
    "de": "Die Boote sind vor dem Sturm zurück, und niemand wurde auf dem Weg in den Hafen verletzt, wie es heißt.",
    "fr": "Les bateaux sont rentrés avant la tempête, et personne n'a été blessé sur le chemin du port, dit le pilote.",
    "es": "Los barcos volvieron antes de la tormenta y nadie resultó herido en el camino al puerto, según los pilotos.",
    "pl": "Łodzie wróciły przed burzą i nikt nie został ranny w drodze do portu, jak się mówi na nabrzeżu od rana.",
    "tr": "Tekneler fırtınadan önce döndü ve limana giden yolda bir kişi bile yaralanmadı, bu da çok iyi bir haber.",
    "no": "Båtene kom hjem før stormen, og det er ikke noen som ble skadet på vei til havnen,"
    " sier losen som har sett det.",
    "vi": "Những chiếc thuyền đã về trước cơn bão và không có ai bị thương trên đường đến cảng, theo lời các hoa tiêu.",
    "xh": "Kwaye abantu bathi ukuba izikhephe zibuyile kodwa uthe xa kufika uqhwithela ngexesha yena nje kwaye apho.",
    "ru": "Лодки вернулись до бури, и никто не пострадал по пути в гавань, сказали лоцманы порта в этот день.",
    "uk": "Човни повернулися до бурі, і ніхто не постраждав дорогою до гавані, сказали її лоцмани, які їх зустріли.",
    "be": "Чаўны вярнуліся да буры, і ніхто не пацярпеў па дарозе ў гавань, сказалі лоцманы ў порце ў гэты дзень.",
    "bg": "Лодките се върнаха преди бурята и никой не пострада по пътя към пристанището, казаха пилотите.",
    "kk": "Қайықтар дауылға дейін оралды, айлаққа барар жолда ешкім жарақат алған жоқ, деді ұшқыштар.",
    "ar": "عادت القوارب قبل العاصفة ولم يصب أحد في الطريق إلى الميناء، كما قال المرشدون اليوم.",
    "fa": "قایق‌ها پیش از توفان برگشتند و هیچ کس در راه بندر آسیب ندید، چنان که راهنمایان بندر گفتند.",
    "ur": "کشتیاں طوفان سے پہلے واپس آ گئیں اور بندرگاہ کے راستے میں کوئی زخمی نہیں ہوا، ملاحوں نے بتایا ہے۔",
    "he": "הסירות חזרו לפני הסערה ואיש לא נפגע בדרך אל הנמל, כך אמרו הנתבים הבוקר.",
    "zh-Hans": "船队在风暴来临之前回到港口，没有人受伤，港务局说，这是今年第一次。",
    "zh-Hant": "船隊在風暴來臨之前回到港口，沒有人受傷，港務局說，這是今年第一次。",
    "ja": "船は嵐が来る前に港へ戻り、けが人はいなかったと水先案内人が話した。",
    "ko": "배들은 폭풍이 오기 전에 항구로 돌아왔고 다친 사람은 없었다고 도선사들이 말했다.",
    "th": "เรือกลับเข้าท่าก่อนพายุ และไม่มีใครได้รับบาดเจ็บระหว่างทาง",
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("template", ["", "en-US", "ru", "zh-CN", "ar"])
def test_the_text_decides_and_not_the_template(language: str, template: str) -> None:
    found = language_of(f"{TEXTS[language]} " * 4, template)
    alone = {"bg": "ru"}.get(language, language)  # nothing in the letters tells it from Russian
    assert found == (template if template.startswith(alone) else alone)


@pytest.mark.parametrize(
    ("language", "declared", "found"),
    [
        ("en", "en-GB", "en-GB"),
        ("no", "nb-NO", "nb-NO"),
        ("no", "da", "da"),
        ("bg", "bg", "bg"),
        ("kk", "kk-KZ", "kk-KZ"),
        ("ru", "kk", "ru"),
        ("ru", "uk", "ru"),
        ("uk", "ru", "uk"),
        ("be", "ru-BY", "be"),
        ("fa", "ar", "fa"),
        ("ur", "ur", "ur"),
        ("he", "yi", "yi"),
        ("en", "eo", "en"),
        ("zh-Hant", "zh-CN", "zh-Hant"),
        ("de", "", "de"),
    ],
)
def test_a_declaration_is_believed_where_it_fits(language: str, declared: str, found: str) -> None:
    assert language_of(f"{TEXTS[language]} " * 4, declared) == found


def test_of_two_declared_the_one_that_fits_is_believed() -> None:
    assert language_of(f"{TEXTS['en']} " * 4, "vi", "en-GB") == "en-GB"
    assert language_of(f"{TEXTS['vi']} " * 4, "en-GB", "vi") == "vi"


def test_where_the_text_says_nothing_what_is_declared_stands() -> None:
    assert language_of("", "", "pl") == "pl"
    assert language_of("12:30", "pl") == "pl"
    assert language_of("Boats home", "pl") == "pl"
    assert language_of("Boats home") == ""
    assert language_of("一二三", "zh-TW") == "zh-TW"
