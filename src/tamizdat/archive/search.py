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

from tamizdat.archive.articles import Articles, inside, spans
from tamizdat.model import Article, Code, Figure

# Han, kana, hangul, and the rare Han beyond the first plane.
PAIRED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+")
WORD = re.compile(r"\w+")
# Arabic letters that Persian writes otherwise, and marks that a reader does not type.
FOLDED = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u200c": "", "\u200d": "", "ـ": "", "ё": "е"})
AROUND = 30
# Rows taken from the index at a time, to be confirmed.
PAGE = 200


class Search(Articles):
    """The tables `search` and `searched`: the newest revision of each article."""

    def search(self, query: str, limit: int = 20) -> list[tuple[str, str, str]]:
        """Id, title and the words around the hit of articles that hold a phrase, the newest first."""
        phrase = folded(query)
        terms = sorted(set(tokens(phrase)))
        if not terms or limit < 1:
            return []
        if PAIRED.fullmatch(phrase) and len(phrase) == 1:
            match = f'"{_coded(phrase)}"*'
        else:
            match = " AND ".join(f'"{_coded(term)}"' for term in terms)
        rows = self.connection.execute(
            "SELECT searched.id FROM search JOIN searched ON searched.number = search.rowid JOIN current"
            " ON current.id = searched.id WHERE search MATCH ? ORDER BY coalesce(published, at) DESC, searched.id",
            (match,),
        )
        hits: list[tuple[str, str, str]] = []
        while len(hits) < limit and (page := rows.fetchmany(PAGE)):
            for (id,) in page:
                article = self.article(id)
                around = _around(text_of(article), phrase)
                if around:
                    hits.append((id, article.title, around))
        return hits[:limit]

    def index(self, id: str, article: Article) -> None:
        """Make the newest revision of an article findable, in place of the one before."""
        text = " ".join(map(_coded, sorted(set(tokens(folded(text_of(article)))))))
        with self.transaction():
            self.write("DELETE FROM searched WHERE id = ?", (id,))
            number = self.write("INSERT INTO searched (id) VALUES (?)", (id,)).lastrowid
            self.write("INSERT INTO search (rowid, text) VALUES (?, ?)", (number, text))


def text_of(article: Article) -> str:
    """Everything of an article that a reader might look for."""
    pieces = [article.title, article.summary]
    for block in inside(article.blocks):
        if isinstance(block, Figure):
            pieces.append(block.image.caption)
        elif isinstance(block, Code):
            pieces.append(block.text)
        else:
            pieces.append("".join(span.text for span in spans(block)))
    return "\n".join(filter(None, pieces))


def folded(text: str) -> str:
    """A text as it is compared: NFKC, without case, white space as one space, letters folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(FOLDED).split())


def tokens(text: str) -> Iterator[str]:
    """The terms of a folded text: pairs of characters, a single one where it stands alone, and words."""
    for word in WORD.findall(text):
        rest = 0
        for run in PAIRED.finditer(word):
            if run.start() > rest:
                yield word[rest : run.start()]
            yield from _pairs(run[0])
            rest = run.end()
        if rest < len(word):
            yield word[rest:]


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second
    if len(run) > 1:
        yield run[-1]


def _coded(term: str) -> str:
    """A term in letters that FTS5's own tokenizer leaves whole: two base-16 digits a byte after a letter."""
    return term if term.isascii() and term.isalnum() else "u" + term.encode("utf-8", "surrogatepass").hex()


def _around(text: str, phrase: str) -> str:
    plain = folded(text)
    at = plain.find(phrase)
    if at < 0:
        return ""
    start, end = max(0, at - AROUND), at + len(phrase) + AROUND
    return f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"
