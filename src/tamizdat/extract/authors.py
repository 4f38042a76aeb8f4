"""Bylines → names: split where a line joins several, without «By», 文 or 记者, agencies told from people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any

from tamizdat.page import one_line

# Words that say in any language that a name follows.
LEADING = re.compile(
    r"^(?:by(?:line)?|(?:words|written|reported|story|text|posted|published|authored) by|text|de notre \w+"
    r"|autor(?:en|in|es|a)?|auteur|autore|author|автор(?:ы|ка|и)?|текст|نویسنده|گزارش|خبرنگار|كتب|بقلم|כתב|מאת|作者"
    r"|记者|記者|编辑|編輯|撰文|采访|採訪|采写|[图圖]\s?[/／]?\s?文|文\s?[/／]\s?[图圖]|(?:取材・|写真・)?文|文(?:・|と)写真|文字|译者|譯者|撰稿|责任编辑|責任編輯|글|기자|文/|文／)"
    r"(?:\s{0,3}[:：/／|丨]\s{0,3}|\s{1,3}|$)"
    r"|^(?:记者|記者)(?=[\u4e00-\u9fff]{2,4}$)",
    re.IGNORECASE,
)
# Words that may be part of a name where another language is spoken (Di Maria, von Trapp).
PARTICLES = {
    "de": "von", "nl": "door|van", "fr": "par", "it": "di", "es": "por", "pt": "por", "sv": "av", "no": "av",
    "nb": "av",
    "nn": "av", "da": "af", "pl": "przez", "ro": "de", "hu": "írta", "tr": "yazan", "id": "oleh", "ms": "oleh",
    "fi": "kirjoittanut", "ca": "per", "vi": "theo", "cs": "od",
    "el": "της|του|των", "th": "โดย|เรื่อง",
}  # fmt: skip
EVERY_PARTICLE = "|".join(dict.fromkeys(PARTICLES[each] for each in ("de", "nl", "fr", "it", "es", "sv", "da", "pl")))
# What people are called who work for newspapers; a name it stands behind loses it, alone it is nobody's.
WORK = (
    r"(?:staff|news|senior|junior|chief|deputy|associate|assistant|managing|executive|contributing|guest|special|foreign"
    r"|political|politics|sports?|business|science|health|education|environment|technology|crime|court|crypto|multimedia"
    r"|data|features?|culture|city|local|national|world|diplomatic|security|defen[cs]e|economics?|investigative|digital"
    r"|freelance|trainee|general|our|own|web|online|royal|showbiz|football|video|audience|social|media|night|weekend)"
)
ROLE = (
    rf"(?:{WORK}\s{{1,2}}){{0,3}}(?:writers?|reporters?|correspondents?|editors?|editor-in-chief|journalists?|columnists?"
    r"|contributors?|producers?|analysts?|redakteur(?:in)?|chefredakteur(?:in)?|korrespondent(?:in)?"
    r"|reporterin|journalistin|volontär(?:in)?|ressortleiter(?:in)?|freier? autor(?:in)?|journaliste|rédact(?:eur|rice)"
    r"|correspondante?|envoyée? spéciale?|chroniqueu(?:r|se)|éditorialiste|periodista"
    r"|corresponsal|redactora?|enviad[oa] especial"
    r"|giornalista|corrispondente|inviat[oa]|redattore|redattrice|jornalista|repórter|dziennikar(?:z|ka)|redaktor(?:ka)?"
    r"|korespondent(?:ka)?|redaktør|redaktör|muhabiri?|editörü?|yazar[ıi]?|корреспондент|обозреватель|журналист(?:ка)?"
    r"|редактор(?:ка)?|кореспондент(?:ка)?|журналіст(?:ка)?|оглядач(?:ка)?|مراسل|محرر|صحفي|سردبیر)"
    r"(?:\s(?:at|in|for|of|für|beim?|im|de|du|des|from|à|en|da|do)\s.{1,40})?"
)
ROLE_ALONE = re.compile(
    rf"(?:{ROLE}|(?:首席|特约|特約|实习|實習|本报|本報)?(?:记者|記者|编辑|編輯|主笔|评论员|評論員|通讯员))$",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:\s{0,3}[(（\[].{0,60}[)）\]]|\s{0,3}\|.{0,80}|\s{1,3}@\w.{0,60}"
    r"|\s{1,3}(?:(?:선임|수습|인턴|전문|객원)?기자|특파원|논설위원|편집위원|앵커|에디터)(?:\s외\s\d{1,2}명)?"
    r"|\s{0,3}[／/]\s?[\u4e00-\u9fff]{2,6}(?:报导|報導|报道|報道)|\s{0,3}(?:综合|綜合)?(?:报导|報導|报道|報道|编译|編譯|撰文)|\s{0,3}(?:記者|編集委員|論説委員|特派員)"
    rf"|,\s{{0,3}}(?:{ROLE}|special to .{{1,40}})|\s{{1,3}}(?:mon|tues|wednes|thurs|fri|satur|sun)day)$",
    re.IGNORECASE,
)
# Without a comma between them a role is only told from a name that has two words without it.
TRAILING_ROLE = re.compile(rf"(?<=\w)\s{{1,3}}{ROLE}$", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,80}")
# Who made the pictures did not write the text; where both did (图/文), the name is kept. Nor did the source.
PICTURED = re.compile(
    r"\W{0,3}(?:(?:本文|文章|消息)?(?:来源|來源)\s{0,2}[:：]|(?:photo(?:s|graph(?:s|er|y|ies?)?)?|pictures?|images?|fotos?|fotograf\w{0,4}|bild(?:er)?|zdjęcia?"
    r"|фото(?:граф(?:ия|ии)?)?|عکس|عکاس|تصویر|صورة|تصوير|사진|写真|撮影|摄影|攝影|图片(?:来源)?|圖片(?:來源)?|图源|圖源|图|圖|摄|攝)"
    r"\s{0,3}[:：/／|丨](?!\s{0,2}(?:文|text|тек))|(?:photo(?:s|graph(?:s|ed|y)?)?|pictures?|images?|fotos?)\s{1,3}"
    r"(?:by|courtesy|von|de|di|por|par|av|credit)\b)",
    re.IGNORECASE,
)
# What joins two names of one line.
JOINTS = re.compile(
    r"\s{0,3}[,;、，；/／•·|]\s{1,3}|\s{0,3}[;、；，]\s{0,3}|\s{1,3}(?:and|und|y|et|e|и|та|و|och|og|en|with|mit|&|\+)\s{1,3}"
)
SPACED_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]{2})\s{1,3}(?=[\u4e00-\u9fff]{2})")
AGENCY = re.compile(
    r"^(?:afp|ap|apa|reuters|dpa(?:-\w+)?|ansa|efe|upi|pti|ani|ians|tass|interfax|bloomberg|lusa|belga|anp|tt|ntb|ritzau|stt|keystone-sda|sda|kna|epd|sid"
    r"|associated press|the associated press|agence france-presse|press association|pa media|europa press|xinhua"
    r"|kyodo(?: news)?|yonhap"
    r"|тасс|интерфакс|риа новости|униан|укринформ|新华社|新華社|中新社|中新网|中央社|法新社|路透社|路透|美联社"
    r"|共同社|央视|ایرنا|ایسنا|رویترز"
    r"|فرانسه)$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"^(?:(?:web|site)?admin\w*|administrator|webmaster|editor(?:ial)?s?|redaktion|rédaction|redacción|redação|redazione"
    r"|redakcja|redactie|redaksjonen|redaktionen|редакция|редакція|редакцыя|redaction"
    r"|the editors?|staff|user\d*|root|guest"
    r"|unknown|anonymous|null|none|undefined|n/a|default|test|contributor|author|facebook|twitter|instagram|telegram|youtube"
    r"|whatsapp|linkedin|rss|wechat|weibo|subscribe|关注|關注|订阅|取消|举报|share|follow|home|news|更多|小编|小編|管理员|管理員|编辑部|編輯部|編集部|본사|온라인뉴스팀|تحریریه|التحرير)$",
    re.IGNORECASE,
)
# Who signs for a desk, and is nobody.
DESK = re.compile(
    r"(?:^|\W)(?:redaktion\w*|rédaction|redacción|redação|redazione|redakcj[aei]|redactie|redaksjon\w*|редакц\w+|newsroom"
    r"|(?:news|web|sports?|city|online|digital|foreign|national|business|live)\s?desk"
    r"|editorial (?:board|team|staff)|agenc(?:y|ies)|bureau"
    r"|news agenc(?:y|ies)|(?:staff|news|our|own|web) (?:reporter|writer|correspondent|team"
    r"|service|staff)s?|correspondents?|staff$"
    r"|编辑部|編輯部|編集部|取材班|취재팀|뉴스팀|편집국|haber merkezi|تحریریه|التحرير|מערכת)(?:\W|$)",
    re.IGNORECASE,
)
LONGEST = 60
AROUND = ' \t\u200f\u200e,;:|·•–—-/，、。.（()）【】[]"“”'  # what stands around a name


def names(lines: Iterable[str], language: str = "", told: bool = False) -> tuple[str, ...]:
    """The names in some bylines, each once, in order.

    `language` is that of the page: a Japanese name has a space in it, where two Chinese ones are joined by it. `told`
    says that machines are told these names: nothing but a name is expected then.
    """
    found: dict[str, str] = {}
    for line in lines:
        line = one_line(MAIL.sub(" ", line) if "@" in line else line)
        for piece in takewhile(_is_of_text, _split(line, language) if _is_of_text(line) else ()):
            name = _bare(piece, language)
            if _is_name(name, told):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def is_desk(name: str) -> bool:
    """Whether a name is that of a part of a newspaper, and not of a person."""
    return DESK.search(name) is not None


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency."""
    return AGENCY.match(name.strip()) is not None


def linked(value: Any) -> list[str]:
    """The names in a JSON-LD `author`: a text, an object, or a list of them."""
    found: list[str] = []
    for each in (value if isinstance(value, list) else [value])[:30]:
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, list):
            found.extend(str(part) for part in name[:30])
        elif isinstance(name, str):
            found.append(name)
    return found


def _is_of_text(piece: str) -> bool:
    return PICTURED.match(piece) is None


def _split(line: str, language: str) -> list[str]:
    if len(line) > 400:
        return []
    pieces = JOINTS.split(_bare(line, language))
    if language.lower().startswith("ja"):
        return pieces
    return [part for piece in pieces for part in SPACED_CHINESE.split(piece)]


def _bare(name: str, language: str) -> str:
    name = TRAILING.sub("", name.strip()) or name
    name = name.strip(AROUND)
    leading = _particle(language)
    for _ in range(3):
        shorter = TRAILING.sub("", leading.sub("", LEADING.sub("", name))).strip(" ,;:|·•-")
        without_role = TRAILING_ROLE.sub("", shorter)
        shorter = without_role if " " in without_role else shorter
        if shorter == name:
            break
        name = shorter
    return name


@lru_cache(64)
def _particle(language: str) -> re.Pattern[str]:
    """What stands before a name in a language, where it may be part of one in another; in all where it is not known."""
    known = PARTICLES.get(language.partition("-")[0].lower(), "") if language else EVERY_PARTICLE
    return re.compile(rf"^(?:from|{known or 'from'})(?:\s{{0,3}}[:：]\s{{0,3}}|\s{{1,3}}|$)", re.IGNORECASE)


def _is_name(name: str, told: bool) -> bool:
    words = name.split()
    digits = any(character.isdigit() for character in name)
    return (
        1 < len(name) <= LONGEST
        and "://" not in name
        and not name.startswith(("www.", "@", "#"))
        and any(character.isalpha() for character in name)
        and (not digits or (told and len(words) > 1 and not any(word.isdigit() for word in words)))
        and not NO_NAME.match(name)
        and not ROLE_ALONE.match(name)
    )
