"""Lines of small print around a story, as 来源：港灯　记者：林可　评论(2): what stands behind which label."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tamizdat.page import one_line

LONGEST = 200
# What parts two fields: one space is too little.
GAP = re.compile("\u3000+|(?:\u00a0 ?){2,}")
# Where a field ends: at a gap or a bar, before the next label, a date, a counter, a button.
LABEL = r"[^\W\d][^\s:：|｜]{0,11}\s{0,2}[:：]"
BUTTON = (
    "评论|評論|浏览|瀏覽|阅读|閱讀|点击|點擊|字号|字號|字体|字體|调整|調整|分享|收藏|打印|推荐|推薦|纠错|举报|舉報"
    "|投诉|关注|關注|订阅|訂閱"
)
END = rf"(?=$|[\n|｜；;\u3000]|\s{{1,3}}(?:{LABEL}|\d{{1,9}}\s?[-年/.人条條次]|{BUTTON}))"
VALUE = rf"\s{{0,2}}[:：]\s{{0,3}}(\S[^\n]{{1,59}}?){END}"
BEFORE = r"(?:^|[\s|｜（(])"
SOURCE = re.compile(
    rf"{BEFORE}(?:来源|來源|稿源|文章来源|消息来源|Источник|Джерело|منبع|المصدر|Quelle|Fuente|Fonte|Source|출처){VALUE}"
)
WRITER = re.compile(
    rf"{BEFORE}(?:(?:本报|本報|特约|特約)?(?:记者|記者)|作者|撰文|采写|採寫|Автор|نویسنده|خبرنگار){VALUE}"
)
EDITOR = re.compile(rf"{BEFORE}(?:编辑|編輯|Редактор){VALUE}")


def line(text: str) -> str:
    """A text on one line of some length at most, each gap between its fields one wide space."""
    return "\u3000".join(filter(None, map(one_line, GAP.split(text))))[:LONGEST]


def source(lines: Iterable[str]) -> str:
    """Where the first line that names a source has the text from; "" if none does."""
    for each in lines:
        found = SOURCE.search(each)
        if found:
            whole = "(" in found[1] or "（" in found[1]
            return (found[1] if whole else re.split("[)）]", found[1])[0]).strip(" 】")
    return ""


def writers(lines: Iterable[str]) -> list[str]:
    """Who wrote it by the lines' own labels, or edited it where nobody is said to have written."""
    found = list(lines)
    wrote = [name for each in found for name in WRITER.findall(each)]
    return wrote or [name for each in found for name in EDITOR.findall(each)]
