"""Who wrote it and when, as Chinese newspapers say it in the text: 【…2020年10月3日讯】（本报记者李言综合报导）."""

from __future__ import annotations

import re
from datetime import date

DATELINE = re.compile(r"【[^【】\d]{2,14}(\d{4})年(\d{1,2})月(\d{1,2})日[^【】\d]{0,12}】")
# (…记者X、Y地点综合报导…): reporters in brackets, before the place and the kind of report.
REPORTED = re.compile(
    r"[（(][^（()）]{0,16}?记者(?P<names>[^：:（()）/／]{2,40}?)"
    r"(?:综合|采访|编译|翻译|现场|连线)*(?:报导|报道|编译|撰文)"
)
LABELLED = re.compile(
    r"(?:^|[（(\s；;])(?:特约)?(?:记者|作者|主持人|主持|撰文|文字|文)\s?[:：/／]\s?"
    r"(?P<names>[^\s，,。；;：:（()）/／\d]{2,12})"
)
INTERVIEW = re.compile(r"^采访(?:编辑|/编辑)?\s?[/／]\s?(?P<names>[^\s/／]{2,10})")
# 刘青：…, 评论 | 刘青：…, 唯色RFA博客：…, 【贯明专栏】…
SIGNED = re.compile(r"^(?:[^|｜]{2,4}\s?[|｜]\s?)?(?P<name>[^\s：:|｜【】《》“”、，,]{2,6}?)(?:RFA博客)?[：:]\s?\S")
COLUMN = re.compile(r"^【(?P<name>[^】\s]{2,6})专栏】")
BLOG = re.compile(r"^(?P<name>[^\s：:|｜【】]{2,6})RFA博客[：:]")
# What stands before a colon in headlines and is nobody's name.
NOT_A_NAME = re.compile(
    r"专家|学者|分析|外媒|媒体|美|中共|港|台|日|英|俄|欧|官|部|署|局|院|校|会|社|报|网|民|众|评|说|访|谈|看|录|篇|章|回|集"
    r"|之|的|与|和|特稿|独家|快讯|专访|视频|图|国际|算|[一二三四五六七八九十\d]"
)
TRADITIONAL = str.maketrans("記報導採訪編譯綜合現場連線撰約", "记报导采访编译综合现场连线撰约")
PLACE_NAMES = (
    "香港 台湾 台北 台中 台南 高雄 新北 桃园 美国 纽约 洛杉矶 旧金山 华盛顿 休斯顿 休斯敦 波士顿 芝加哥 费城"
    " 西雅图 亚特兰大 新泽西 硅谷 圣地亚哥 加州 南加州 北加州 达拉斯 橙县 湾区 宾州 曼哈顿 法拉盛 华府 DC D.C."
    " 加拿大 多伦多 温哥华 渥太华 蒙特利尔 英国 伦敦 法国 巴黎 德国 柏林 法兰克福 意大利 罗马 瑞士 日内瓦 瑞典"
    " 比利时 布鲁塞尔 澳洲 悉尼 墨尔本 布里斯本 新西兰 奥克兰 日本 东京 大阪 韩国 首尔 新加坡 马来西亚 吉隆坡"
    " 泰国 曼谷 印度 以色列 北京 上海"
)
PLACES = PLACE_NAMES.split()
LENGTH = 4
# A longer line names nobody but as a reporter: most lines need not be looked at.
SHORT = 80


def dateline(text: str) -> date | None:
    """The day in the dateline, which newspapers give by Beijing time; None without one."""
    match = DATELINE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def authors_in_text(lines: list[str]) -> tuple[str, ...]:
    """The reporters or authors that the first or last lines name."""
    for line in [*lines[:4], *lines[-4:]]:
        if len(line) >= SHORT and "记者" not in line and "記者" not in line and line[:1] not in "采採":
            continue
        line = line.translate(TRADITIONAL)
        labelled = LABELLED.search(line) if len(line) < SHORT else None
        match = REPORTED.search(line) or labelled or INTERVIEW.search(line)
        if match is not None:
            return _names(match["names"])
    return ()


def author_in_title(title: str, signed: bool) -> tuple[str, ...]:
    """The author that a title names; `signed` says that titles of this section begin with a name."""
    match = COLUMN.search(title) or BLOG.search(title) or (SIGNED.search(title) if signed else None)
    if match is None or (match.re is SIGNED and NOT_A_NAME.search(match["name"])):
        return ()
    return (match["name"],)


def _names(text: str) -> tuple[str, ...]:
    names = []
    for name in re.split(r"[、，,和与]|(?<![A-Za-z.])\s{1,9}|\s{1,9}(?![A-Za-z])", text.strip()):
        name = without_place(name)
        if name and not re.search(r"中心|小组|编辑部", name):
            names.append(name if len(name) <= LENGTH or not "\u4e00" <= name[0] <= "\u9fff" else name[:3])
    return tuple(names)


def without_place(name: str) -> str:
    """A name without the place that stands behind it (岳文骁北京)."""
    place = next((place for place in PLACES if name.endswith(place) and len(name) - len(place) >= 2), "")
    return without_place(name[: -len(place)]) if place else name
