"""Pages that are no article, and what they are: the words of an `ExtractError`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tamizdat.errors import ExtractError
from tamizdat.extract import tidy
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Capture, Heading, Listing, Paragraph, Quote
from tamizdat.page import Page

# Less text than this is no story where something speaks for another kind of page (bytes of UTF-8).
LITTLE = 600
NOTHING = 60
CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|verify (?:that )?you are (?:a )?human|are you a robot"
    r"|access denied|ddos.guard"
    r"|enable javascript and cookies|cf-challenge|captcha|security check|安全验证|人机验证|访问过于频繁"
    r"|проверка браузера",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"\b404\b|page (?:is )?not found|not be found|no longer (?:exists|available)|seite (?:wurde )?nicht gefunden"
    r"|page (?:est )?introuvable|página no encontrada"
    r"|pagina non trovata|страница не найдена|сторінку не знайдено|页面不存在|頁面不存在|找不到(?:页面|頁面|该页)"
    r"|已(?:被)?删除"
    r"|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|ページが見つかりません",
    re.IGNORECASE,
)
LOGIN = re.compile(r"log ?in|sign ?in|anmelden|connexion|iniciar sesión|войти|вход|登录|登錄|登入|ورود", re.IGNORECASE)
MEDIA = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "text/plain",
    "",
    "application/octet-stream",
)


def check_answer(capture: Capture) -> None:
    """Raise `ExtractError` where the answer cannot hold an article, whatever its body says."""
    if capture.status >= 400:
        raise _no_article(capture, f"is an error page (status {capture.status})")
    if capture.status in (204, 304) or not capture.body.strip():
        raise _no_article(capture, "is empty")
    if capture.media_type not in MEDIA:
        raise _no_article(capture, f"is no HTML ({capture.media_type})")


def check_story(capture: Capture, page: Page, survey: Survey, blocks: tuple[Block, ...], data: dict[str, Any]) -> None:
    """Raise `ExtractError` that names the kind of page where what was found is no story."""
    texts = [tidy.plain(block) for block in blocks]
    kind = _kind(page, survey, blocks, texts, data)
    if kind:
        raise _no_article(capture, kind)


def _kind(page: Page, survey: Survey, blocks: tuple[Block, ...], texts: list[str], data: dict[str, Any]) -> str:
    title = page.title[:200]
    size = sum(len(text.encode()) for text in texts)
    if size < LITTLE:
        if CHALLENGE.search(title) or (size < NOTHING and CHALLENGE.search((page.tree.html or "")[:20_000])):
            return "is a test for robots"
        if MISSING.search(title) or MISSING.search(" ".join(texts[:3])):
            return "says that there is no such page"
        if page.tree.css_first('input[type="password" i]') is not None and (size < NOTHING * 5 or LOGIN.search(title)):
            return "is a login page"
    if _is_list(page, blocks, texts, data):
        return "is a list of links"
    if size < NOTHING:
        if page.tree.css_first("video, audio, iframe[src]") is not None or "video" in page.meta.get("og:type", ""):
            return "is a video without text"
        return "is a list of links" if survey.links[0] > max(NOTHING, 0.5 * survey.text[0]) else "has no text"
    return ""


def _is_list(page: Page, blocks: tuple[Block, ...], texts: list[str], data: dict[str, Any]) -> bool:
    """Whether it leads to stories and is none: linked headings and lists outweigh what stands between them."""
    path = urlsplit(page.url).path
    says_article = bool(data.get("headline") or data.get("datePublished")) or page.meta.get("og:type", "") == "article"
    if path in ("", "/") and not says_article:
        return True
    links = paragraphs = 0
    for block, text in zip(blocks, texts, strict=True):
        share = tidy.linked(block)
        if isinstance(block, Listing):
            links += len(block.items) if share > 0.5 else 0
        elif isinstance(block, Paragraph | Heading):
            links += share > 0.8
            paragraphs += isinstance(block, Paragraph) and len(text) > 80 and share < 0.5
        elif isinstance(block, Quote):
            paragraphs += len(text) > 80
    return links >= 4 and links > paragraphs * (2 if says_article else 0.7)


def _no_article(capture: Capture, kind: str) -> ExtractError:
    return ExtractError(
        f"{capture.url} {kind}", "leave it out by the source's `exclude`, or help with `rules` for this publication"
    )
