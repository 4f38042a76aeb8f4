"""What is no story is called what it is; a story is not taken for it, however short and whatever it tells of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication

POST = Publication(id="post", name="The Island Post", language="en", timezone="Europe/Oslo")
NAV = "<nav><a href=/>Home</a> <a href=/local/>Local</a> <a href=/sport/>Sport</a></nav>"
FOOTER = "<footer><p>© The Island Post. All rights reserved. <a href=/contact>Contact</a></p></footer>"
ROBOTS, MISSING, LIST = "is a test for robots", "says that there is no such page", "is a list of links"
CARDS = "".join(
    f"<article class=card><a href=/news/{n}><h3>The ferry number {n} left the harbour late again</h3></a>"
    f"<p>Passengers of ferry {n} waited on the quay until the fog was gone, the port said.</p></article>"
    for n in range(12)
)
STORY = "".join(
    f"<p>The {n} boats came home before the storm, and nobody was hurt, the pilots of the harbour said.</p>"
    for n in range(9)
)


def extract(title: str, body: str, head: str = "", path: str = "/news/1") -> Article:
    page = f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    url = f"https://islandpost.example{path}"
    at = datetime(2026, 11, 1, tzinfo=UTC)
    headers = {"content-type": "text/html"}
    capture = Capture(
        url=url, final_url=url, publication="post", captured_at=at, status=200, headers=headers, body=page.encode()
    )
    return HtmlExtractor().extract(capture, POST)


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        (
            "Just a moment...",
            "<h1>islandpost.example</h1><p>Verifying you are human. This may take a while.</p>",
            ROBOTS,
        ),
        (
            "islandpost.example",
            "<noscript>x</noscript><script src=/cdn-cgi/challenge-platform/h/b.js></script>",
            ROBOTS,
        ),
        ("DDoS-Guard", "<h1>Checking your browser before accessing islandpost.example</h1>", ROBOTS),
        (
            "",
            "<iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful. Incapsula incident ID: 1-2</iframe>",
            ROBOTS,
        ),
        ("Pardon Our Interruption", "<p>As you were browsing, something about your browser made us think.</p>", ROBOTS),
        ("Access Denied", "<h1>Access Denied</h1>You don't have permission to open this. Reference #18.2c5e", ROBOTS),
        ("islandpost.example", "<p>Press & Hold to confirm you are a human (and not a bot).</p>", ROBOTS),
        ("岛报 - 安全验证", "<div class=main><p>为了您的访问安全，请完成下方验证后继续。</p></div>", ROBOTS),
        ("网站防火墙", "<p>您的请求可能存在威胁，已被拦截。如有疑问请联系网站管理员，并提供事件编号。</p>", ROBOTS),
        ("提示", "<form><p>您的访问过于频繁，请输入验证码</p><input name=code></form>", ROBOTS),
        ("Проверка браузера", "<p>Подождите, идёт проверка вашего браузера. Это займёт пять секунд.</p>", ROBOTS),
        ("در حال انتقال به سایت", "<p>چند لحظه صبر کنید</p>", ROBOTS),
        (
            "Page not found - The Island Post",
            "<h1>Sorry</h1><p>Try the search, or go back to the front page.</p>",
            MISSING,
        ),
        (
            "The Island Post | 404",
            "<p>The seal has eaten this one. Here is what others read today.</p>" + CARDS[:400],
            MISSING,
        ),
        ("Inselpost", "<h1>Ups!</h1><p>Die Seite, die Sie suchen, wurde leider nicht gefunden.</p>", MISSING),
        ("La Isla", "<p>Lo sentimos: la página que busca no existe o fue trasladada a otra dirección.</p>", MISSING),
        ("岛报", "<p>抱歉，您访问的页面不存在或已删除。</p><p><a href=/>返回首页</a></p>", MISSING),
        ("Остров", "<h1>Ошибка</h1><p>К сожалению, запрошенная страница не найдена на нашем сайте.</p>", MISSING),
        ("島日報", "<p>お探しのページは見つかりませんでした。移動したか、ページが見つかりません。</p>", MISSING),
        ("섬신문", "<p>요청하신 페이지를 찾을 수 없습니다. 주소를 다시 확인해 주세요.</p>", MISSING),
        ("หน้าแรก", "<p>ไม่พบหน้าที่คุณต้องการ กรุณาลองใหม่</p>", MISSING),
        ("Log in | The Island Post", "<h1>Welcome back</h1><form><input type=password></form>", "is a login page"),
        ("用户登录", "<div><p>欢迎回来，请输入账号和密码</p><input type=PASSWORD></div>", "is a login page"),
        ("Вход на сайт — Остров", "<p>Введите почту.</p><input type=password>", "is a login page"),
        (
            "The Island Post",
            "<h1>Back soon</h1><p>The site is down for scheduled maintenance.</p>",
            "is closed for maintenance",
        ),
        ("网站维护", "<p>我们正在升级，请稍后再来。</p>", "is closed for maintenance"),
        (
            "The Island Post",
            "<div class=modal><p>Are you over 18? <a href=/yes>Yes</a> <a href=/no>No</a></p></div>",
            "asks how old its reader is",
        ),
        (
            "Inselpost",
            "<div id=cmp-modal><p>Wir und unsere Partner verwenden Cookies.</p><button>OK</button></div>",
            "asks for consent to cookies",
        ),
        (
            "The harbour's secret",
            "<h1>The harbour's secret</h1><div class=subscribe><p>Subscribe to continue reading."
            "</p><p>Already a subscriber?</p></div>",
            "is closed to those who do not pay",
        ),
        ("独家", "<h1>港口的秘密</h1><p>本文为会员专享，订阅后即可阅读全文。</p>", "is closed to those who do not pay"),
        (
            "The Island Post",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
            "shows nothing without JavaScript",
        ),
        (
            "岛报",
            "<noscript>请启用 JavaScript 后继续。</noscript><div id=app></div>",
            "shows nothing without JavaScript",
        ),
        ("Seals at play", "<h1>Seals at play</h1><video src=/seals.mp4></video>", "is a video without text"),
        (
            "Seals at play",
            "<h1>Seals</h1><img src=/1.jpg><img src=/2.jpg><img src=/3.jpg><img src=/4.jpg>",
            "is a gallery of pictures without text",
        ),
        (
            "Seals at play",
            "<h1>Seals at play</h1><video src=/seals.mp4></video><figure><img src=/1.jpg><figcaption>A seal looks at "
            "whoever holds the camera, for quite a while.</figcaption></figure>",
            "is a video without text",
        ),
        ("Nothing", "<h1>Nothing</h1><div class=article-body></div>", "has no text"),
        ("Nothing", "", "has no text"),
        ("Local", f"<h1>Local</h1>{CARDS}", LIST),
        ("Results for ferry", f"<h1>Results for “ferry”</h1><form><input name=q></form>{CARDS}", LIST),
        (
            "Tag: ferry",
            f"<h1>ferry</h1><p>Everything that we wrote about the ferry since it came to the island.</p>{CARDS}",
            LIST,
        ),
        (
            "Mara Lindqvist",
            f"<h1>Mara Lindqvist</h1><p>Mara has written about the harbour since 2009.</p>{CARDS}",
            LIST,
        ),
        (
            "首页",
            "<h1>本地</h1><ul>"
            + "".join(f"<li><a href=/n/{n}>港务委员会今年第{n}次讨论老渡船的去留</a></li>" for n in range(20))
            + "</ul>",
            LIST,
        ),
    ],
)
def test_what_is_no_story_is_called_what_it_is(title: str, body: str, words: str) -> None:
    with pytest.raises(ExtractError) as found:
        extract(title, NAV + body + FOOTER)
    assert found.value.message == f"https://islandpost.example/news/1 {words}"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("<meta http-equiv=refresh content='0; URL=https://islandpost.example/new'>", "leads on to another page"),
        ('<script type=application/ld+json>{"@type":"JobPosting","title":"Pilot"}</script>', "is a job offer"),
        ('<script type=application/ld+json>{"@type":"Product","name":"Oar"}</script>', "is a page of a shop"),
        ("<meta property=og:type content=product>", "is a page of a shop"),
    ],
)
def test_what_a_page_says_of_itself_names_its_kind(head: str, words: str) -> None:
    with pytest.raises(ExtractError, match=words):
        extract("Oar", "<h1>Oar</h1><p>A good oar of ash, two metres long, for eighty kroner a piece.</p>", head)


def test_a_front_page_is_no_story_whatever_stands_on_it() -> None:
    with pytest.raises(ExtractError, match=LIST):
        extract("The Island Post", STORY + CARDS, path="/")


LOGIN_IN_HEADER = "<header><form><input name=user><input type=password><button>Log in</button></form></header>"
ARTICLE = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2026-03-05"}</script>'
)


@pytest.mark.parametrize(
    ("title", "text", "before"),
    [
        ("Fog", "The ferry stayed in port on Friday morning because of fog, the harbour office said.", ""),
        ("Fog in port", "The ferry stayed in port on Friday because of fog, the harbour office said.", LOGIN_IN_HEADER),
        ("浓雾", "因为浓雾，渡船周五上午停航，港务处说，下午恢复正常航班，旅客可以免费改签。", ""),
        ("霧で欠航", "濃い霧のため、金曜日の朝の渡し船は欠航となったと港湾事務所が発表した。", ""),
        ("Туман", "Из-за тумана паром в пятницу утром остался в порту, сообщила служба гавани.", ""),
        ("مه", "به دلیل مه، قایق صبح جمعه در بندر ماند و بعدازظهر به راه افتاد، دفتر بندر گفت.", ""),
        ("หมอก", "เรือข้ามฟากหยุดเดินเรือเช้าวันศุกร์เพราะหมอกลงจัด สำนักงานท่าเรือแจ้ง", ""),
        ("မြူ", "မြူထူထပ်မှုကြောင့် သောကြာနေ့နံနက်တွင် ကူးတို့သင်္ဘော မထွက်ခွာနိုင်ခဲ့ဟု ဆိပ်ကမ်းရုံးက ပြောသည်။", ""),
        ("Museum misses a painting", "A painting could not be found in the museum on Friday, its director said.", ""),
        ("港口微博", "港务处的一条微博周五已被删除，发言人说，这是操作失误，内容本身没有问题，稍后会重新发布。", ""),
        (
            "Harbour site gets a captcha",
            "The harbour's web site now asks for a captcha, its office said on Friday.",
            "",
        ),
        (
            "Bakery wins blog in Bergen prize",
            "The bakery on the quay has won a prize for its blog, the jury said on Friday.",
            LOGIN_IN_HEADER,
        ),
        ("Council wants JavaScript classes", "Pupils will learn JavaScript from next year on, the council said.", ""),
        ("Age limit on slides", "The pool will check the age of children on its long slide from Monday on.", ""),
        ("文章被删", "周五上午，港务处一篇文章发出两小时后已被删除，读者仍在转发截图，港务处没有回应记者的提问。", ""),
        ("成人礼", "凡年满18周岁的居民周六都可以到旧海关大楼报名学习驾船，名额四十人，学费全免，额满为止。", ""),
        ("Lift stands still", "The lift in the customs house is down for maintenance until Friday, the port said.", ""),
        (
            "Schleuse zu",
            "Wegen Wartungsarbeiten bleibt die Schleuse bis Freitag geschlossen, teilte der Kreis mit.",
            "",
        ),
        (
            "橋が通行止め",
            "橋のメンテナンスのため、金曜日まで通行止めとなる。18歳以上の住民は渡し船を無料で使える。",
            "",
        ),
        ("Bakers use cookies", "Bakers use cookies to pay the ferry, and the crew accepts them gladly, it said.", ""),
        ("Cookies for the crew", "Children baked four hundred cookies for the crew of the ferry on Friday.", ""),
    ],
)
def test_a_story_of_a_sentence_is_one(title: str, text: str, before: str) -> None:
    article = extract(f"{title} - The Island Post", f"{before}{NAV}<h1>{title}</h1><p>{text}</p>{FOOTER}")
    assert (article.title, text_of(article.blocks)) == (title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404: a number and its story", "The page was not found: since 1992 these words meet who mistypes an address."),
        ("Access denied: pupils locked out", "Access denied, the door of the school said on Friday to forty pupils."),
        ("Under maintenance", "The lighthouse is under maintenance until May, the pilots of the harbour said."),
    ],
)
def test_a_short_page_that_says_it_is_an_article_is_one(title: str, text: str) -> None:
    article = extract(title, f"<h1>{title}</h1><p>{text}</p>", ARTICLE)
    assert text_of(article.blocks) == text


def test_menus_in_headings_are_no_teasers() -> None:
    menu = "<h4><a href=/>Home</a> | <a href=/sport/>Sport</a> | <a href=/tides/>Tides and winds</a></h4>"
    text = "The ferry stays in the harbour on Friday because of the fog, the harbour master said."
    assert text in text_of(extract("Fog", f"{menu * 3}<h1>Fog</h1><p>{text}</p>").blocks)


def test_a_story_with_many_links_is_one() -> None:
    linked = "".join(
        f"<p>As <a href=/{n}>we wrote in number {n}</a>, the <a href=/{n}/b>boat</a> and its <a href=/{n}/c>crew</a> "
        f"were <a href=/{n}/late>late</a> for the <a href=/{n}/x>{n}th time</a> this year, and nobody complained.</p>"
        for n in range(8)
    )
    assert "for the 7th time" in text_of(extract("Late again", f"<h1>Late again</h1>{linked}").blocks)


def test_ten_things_with_a_link_each_are_a_story() -> None:
    things = "".join(
        f"<h2><a href=https://elsewhere.example/{n}>{n}. The bench number {n}</a></h2><p>From this bench one sees the "
        f"harbour, the {n} islands beyond it and, on clear days, the mountains of the mainland. It was built by pupils "
        "of the school, and whoever sits there long enough is brought coffee by the woman who lives in the red house "
        "behind it. Dogs are welcome. In winter somebody, and nobody knows who, leaves a blanket on it, dry and clean, "
        "which is gone again on the first warm day of the year, as if it never had been there.</p>"
        for n in range(1, 11)
    )
    article = extract("Ten benches with a view", f"<h1>Ten benches with a view</h1>{things}")
    assert sum("bench one sees" in line for line in text_of(article.blocks).splitlines()) == 10


def test_a_gallery_is_a_story_by_its_captions() -> None:
    pictures = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>Seal number {n} looks at the photographer.</figcaption></figure>"
        for n in range(5)
    )
    article = extract("Seals at play", f"<h1>Seals at play</h1>{pictures}")
    assert len(article.blocks) + (article.lead is not None) == 5
