"""Pages that are no article, and what they are: the words of an `ExtractError`.

A page with a story's worth of text is one, whatever it talks about. Of those with less only such are turned away
that name another kind in their title or in so many words, and do not say to machines that they are articles.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tamizdat.errors import ExtractError
from tamizdat.extract import tidy
from tamizdat.extract.reader import text_below
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Capture, Figure, Heading, Listing, Paragraph, Quote
from tamizdat.page import Page

# Less text than this is no story where something speaks for another kind of page (bytes of UTF-8).
LITTLE = 600
NOTHING = 60
# A page with more headings that are links, and with little text beside them, leads to stories and is none.
TEASERS = 2
FEWEST_LINKS = 4
# What is looked at of a page without text to find out what it is (characters).
LOOKED_AT = 20_000
# A paragraph of so many letters is more than the few words that section pages tell of each story; one of so many
# outweighs the linked heading above it ("ten things…").
TEASER = 80
LONG = 400
# What says in its text that it is another kind of page says little else.
SAYING = 300
# So many pictures are a gallery.
GALLERY = 3
MEDIA = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "text/plain",
    "",
    "application/octet-stream",
)


class Kind(NamedTuple):
    """What an error says of a kind of page; how a part of its title begins; what it says in its text."""

    words: str
    title: re.Pattern[str]
    text: re.Pattern[str]


def _kind(words: str, title: str, text: str) -> Kind:
    begin = rf"(?:^|[|｜:»·_–—-])\W{{0,3}}(?:error\W{{1,3}})?(?:{title})"
    return Kind(words, re.compile(begin, re.IGNORECASE), re.compile(text, re.IGNORECASE))


ROBOTS = _kind(
    "is a test for robots",
    r"just a moment|one moment, please|attention required|checking your browser|access denied|ddos.guard"
    r"|pardon our interruption|are you a robot|robot check|bot (?:check|verification)|human verification"
    r"|security (?:check|verification)|verify(?:ing)? (?:that )?you are|captcha\b|please wait\b"
    r"|web ?application firewall"
    r"|安全(?:验证|检查|驗證)|人机验证|人機驗證|滑动验证|访问(?:验证|过于频繁|被拦截)|网站防火墙|请完成验证|验证码$"
    r"|проверка браузера|вы не робот|доступ ограничен|перевірка браузера"
    r"|در حال (?:بررسی|انتقال)|ロボットではありません|보안 ?(?:확인|검사)",
    r"verify(?:ing)? (?:that )?you are (?:a )?human|you are (?:not )?a (?:ro)?bot\b|checking your browser"
    r"|enable javascript and cookies|enable js and disable any ad ?blocker|complete the (?:security check|captcha)"
    r"|incapsula incident|request unsuccessful|reference #\d{1,3}\.[0-9a-f]|ray id:|press (?:& |and )hold"
    r"|unusual (?:traffic|activity) from your|performing security verification|protect itself from online attacks"
    r"|安全验证|人机验证|人機驗證|访问过于频繁|請完成驗證|请(?:完成|通过)(?:下方|以下|下列|安全)?验证|(?:请求"
    r"|访问)(?:可能存在威胁|已?被(?:拦截|阻断))"
    r"|请输入验证码|拖动(?:下方)?滑块|проверк\w{1,3} (?:вашего )?браузера|подтвердите, что вы (?:человек|не робот)"
    r"|ロボットではない(?:こと)?を|로봇이 아닙니다",
)
# What the machinery of such tests is called in the source of a page.
ROBOTS_SOURCE = re.compile(
    r"cf-challenge|challenge-platform|cf[-_]chl|ddos-guard|_Incapsula_Resource|captcha-delivery|px-captcha"
    r"|g-recaptcha"
    r"|h-captcha|aliyun_waf|acw_sc__v2|yundunwaf|geetest|smartcaptcha|qrator|__jsl_clearance",
    re.IGNORECASE,
)
KINDS = (
    _kind(
        "says that there is no such page",
        r"404\b|not found\b|(?:page|article|story|content|document) (?:is |was |has been |could )?(?:not "
        r"|cannot be |un)"
        r"(?:be )?(?:found|available)|page (?:no longer|removed|missing)|oops\b"
        r"|seite (?:wurde |konnte )?nicht gefunden|page (?:est )?(?:introuvable|non trouvée)|página no encontrada"
        r"|página não encontrada|pagina non trovata|pagina niet gevonden|siden (?:finnes ikke|ble ikke funnet)"
        r"|nie znaleziono|strona nie (?:istnieje|została)|sayfa bulunamadı|không tìm thấy|η σελίδα δεν βρέθηκε"
        r"|(?:страница|сторінку|старонка) не ?(?:найдена|існує|знайдено|знойдзена)|страницы не существует"
        r"|页面不存在|頁面不存在|找不到(?:页面|頁面|该页|该网页)|您访问的页面|网页不存在|無法找到|无法找到"
        r"|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|الصفحة غير موجودة|הדף לא נמצא|העמוד לא נמצא"
        r"|ページが見つかりません|お探しのページ|페이지를 찾을 수 없|ไม่พบหน้า|पृष्ठ नहीं मिला|पेज नहीं मिला",
        r"(?:page|article|address|url|link)\b[^.]{0,60}(?:not be found|was not found|no longer (?:exists|available)"
        r"|does(?: not|n['’]t) exist)|\b404\b.{0,9}not found|seite\b[^.]{0,60}nicht (?:gefunden|vorhanden)"
        r"|page\b[^.]{0,60}(?:introuvable|n['’]existe (?:pas|plus))|página\b[^.]{0,60}no (?:existe|se encuentra)"
        r"|страниц[аы]\b[^.]{0,60}не (?:найдена|существует)|сторінк[аиу]\b[^.]{0,60}не (?:знайдено|існує)"
        r"|(?:您|該|该|此|本)[^。]{0,8}(?:页面|頁面|网页|網頁|文章|内容|內容)"
        r"[^。]{0,6}(?:不存在|已(?:被)?(?:删除|刪除)|找不到|下架)"
        r"|صفحه[^.]{0,40}(?:یافت|پیدا) نشد|ページ[^。]{0,30}見つかりません|페이지[^.]{0,20}찾을 수 없|ไม่พบหน้า",
    ),
    _kind(
        "is closed for maintenance",
        r"(?:(?:site |website )?(?:is )?(?:under|down for|closed for) )?(?:scheduled )?maintenance\W{0,3}(?:$|[|–—-])"
        r"|we['’]ll be (?:right )?back|wartungsarbeiten\W{0,3}$|(?:site )?en maintenance|(?:sitio )?en mantenimiento"
        r"|технические работы\W{0,3}$|网站维护|系统维护|(?:サイト)?メンテナンス中",
        r"(?:site|page|service|server|system)s?\b[^.]{0,60}(?:under|down for|undergoing) (?:scheduled )?maintenance"
        r"|we['’]ll be back (?:soon|shortly)|(?:seite|portal|server)\b[^.]{0,60}(?:wartung|gewartet)"
        r"|site\b[^.]{0,40}en (?:cours de )?maintenance|(?:sitio|página|web)\b[^.]{0,40}en mantenimiento"
        r"|сайт\w{0,2}\b[^.]{0,60}технически[ех]|(?:网站|系统)[^。]{0,9}维护|(?:サイト|サービス|システム)[^。]{0,20}メンテナンス"
        r"|(?:사이트|서비스|시스템)[^.]{0,20}점검",
    ),
    _kind(
        "asks how old its reader is",
        r"age (?:verification|check|gate|confirmation)|altersprüfung|年龄(?:验证|确认)|年齢確認",
        r"are you (?:over|at least|older than|above) \d\d|you must be (?:at least |over )?\d\d|(?:verify"
        r"|confirm) your age"
        r"|über 18 jahre|(?:avez|ai) plus de 18 ans|вам (?:уже )?есть 18|мне (?:есть|уже) 18|[您你我][^。]{0,6}满\s?18"
        r"|18歳以上ですか",
    ),
    _kind(
        "asks for consent to cookies",
        r"(?:cookie|privacy) (?:consent|settings|preferences|wall|notice)|before you continue"
        r"|datenschutz-?einstellungen",
        r"(?:we|partners|site|website) (?:also )?uses? (?:\w{1,12} )?cookies"
        r"|(?:accept|manage|reject) (?:all )?(?:the )?cookies"
        r"|cookies? (?:consent|settings|preferences)"
        r"|(?:verwenden|akzeptieren|nutzen) (?:\w{1,12} )?cookies|cookies (?:akzeptieren|zustimmen|verwenden)"
        r"|(?:accepter|utilisons|refuser) (?:les |des )?cookies|(?:aceptar|usamos|utilizamos) (?:las )?cookies"
        r"|(?:используем|использует|файлы) (?:файлы )?cookie|cookie (?:i kabul|kullan)|informasjonskapsler",
    ),
    _kind(
        "is closed to those who do not pay",
        r"(?:subscribers?|members?|premium) only|subscribe to (?:read|continue)|exclusive for subscribers",
        r"(?:subscribe|log ?in|sign ?in|register|sign up)\b[^.]{0,60}\b(?:continue|keep) reading"
        r"|(?:to )?(?:continue|keep) reading"
        r"\W{1,3}(?:this|subscribe|please|choose)|(?:article|content|story) is (?:only |reserved |exclusively )?"
        r"(?:for|available to) (?:\w{1,9} )?(?:subscribers|members)|already a subscriber|subscribe to (?:read"
        r"|continue|unlock)"
        r"|(?:réservé|réservée) aux abonnés|(?:nur|exklusiv) für abonnenten|jetzt (?:abonnieren|weiterlesen mit)"
        r"|(?:exclusiv[oa]|solo) para (?:suscriptores|socios)|(?:только|доступ\w{0,3}) (?:для )?(?:по )?подписчик"
        r"|会员专享|訂閱(?:後|才能|即可)|订阅(?:后|才能|即可)|(?:付费|付費)(?:阅读|閱讀)|この(?:記事|コンテンツ)[^。]{0,20}(?:有料会員|会員限定)"
        r"|구독자 전용",
    ),
    _kind(
        "shows nothing without JavaScript",
        r"(?:please )?(?:enable|turn on) (?:javascript|js)\b|javascript (?:is )?(?:required|disabled)",
        r"(?:enable|turn on|activate|allow|requires?|needs?|without|use|run)\s(?:\w{1,9}\s)?(?:javascript"
        r"|java script)"
        r"|javascript\b.{0,30}(?:required|disabled|enabled|aktivier|activ|включ|ativ|engelleni)|(?:включите"
        r"|активуйте|увімкніть)"
        r" (?:поддержку )?javascript|(?:启用|开启|打开|啟用|開啟)\s?java ?script|javascript\s?を有効|자바스크립트",
    ),
)
LOGIN = re.compile(
    r"(?:member |reader |account |user )?(?:log[ -]?in|sign[ -]?in|log ?on)(?: to .{1,40}| or (?:register"
    r"|sign up)| page)?"
    r"|anmelden|anmeldung|einloggen|connexion|se connecter|s['’]identifier|iniciar sesión|acceso|entrar|accedi"
    r"|inloggen"
    r"|logg inn|log ind|zaloguj(?: się)?|logowanie|giriş(?: yap)?|đăng nhập|войти|вход(?: на сайт| в .{1,30})?"
    r"|авторизация"
    r"|вхід|увійти|уваход|登录|登錄|登入|用户登录|会员登录|會員登入|ログイン|로그인|ورود(?: به .{1,30})?"
    r"|تسجيل الدخول|התחברות|כניסה"
    r"|σύνδεση|เข้าสู่ระบบ|लॉग ?इन",
    re.IGNORECASE,
)
TITLE_JOINT = re.compile(r"\s{0,3}[|｜_»·–—]\s{0,3}|\s-\s")
# What pages say of themselves in JSON-LD or OpenGraph that are no articles.
OTHERS = {"JobPosting": "is a job offer", "Product": "is a page of a shop", "product": "is a page of a shop"}


def check_answer(capture: Capture) -> None:
    """Raise `ExtractError` where the answer cannot hold an article, whatever its body says."""
    if capture.status >= 400:
        raise _no_article(capture, f"is an error page (status {capture.status})")
    if capture.status in (204, 304) or not capture.body.strip():
        raise _no_article(capture, "is empty")
    if capture.media_type not in MEDIA:
        raise _no_article(capture, f"is no HTML ({capture.media_type})")


def check_story(
    capture: Capture, page: Page, survey: Survey, blocks: tuple[Block, ...], data: dict[str, Any], title: str
) -> None:
    """Raise `ExtractError` that names the kind of page where what was found is no story."""
    said = says_article(page, data)
    if said and not is_little(blocks) and not _is_list(page, blocks, said):
        return
    texts = [tidy.plain(block) for block in blocks]
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    size += _captions(blocks, title)
    kind = ""
    if size < LITTLE and not (said and size >= NOTHING):
        kind = _other(page, texts, size)
    teasers = size < LITTLE and not said and _teasers(survey) > TEASERS
    if not kind and (teasers or _is_list(page, blocks, said)):
        kind = "is a list of links"
    if not kind and size < NOTHING:
        kind = _without_text(page, survey, blocks)
    if kind:
        raise _no_article(capture, kind)


def says_article(page: Page, data: dict[str, Any]) -> bool:
    """Whether the page tells machines that it is an article."""
    return bool(data.get("headline") or data.get("datePublished")) or page.meta.get("og:type", "") == "article"


def is_little(blocks: tuple[Block, ...]) -> bool:
    """Whether some blocks hold less text than any page does that is a story for sure."""
    size = 0
    for block in blocks:
        size += len(tidy.plain(block).encode("utf-8", "replace"))
        if size >= LITTLE:
            return False
    return True


def _other(page: Page, texts: list[str], size: int) -> str:
    """What a page with little text is, if it says that it is something else; "" if it does not."""
    title = page.title[:200]
    text = " ".join(texts[:3])
    if size < NOTHING and page.tree.body is not None:
        text = " ".join(text_below(page.tree.body)[:LOOKED_AT].split())
    for words, in_title, in_text in (ROBOTS, *KINDS):
        if in_title.search(title) or ((size < SAYING or words == ROBOTS.words) and in_text.search(text)):
            return words
    if size < NOTHING and ROBOTS_SOURCE.search((page.tree.html or "")[:LOOKED_AT]):
        return ROBOTS.words
    login = size < NOTHING or any(LOGIN.fullmatch(piece) for piece in TITLE_JOINT.split(title))
    if login and page.tree.css_first('input[type="password" i]') is not None:
        return "is a login page"
    if "url=" in page.meta.get("refresh", "").replace(" ", "").lower():
        return "leads on to another page"
    return next((OTHERS[kind] for kind in _says_to_be(page) if kind in OTHERS), "")


def _says_to_be(page: Page) -> list[str]:
    told = [each.get("@type") for each in page.linked_data] + [page.meta.get("og:type", "").partition(":")[0]]
    return [kind for kind in told if isinstance(kind, str)]


def _without_text(page: Page, survey: Survey, blocks: tuple[Block, ...]) -> str:
    if page.tree.css_first("video, audio, iframe[src]") is not None or "video" in page.meta.get("og:type", ""):
        return "is a video without text"
    if sum(isinstance(block, Figure) for block in blocks) >= GALLERY:
        return "is a gallery of pictures without text"
    return (
        "is a list of links"
        if _teasers(survey) > TEASERS or survey.links[0] > max(NOTHING, 0.5 * survey.text[0])
        else "has no text"
    )


def _teasers(survey: Survey) -> int:
    """How many headings lead to a story each; one that holds several links is a menu."""
    return sum(len(survey.nodes[place].css("a[href]")) < 2 for place in survey.cards)


def _captions(blocks: tuple[Block, ...], title: str) -> int:
    """How much the captions of a gallery tell beside the title of the page (bytes); one picture is no gallery."""
    captions = [block.image.caption for block in blocks if isinstance(block, Figure)]
    told = [len(caption.encode("utf-8", "replace")) for caption in captions if caption not in ("", title)]
    return sum(told) if len(told) >= GALLERY else 0


def _is_list(page: Page, blocks: tuple[Block, ...], said: bool) -> bool:
    """Whether it leads to stories and is none: linked headings and lists outweigh what stands between them."""
    path = urlsplit(page.url).path
    if path in ("", "/") and not said:
        return True
    shares = [tidy.linked(block) for block in blocks]
    links = sum(
        (len(block.items) if share > 0.5 else 0)
        if isinstance(block, Listing)
        else isinstance(block, Paragraph | Heading) and share > 0.8
        for block, share in zip(blocks, shares, strict=True)
    )
    if links < FEWEST_LINKS:
        return False
    paragraphs = 0
    for block, share in zip(blocks, shares, strict=True):
        if isinstance(block, Paragraph | Quote) and share < 0.5:
            size = len(tidy.plain(block))
            paragraphs += (1 + size // LONG if isinstance(block, Paragraph) else 1) if size > TEASER else 0
    return links > paragraphs * (2 if said else 0.7)


def _no_article(capture: Capture, kind: str) -> ExtractError:
    return ExtractError(
        f"{capture.url} {kind}", "leave it out by the source's `exclude`, or help with `rules` for this publication"
    )
