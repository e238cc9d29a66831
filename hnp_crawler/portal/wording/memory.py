"""Remember what was said of a short text: a site prints the same lines on every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

MOST = 1024
"""Texts whose answers are remembered, for each function."""
LONGEST = 160
"""Characters of a text that is remembered: longer ones are prose, which no other page repeats."""

T = TypeVar("T")


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Make a function of nothing but a text remember its last answers; bounded whatever the texts."""
    known = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def answer(text: str) -> T:
        return known(text) if len(text) <= LONGEST else function(text)

    return answer
