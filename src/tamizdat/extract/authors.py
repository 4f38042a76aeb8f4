"""Bylines → names: split where a line joins several, without «By», 文 or 记者, agencies told from people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from tamizdat.page import one_line

LEADING = re.compile(
    r"^(?:by(?:line)?|written by|reported by|story by|text|von|from|par|por|di|de notre \w+|av|af|door|przez"
    r"|autor(?:en|in|es|a)?"
    r"|auteur|autore|author|автор(?:ы|ка)?|текст|нویسنده|نویسنده|گزارش|خبرنگار|作者|记者|記者|编辑|編輯|撰文|采访|採訪"
    r"|采写|[图圖]\s?[/／]?\s?文|文\s?[/／]\s?[图圖]|文|文字|译者|譯者|撰稿|责任编辑|責任編輯|글|기자|文/|文／)(?:\s{0,3}[:：/／|丨]\s{0,3}|\s{1,3}|$)",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:\s{0,3}[(（\[].{0,60}[)）\]]|\s{0,3}\|.{0,80}|\s{1,3}(?:기자|특파원)|\s{0,3}(?:综合|綜合)?(?:报导|報導|报道|報道|编译|編譯|撰文)|@\S{1,60}"
    r"|,?\s{1,3}(?:staff writer|correspondent|reporter|editor|special to .{1,40}))$",
    re.IGNORECASE,
)
# Who made the pictures did not write the text; where both did (图/文), the name is kept.
PICTURED = re.compile(
    r"\W{0,3}(?:(?:photo(?:s|graph(?:s|er|y|ies?)?)?|pictures?|images?|fotos?|fotograf\w{0,4}|bild(?:er)?|zdjęcia?"
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
    r"^(?:admin\w*|editor(?:ial)?|redaktion|redaction|редакция|staff|user\d*|root|unknown|anonymous|null|none|n/a|小编|管理员)$",
    re.IGNORECASE,
)
LONGEST = 60


def names(lines: Iterable[str]) -> tuple[str, ...]:
    """The names in some bylines, each once, in order."""
    found: dict[str, str] = {}
    for line in lines:
        line = one_line(line)
        for piece in takewhile(_is_of_text, _split(line) if _is_of_text(line) else ()):
            name = _bare(piece)
            if _is_name(name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


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


def _split(line: str) -> list[str]:
    if len(line) > 400:
        return []
    return [part for piece in JOINTS.split(_bare(line)) for part in SPACED_CHINESE.split(piece)]


def _bare(name: str) -> str:
    name = TRAILING.sub("", name.strip()) or name
    name = name.strip(' \t\u200f\u200e,;:|·•–—-/，、。.（()）【】[]"“”')  # what stands around a name
    for _ in range(3):
        shorter = TRAILING.sub("", LEADING.sub("", name)).strip(" ,;:|·•-")
        if shorter == name:
            break
        name = shorter
    return name


def _is_name(name: str) -> bool:
    return (
        1 < len(name) <= LONGEST
        and "://" not in name
        and not name.startswith(("www.", "@", "#"))
        and any(character.isalpha() for character in name)
        and not any(character.isdigit() for character in name)
        and not NO_NAME.match(name)
    )
