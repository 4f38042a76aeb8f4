"""Blocks → the story's own: without the title said again, «read also» lines, calls to subscribe, lists of links."""

from __future__ import annotations

import re

from tamizdat.extract.figures import out_of_reach
from tamizdat.extract.titles import alike
from tamizdat.model import Block, Figure, Heading, Listing, Paragraph, Quote, Separator, Span, Table

# Lines that lead to other articles; they hold little but a link.
READ_ALSO = re.compile(
    r"^\W{0,4}(?:read (?:also|more|next|now|the full)|also read|see also|related|more (?:on|from|about|news)"
    r"|recommended|don['’]t miss|must read|watch(?: also|:)"
    r"|lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu|lesen)|lire aussi|à lire|lisez aussi|voir aussi"
    r"|lea también|leer más|le puede interesar|te puede interesar"
    r"|leggi anche|leia (?:também|mais)|veja também|lees ook|läs (?:också|mer)|les også|læs også"
    r"|czytaj (?:także|też|również)|zobacz (?:także|też)"
    r"|читайте (?:также|еще|ещё)|смотрите также|по теме|читать далее|читайте також|дивіться також|подробнее"
    r"|بیشتر بخوانید|بخوانید|مطالب مرتبط|اقرأ (?:أيضا|المزيد)|إقرأ أيضا|مواضيع ذات صلة"
    r"|相关(?:阅读|新闻|报道|文章|链接)|相關(?:閱讀|新聞|報導|報道|文章)|延伸(?:阅读|閱讀)|推荐阅读|推薦閱讀|更多(?:新闻|新聞|阅读|报道)|点击(?:这里|查看)|関連(?:記事|リンク)"
    r"|あわせて読みたい|관련 ?기사)",
    re.IGNORECASE,
)
# Lines that are furniture as a whole.
FURNITURE = re.compile(
    r"\W{0,3}(?:advertisement|advertising|sponsored(?: content)?|ad|publicité|publicidad|pubblicità|anzeige|werbung"
    r"|реклама|广告|廣告|share(?: this)?(?: article| story)?|comments?|loading\W{0,3}"
    r"|follow us.{0,80}|subscribe.{0,80}|sign up.{0,120}|copy link|print|email|facebook|twitter|whatsapp|telegram"
    r"|listen to this article|story continues below.{0,40}"
    r"|article continues (?:after|below).{0,40}|skip (?:advertisement|to).{0,30}|supported by|photo|image|play"
    r"|view comments?.{0,20}|\d{1,4} comments?|分享到?|打印|收藏|举报|責任編輯.{0,20}|责任编辑.{0,20}"
    r"|поделиться|подписывайтесь.{0,80}|комментарии|комментировать|اشتراک گذاری|teilen|merken|drucken|partager"
    r"|compartir|condividi)\W{0,3}",
    re.IGNORECASE,
)
# What lazy pages show until the real picture has come.
STAND_IN = re.compile(r"placeholder|/(?:blank|spacer|pixel|loading|transparent)\.(?:gif|png|svg)", re.IGNORECASE)


def tidy(blocks: tuple[Block, ...], headline: str, base: str) -> tuple[Block, ...]:
    """The blocks of the story; `base` is the address of its page."""
    kept: list[Block] = []
    related = False
    for block in blocks:
        text = plain(block)
        if isinstance(block, Figure) and _is_empty(block, base):
            continue
        if isinstance(block, Paragraph | Heading):
            if FURNITURE.fullmatch(text) or (len(kept) < 3 and alike(text, headline) and len(text) < len(headline) * 2):
                continue
            if READ_ALSO.match(text) and (len(text) < 60 or linked(block) > 0.4):
                related = len(text) < 60 and linked(block) < 0.4
                continue
        if (isinstance(block, Listing) or (related and isinstance(block, Paragraph))) and linked(block) > 0.7:
            continue
        related = False
        kept.append(block)
    return tuple(_trimmed(kept))


def _is_empty(figure: Figure, base: str) -> bool:
    """Whether a picture is only a stand-in, or one that nobody outside can fetch and nothing is said of."""
    image = figure.image
    unsaid = not (image.alt or image.caption or image.credit)
    return STAND_IN.search(image.url) is not None or (unsaid and out_of_reach(image.url, base))


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without headings and rules at the end, that head or part nothing."""
    while blocks and isinstance(blocks[-1], Heading | Separator):
        blocks.pop()
    while blocks and isinstance(blocks[0], Separator):
        blocks.pop(0)
    return blocks


def plain(block: Block) -> str:
    """The text of a block on one line."""
    return " ".join("".join(span.text for span in spans(block)).split())


def linked(block: Block) -> float:
    """The share of a block's text that is in links."""
    found = spans(block)
    total = sum(len(span.text) for span in found)
    return sum(len(span.text) for span in found if span.href) / total if total else 0.0


def spans(block: Block) -> list[Span]:
    """All runs of text in a block, in order."""
    found: list[Span] = []
    waiting: list[Block] = [block]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Paragraph | Heading):
            found.extend(each.spans)
        elif isinstance(each, Quote):
            waiting.extend(reversed(each.blocks))
        elif isinstance(each, Listing):
            waiting.extend(inner for item in reversed(each.items) for inner in reversed(item))
        elif isinstance(each, Table):
            found.extend(span for row in each.rows for cell in row for span in cell.spans)
    return found
