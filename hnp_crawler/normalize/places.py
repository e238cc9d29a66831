"""Tell places from names where both are capitalized words in a row, such as ``quận Nam Từ Liêm Dương Quang Đạt``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import combining, normalize

from hnp_crawler.normalize import name_words as words

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?(?:(?!oo|ee|ii|ae|ou)[aeiouy]){1,3}(?:ch|ng|nh|[cmnpt])?"
)
_FROM = "Từ"
"""The surname that also says where something comes from, before a place."""
_BODIES = ("đại học", "học viện", "bệnh viện", "công ty")
_HEADS = frozenset(place.partition(" ")[0] for place in words.PLACES)


def is_place(text: str) -> bool:
    """Tell whether a text is a place whose name looks like a person's.

    >>> is_place("Thái Bình"), is_place("Thái Văn Bình")
    (True, False)
    """
    return " ".join(text.split()).casefold() in words.PLACES


def names_body(before: str) -> bool:
    """Tell whether what stands before capitalized words makes them the name of a school, hospital or company.

    >>> names_body("Hiệu trưởng Trường Đại học "), names_body("nhà khoa học ")
    (True, False)
    """
    return before.rstrip().casefold().endswith(_BODIES)


def without_country(text: str) -> str:
    """Return a text without the country that it begins with, where a name follows.

    >>> without_country("Hàn Quốc Moon Jae-in"), without_country("Nga"), without_country("Marc Knapper")
    ('Moon Jae-in', 'Nga', 'Marc Knapper')
    """
    parts = text.split()
    for size in (3, 2, 1):
        if len(parts) > size + 1 and " ".join(parts[:size]).casefold() in words.COUNTRIES:
            return " ".join(parts[size:])
    return text


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Tell whether a word may be one of Vietnamese; names of foreigners hold words that are none.

    >>> [is_syllable(word) for word in ("Nghiêm", "Quốc", "Marc", "Moon", "Jae-in", "Ito")]
    [True, True, False, False, False, False]
    """
    bare = "".join(c for c in normalize("NFD", word.casefold()) if not combining(c))
    return bool(_SYLLABLE.fullmatch(bare))


def name_starts(run: Sequence[str], before: str = "", surnames: frozenset[str] = words.SURNAMES) -> list[int]:
    """Return where in a run of capitalized words a name may begin: at a surname that belongs to no place.

    ``before`` is the word in front of the run. A place is a known one, or what stands between the word for a unit of
    administration (``quận``, ``xã``, ``Huyện ủy``) and a name. A name may end like a place, if nothing but a form of
    address or another place stands before it.

    >>> name_starts("Nam Từ Liêm Dương Quang Đạt".split(), "quận"), name_starts("Kim Nỗ Lê Thị Sáu".split(), "xã")
    ([3], [2])
    >>> name_starts("Mai Thị Hồng Hà".split()), name_starts("Thành Đoàn Hà Nội".split()), name_starts(["Thái", "Bình"])
    ([0], [], [])
    >>> name_starts(["Từ", "Thái", "Lan"]), name_starts(["Từ", "Thanh", "Lan"])
    ([], [0])
    """
    if surnames.isdisjoint(map(str.capitalize, run)):
        return []
    starts: list[int] = []
    covered = begin = 0
    while begin < len(run) - 1:
        unit = run[begin - 1] if begin else before
        size = _known_place(run, begin)
        if not size and unit.casefold() in words.UNITS and run[begin].casefold() not in words.UNITS:
            size = _place_before_name(run[begin:], surnames)
        if size and begin + size == len(run):
            return [
                start for start in starts if run[start] != _FROM and (start == covered or _leads_in(run[start - 1]))
            ]
        if size:
            begin += size
            covered = begin
            starts.clear()
        else:
            if (
                run[begin].capitalize() in surnames
                and " ".join(run[begin : begin + 2]).casefold() not in words.HONORIFICS
            ):
                starts.append(begin)
            begin += 1
    return starts


def _leads_in(word: str) -> bool:
    return word.rpartition(".")[2].casefold() in words.HONORIFICS | words.RANKS


def _known_place(run: Sequence[str], begin: int) -> int:
    """Return how many words a known place takes, unless a single word behind it shows that it is part of a name."""
    if run[begin].casefold() not in _HEADS:
        return 0
    for size in (3, 2):
        if len(run) - begin - size not in (-2, -1, 1) and is_place(" ".join(run[begin : begin + size])):
            return size
    return 0


def _place_before_name(run: Sequence[str], surnames: frozenset[str]) -> int:
    """Return how many words of a run behind a unit of administration are its place, not a name."""
    begins_as_name = run[0].capitalize() in surnames
    if begins_as_name and len(run) <= 4:
        return 0
    for size in (2, 3, 1):
        rest = run[size:]
        least = 3 if size == 1 else 2 + begins_as_name  # Hardly any place has one word and is followed by a short name.
        if least <= len(rest) <= 5 and rest[0].capitalize() in surnames:
            return size
    return 0 if begins_as_name or len(run) > 3 else len(run)
