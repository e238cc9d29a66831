"""Weigh how much a piece of text looks like what stands beside the turns: a caption, subhead, byline, furniture."""

from __future__ import annotations

import re

from hnp_crawler.normalize.interview import words
from hnp_crawler.normalize.interview.address import is_english
from hnp_crawler.normalize.name_words import UPPER
from hnp_crawler.normalize.patterns import any_of

SHORT = 150
"""Characters up to which a quotation may be a subhead."""
NOT_BESIDE = -1.5
"""Weight for a caption or subhead of a text that shows no sign of one."""
_ARGUES = re.compile(rf"\b{any_of(words.ARGUING)}\b")
_NAMED_INSIDE = re.compile(rf"\s[\"“‘'(]?[{UPPER}]")
_ONE_SENTENCE = re.compile(r"[^.!?…]*(?:\([^()]*\))?[.!?…)]*")
_ALL_QUOTED = re.compile(r"(?:“[^“”]*”|\"[^\"]*\")")
"""A line that is nothing but a quotation: a subhead."""


def beside_of(shown: str, bare: str, *, closed: bool, refers: bool, first_person: bool) -> float:
    """Weigh the signs of a caption or subhead: short, no full stop, a picture credit.

    With a full stop, one sentence that names what it shows and does not argue may be a caption.
    """
    size = len(shown)
    beside = NOT_BESIDE
    if size < SHORT and shown[:1] in '“"' and _ALL_QUOTED.fullmatch(shown):
        beside += 4.0
    if not closed:
        beside += (2.5 if size < 160 else 1.0) - 1.0 * refers
    if _has_credit(bare):
        beside += 4.5
    if ":" in bare[:20] and bare.startswith(words.PROFILE):
        beside += 3.0
    if first_person and (closed or size > 100 or refers):
        beside -= 1.5
    if closed and size < 130 and not first_person and not refers and _ONE_SENTENCE.fullmatch(shown):
        shows = _NAMED_INSIDE.search(shown) and not _ARGUES.search(bare) and not bare.startswith(words.OPENERS)
        beside += 0.0 if not shows else 1.0 if is_english(bare) else 2.0
    return beside


def _has_credit(bare: str) -> bool:
    """Tell whether a text names the source of a picture or film."""
    likely = ":" in bare or "(" in bare or "ảnh" in bare
    if not likely or not any(sign in bare for sign in words.CAPTION_SIGNS):
        return False
    if "hình ảnh" not in bare:
        return True
    rest = bare.replace("hình ảnh", "")
    return any(sign in rest for sign in words.CAPTION_SIGNS)


def outside_of(shown: str, bare: str) -> float:
    """Weigh the signs of a byline and of the page's furniture."""
    size = len(shown)
    outside = 0.0
    if size < 90 and (
        bare.startswith(words.BYLINE_STARTS)
        or bare.endswith(words.BYLINE_ENDS)
        or any(sign in bare for sign in words.BYLINE_SIGNS)
    ):
        outside += 4.0
    elif size < 45 and not shown.endswith((":", "?", "!", ".")) and _looks_like_names(shown):
        outside += 2.0
    if size < 120 and bare.startswith(words.FURNITURE):
        outside += 4.0
    return outside


def _looks_like_names(text: str) -> bool:
    names = text.partition("(")[0]
    parts = [part for part in re.split(r"[\s,&/-]+", names) if part and part not in {"và", "–", "—"}]
    return 1 <= len(parts) <= 8 and all(part[0].isupper() for part in parts)
