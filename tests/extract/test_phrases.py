"""Lines of small print in many languages, and lines of stories that look a little like them."""

from __future__ import annotations

import pytest

from tamizdat.extract.phrases import ELSEWHERE, FILED, FURNITURE, HANDLED, READ_ALSO, WALL, WHEN, is_call

CALLS = [
    "Sign up here for our morning newsletter and never miss a ferry.",
    "Get the news of the island delivered to your inbox every week.",
    "Please bookmark our homepage, it is made by people.",
    "Follow the Harbour Lantern on our WhatsApp channel page: follow us on every network.",
    "Join our Telegram channel for the tides.",
    "If you enjoyed this article, think of a present for us.",
    "Der Newsletter informiert Sie jeden Morgen über den Hafen.",
    "Abonniere jetzt den WhatsApp-Kanal der Insel.",
    "Sie können sich jederzeit wieder abmelden.",
    "Abonnez-vous à la lettre du port.",
    "Síguenos en todas las redes.",
    "Подписывайтесь на наш канал о погоде.",
    "Підписуйтесь на канал гавані.",
    "扫描下方二维码，看更多消息",
    "欢迎关注海港灯笼微信公众号",
    "ニュースのメルマガはこちら",
    "تابعونا على كل الشبكات",
]
NEWS = [
    "The council will follow the advice of the pilots and keep the ferry on the page for another year.",
    "She has signed up for the race, and so has her brother.",
    "The newsletter of the museum has been printed since 1931.",
    "Der Verein verschickt seit zwei Jahren einen Newsletter an die Mitglieder.",
    "Die Insel hat einen Inhalt von zwei Quadratmeilen.",
    "Он подписал договор с портом.",
    "渔民关注海上的天气。",
    "The app shows when the next boat leaves.",
]


@pytest.mark.parametrize("line", CALLS)
def test_a_call_to_the_reader_is_told(line: str) -> None:
    assert is_call(line)


@pytest.mark.parametrize("line", NEWS)
def test_news_about_such_things_is_no_call(line: str) -> None:
    assert not is_call(line)
    assert not FURNITURE.fullmatch(line)
    assert not WHEN.fullmatch(line)
    assert not HANDLED.fullmatch(line)


@pytest.mark.parametrize(
    "line",
    [
        "Published 15 hours ago",
        "Updated at 1:23 p.m.",
        "25.10.2025 - 15:26 Uhr",
        "|Published 1 day ago",
        "Stand: 3. März 2026",
        "2026年3月5日 10:15",
        "November 20, 2025 - 11:28 AMT",
        "Обновлено 05.03.2026, 10:15",
        "By Ida Holm, 5 March 2026, 10:15",
        "Von Ida Holm – 05.03.2026, 10:15 Uhr",
    ],
)
def test_a_line_that_only_says_when_is_told(line: str) -> None:
    assert WHEN.fullmatch(line)


@pytest.mark.parametrize(
    "line",
    [
        "10:00",
        "11:13 Uhr",
        "On 5 March 2026 the ferry sailed.",
        "1997: the mole is built",
        "5 March 2026, in the fog",
        "By noon, the ferry of 5 March 2026 was back.",
    ],
)
def test_a_time_that_heads_or_opens_a_text_is_none(line: str) -> None:
    assert not WHEN.fullmatch(line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (READ_ALSO, "Read also: the mole is closed"),
        (READ_ALSO, "Die Redaktion empfiehlt"),
        (READ_ALSO, "Читайте также: мол закрыт"),
        (READ_ALSO, "延伸阅读：防波堤关闭"),
        (FURNITURE, "Advert"),
        (FURNITURE, "Image 2 of 5"),
        (FURNITURE, "5 min read"),
        (WALL, "La suite est réservée aux abonnés du port."),
        (WALL, "Create an account or log in to continue"),
        (WALL, "この記事は会員限定です。"),
        (ELSEWHERE, "（原标题：渡轮复航）"),
        (HANDLED, "本文来源：港灯 责任编辑：林可"),
        (HANDLED, "(dpa/afp)"),
        (HANDLED, "___"),
        (FILED, "Schlagwörter Hafen, Fähre"),
    ],
)
def test_small_print_is_told(pattern: object, line: str) -> None:
    match = pattern.fullmatch if pattern in (FURNITURE, HANDLED) else pattern.match  # type: ignore[attr-defined]
    assert match(line)
