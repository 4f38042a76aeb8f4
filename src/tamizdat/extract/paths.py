"""How an element is known on the other pages of its site: by a path of tags and classes."""

from __future__ import annotations

import re
from functools import lru_cache

# A number of three digits or more in a name counts pages, articles or adverts.
NUMBER = re.compile(r"\d{3,20}")
# An element is known by itself and what is around it, so many in all, each by its tag and first classes.
STEPS = 4
CLASSES = 4


@lru_cache(16384)
def below(above: str, tag: str, classes: str) -> str:
    """The path of an element by that of the element around it, its tag and its classes; long numbers in names are 0."""
    names = NUMBER.sub("0", classes.replace(">", "")).split()[:CLASSES]
    return ">".join([*(above.split(">")[1 - STEPS :] if above else []), ".".join([tag, *names])])
