"""What furniture is called: the words of class names, and of the lines that stand around a story.

Data, not logic: each table is one compiled pattern without nested repetition. A name is matched word by word
(`relatedPosts` and `related-posts` are the words `related posts`), so that `share` is not found in `shareholder`.
"""

from __future__ import annotations

import re
from functools import lru_cache

CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")

# Names of what is never a story.
FURNITURE = re.compile(
    r" (?:relate[sd]?|recommend\w*|recommand\w*|recirc\w*|read ?more|read ?also|also ?read|see ?also|see ?more|more ?(?:news|stories|articles|from|on|like)"
    r"|trending|popular|most ?(?:read|viewed|popular|recent)|latest ?\w*|teasers?|up ?next|next ?(?:article|story|post)|prev(?:ious)?"
    r"|comments?|commento?|disqus|discuss\w*|kommentar\w*|respond|reply|share\w*|sharing|social\w*|sns|addthis\w*|addtoany\w*|follow\w*"
    r"|newsletters?|subscri\w*|sign ?up|abo ?\w*|promo\w*|advert\w*|ads?|adslot|adsbygoogle|adbox|adv|dfp|gpt|banner\w*|sponsor\w*|outbrain|taboola"
    r"|side ?bar|right ?rail|left ?rail|breadcrumbs?|pagination|pager|nav\w*|menus?|toolbar\w*|footer\w*|copyright"
    r"|tags?|tag ?list|taglist|keywords|topics?|author\w*|bio|about ?the ?author|by ?lines?|byl|date ?line|time ?stamps?|pub ?date|post ?date|publish\w*"
    r"|post ?meta|entry ?meta|article ?meta|metadata|meta ?\w*|cookies?|consent|gdpr|modal|pop ?ups?|overlay|login|log ?in|register|print\w*|ratings?|votes?"
    r"|skip|screen ?reader ?\w*|sr ?only|visually ?hidden|hidden|feedback|donat\w*|app ?download|qr ?code|erweima|xgwz|xgyd|tuijian|recomm"
    r"|bookmark\w*|favou?rites?|correction ?link|listen|audio ?player|text ?to ?speech|read ?time|reading ?time|toc|credits?|copyrights?|lead ?caption|ticker|countdown|dropdown|tooltip) "
)
# Names of what holds one.
STORY = re.compile(
    r" (?:(?:article|story|post|entry|news|content|main|page|detail|art)[ ]?(?:body|content|text|contents|bd|con|detail|txt|inner)"
    r"|body|content|texte?|article ?wrapper|rich ?text|artikel ?\w*|articulo|articolo|paragraphs?|text ?body|zoom|endtext|article) "
)


@lru_cache(maxsize=4096)
def name_words(name: str) -> str:
    """Class and id as words in lower case, one space around each."""
    return " " + NOT_A_WORD.sub(" ", CAPITAL.sub(" ", name).lower()).strip() + " "


@lru_cache(maxsize=4096)
def is_furniture(name: str) -> bool:
    """Whether class and id call an element something that is no part of a story."""
    return FURNITURE.search(name_words(name)) is not None


@lru_cache(maxsize=4096)
def is_story(name: str) -> bool:
    """Whether class and id call an element the text of a story."""
    return STORY.search(name_words(name)) is not None
