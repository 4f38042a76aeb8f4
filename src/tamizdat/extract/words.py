"""What elements are called: the words of class names and ids that tell a story from its surroundings.

Data, not logic. A name is matched word by word (`relatedPosts` and `related-posts` are the words `related posts`),
so that `share` is not found in `shareholder`. In the tables `~` stands for a space or nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# A longer name is cut: style sheets that put every property in a class make names of thousands of letters.
LONGEST_NAME = 300

# Never a story, whatever it holds.
OUTSIDE = r"""
comments? commento disqus discuss\w* kommentar\w* respond reply recommend\w* recommand\w* recirc\w* read~also
also~read see~also most~(?:read|viewed) up~next outbrain taboola more~(?:stories|articles) xgwz xgyd tuijian recomm
(?:cookies?|consent|gdpr|ccpa|cmp)~(?:banner|bar|box|notice|popup|modal|dialog|wall|overlay|layer|alert|message)
(?:cookies?|consent|privacy)~(?:info|law|warning|prompt|policy|settings|preferences|manager|window|container)
onetrust\w* didomi\w* usercentrics\w* cybot\w* cmplz iubenda osano\w* klaro tarteaucitron\w* qc~cmp\w* fc~consent
"""
# Furniture; but what holds most of a page's prose is none, even if it is called so.
AROUND = r"""
relate[sd]? trending popular most~recent teasers? next~(?:article|story|post) side~bar right~rail left~rail
breadcrumbs? pagination pager cookies? consent gdpr newsletters? footer\w* more~(?:news|from|like) latest~news promos?
read~more see~more more~on latest prev(?:ious)? share\w* sharing social\w* sns addthis\w* addtoany\w* follow\w*
subscri\w* sign~up abo promo\w* advert\w* ads? adslot adsbygoogle adbox adv dfp gpt banner\w* sponsor\w* nav\w* menus?
toolbar\w* copyrights? tags? tag~list keywords topics? author\w* autor(?:en|info|es)? bio by~lines? byl date~line
time~stamps? pub~date post~date publish\w* post~meta entry~meta article~meta metadata meta modal pop~ups? overlay
login log~in register print\w* ratings? votes? skip screen~reader sr~only visually~hidden feedback donat\w*
app~download qr~code erweima bookmark\w* favou?rites? listen audio~player text~to~speech read~time reading~time toc
credits? ticker countdown dropdown tooltip roll~over~(?:\w+~)?(?:block|box|card|content|popup) hover~card popover
pay~wall~(?:bar|box|message|notice|prompt|offer|overlay) (?:access|regi?|registration|login|subscription)~wall cta
video~fallback (?:video|audio)~player (?:video|vjs|jw|plyr)~(?:controls?|error) cite~?wrapper (?:how~to~)?cite poll
quiz~(?:box|teaser) survey~(?:box|teaser) voting umfrage abstimmung reactions? view~comments otz\w* otziv\w*
opt~in~(?:box|form|text) embed~(?:consent|privacy|placeholder) consent~(?:text|info|embed) most~popular trending~now
suggested\w* recommendations? more~stories hidden(?!\s(?:xs|sm|md|lg|xl|mobile|phone|tablet|desktop|print)\s)
"""
# The text of an article, and nothing else.
BODY = r"""
(?:article|story|post|entry|news|art)~(?:body|content|text|contents|bd|con|detail|txt|inner) body~(?:text|content)
text~body rich~text endtext
"""
# The text of an article, or what holds more.
WIDE = r"""
(?:main|page|detail|content)~(?:body|content|text|con|txt|inner) body content texte? article~wrapper artikel articulo
articolo paragraphs? article zoom
"""
# What opens a story, between its headline and its text.
OPENING = r"""
lead lede stand~first intro\w* excerpt summary sub~title sub~head(?:line|ing)? dek deck preamble ingress chapo chapeau
vorspann untertitel description strap~line sottotitolo occhiello sommario entradilla bajada copete subtitulo sapo
anleser abstract desc
"""
# What shows who wrote it, when, and where it is from.
BYLINE = (
    r"author(?:s|name)? by~line byl writer reporter journalist autor auteur autore redakteur zuozhe creator firmas?"
)
DATE = r"date\w* time times?tamp published? pub~\w* posted created updated datum fecha data riqi shijian fabu"
SOURCE = r"source origin from agency laiyuan ly info xinxi meta post~meta article~info"


class Judgement(NamedTuple):
    """What a name says: how surely furniture, how surely the text of an article (0 to 2); what it may show."""

    furniture: int
    story: int
    byline: bool
    date: bool
    source: bool
    shows: bool


def _pattern(table: str) -> re.Pattern[str]:
    return re.compile(" (?:" + "|".join(table.split()).replace("~", " ?") + ") ")


_OUTSIDE, _AROUND, _BODY, _WIDE = _pattern(OUTSIDE), _pattern(AROUND), _pattern(BODY), _pattern(WIDE)
_OPENING = _pattern(OPENING)
_BYLINE, _DATE, _SOURCE = _pattern(BYLINE), _pattern(DATE), _pattern(SOURCE)


def name_words(name: str) -> str:
    """Class and id as words in lower case, one space around each."""
    return " " + NOT_A_WORD.sub(" ", CAPITAL.sub(" ", name[:LONGEST_NAME]).lower()).strip() + " "


# 246 pages of 150 sites have 16,700 names; those of one site a thousand.
@lru_cache(32768)
def judge(name: str) -> Judgement:
    """What class and id say of an element."""
    words = name_words(name)
    byline, date, source = (pattern.search(words) is not None for pattern in (_BYLINE, _DATE, _SOURCE))
    return Judgement(
        2 if _OUTSIDE.search(words) else 1 if _AROUND.search(words) else 0,
        2 if _BODY.search(words) else 1 if _WIDE.search(words) else 0,
        byline,
        date,
        source,
        byline or date or source,
    )


@lru_cache(32768)
def named(names: str | None, id: str | None) -> tuple[str, Judgement]:
    """Class and id of an element as one name (a space if it has neither), and what they say of it."""
    name = f"{names or ''} {id or ''}"
    return name, judge(name)


@lru_cache(4096)
def opens(name: str) -> bool:
    """Whether class and id say that an element opens a story."""
    return _OPENING.search(name_words(name)) is not None
