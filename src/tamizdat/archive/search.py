"""Find articles by their words, in any script.

Chinese, Japanese and Korean are cut into pairs of characters, all else into words; a hit is confirmed on the text.
FTS5's own `trigram` finds no word of two characters; positions would cost 1.0 of the text's size and pairs without
them cost 0.31, at the same recall.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from tamizdat.archive.revisions import Revisions
from tamizdat.archive.words import text_of
from tamizdat.model import Article

# Han, kana, hangul, and the rare Han beyond the first plane.
PAIRED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+")
WORD = re.compile(r"\w+")
# Letters that Persian writes otherwise than Arabic, digits, and what a reader does not type: joiners, stretching, and
# the marks over letters: vowels of Arabic and Hebrew, the stress of a Russian dictionary.
FOLDED: dict[int, str | None] = {ord(letter): to for letter, to in zip("يىكةё", ("ی", "ی", "ک", "ه", "е"), strict=True)}
FOLDED |= {zero + digit: str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
FOLDED |= dict.fromkeys(map(ord, "\u200c\u200dـ"))
FOLDED |= dict.fromkeys(code for code in range(0x300, 0x700) if unicodedata.category(chr(code)) == "Mn")
# How much of the text is shown on either side of a hit.
AROUND = 30


class Search(Revisions):
    """The tables `search` and `searched`: the newest revision of each article."""

    def search(self, query: str, limit: int = 20) -> list[tuple[str, str, str]]:
        """Id, title and the words around the hit of articles that hold a phrase, the newest first."""
        phrase = folded(query)
        terms = sorted(set(_asked(phrase)))
        if not terms or limit < 1:
            return []
        found = self.rows(
            "SELECT id, digest FROM search JOIN searched ON searched.number = search.rowid JOIN current USING (id)"
            " WHERE search MATCH ? ORDER BY coalesce(published, at) DESC, id",
            (" AND ".join(terms),),
        )
        hits: list[tuple[str, str, str]] = []
        for id, name in found:
            article = self.content(name)
            around = _around(folded(text_of(article)), phrase)
            if around:
                hits.append((id, article.title, around))
            if len(hits) == limit:
                break
        return hits

    def _index(self, id: str, article: Article) -> None:
        """Make the newest revision of an article findable, in place of the one before."""
        text = " ".join(map(_coded, sorted(set(tokens(folded(text_of(article)))))))
        self._unindex(id)
        number = self.write("INSERT INTO searched (id) VALUES (?)", (id,)).lastrowid
        self.write("INSERT INTO search (rowid, text) VALUES (?, ?)", (number, text))

    def _unindex(self, id: str) -> None:
        """Let an article be found no more: what the index holds of it leads nowhere."""
        self.write("DELETE FROM searched WHERE id = ?", (id,))


def folded(text: str) -> str:
    """A text as it is compared: NFKC, without case, white space as one space, letters folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(FOLDED).split())


def tokens(text: str) -> Iterator[str]:
    """The terms by which a folded text is found: words, pairs of characters, and the last of each row of those."""
    for word in WORD.findall(text):
        for run, paired in _runs(word):
            if paired:
                yield from map("".join, pairwise(run))
            yield run[-1] if paired else run


def _asked(phrase: str) -> Iterator[str]:
    """The terms that a text must have to hold a folded phrase; a character alone may begin any pair."""
    for word in WORD.findall(phrase):
        for run, paired in _runs(word):
            if not paired:
                yield f'"{_coded(run)}"'
            elif len(run) == 1:
                yield f'"{_coded(run)}"*'
            else:
                yield from (f'"{_coded(first + second)}"' for first, second in pairwise(run))


def _runs(word: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a word, and whether each is cut into pairs."""
    rest = 0
    for run in PAIRED.finditer(word):
        if run.start() > rest:
            yield word[rest : run.start()], False
        yield run[0], True
        rest = run.end()
    if rest < len(word):
        yield word[rest:], False


def _coded(term: str) -> str:
    """A term in letters that FTS5's own tokenizer leaves whole: two base-16 digits a byte after a letter."""
    return term if term.isascii() and term.isalnum() else "u" + term.encode("utf-8", "surrogatepass").hex()


def _around(text: str, phrase: str) -> str:
    at = text.find(phrase)
    if at < 0:
        return ""
    start, end = max(0, at - AROUND), at + len(phrase) + AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
