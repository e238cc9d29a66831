"""Read what stands between a title and the text and is neither: author and date in one line, the author beside it."""

from __future__ import annotations

import re
from typing import NamedTuple

from hnp_crawler.portal.article.closing import is_byline
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.wording.furniture import fold
from hnp_crawler.portal.wording.memory import remembered
from hnp_crawler.portal.wording.stamps import Stamp, find_stamp, find_views, read_stamp_line

MAX_LENGTH = 80
"""Characters of a line that may be author and date."""
MAX_DRESS = 20
"""Characters that may follow a title where it is repeated, such as those of a button."""
_PLACES = frozenset(("hà nội", "ha noi", "thủ đô", "việt nam", "tp hà nội"))
_AGENCY = re.compile(r"[A-ZĐ]{2,8}(?:-[A-ZĐ]{2,8})?")
EDGES = " \xa0|,;·•-–—/"


class Dateline(NamedTuple):
    """Hold the parts of a line that names author and time together."""

    author: str
    stamp: Stamp


def read_dateline(line: Line) -> Dateline | None:
    """Read a line such as ``Trọng Toàn - 07/03/2026 08:47``, perhaps with a view count.

    A place in the author's stead makes it a page's clock.
    """
    return _read(line.text) if len(line.text) <= MAX_LENGTH else None


@remembered
def _read(text: str) -> Dateline | None:
    stamp = find_stamp(text)
    if stamp is None:
        return None
    before, _, behind = text.partition(stamp.text)
    pieces = [piece for side in (before, behind) if (piece := side.strip(EDGES)) and not find_views(piece)]
    if len(pieces) != 1 or not (is_author(pieces[0]) or _AGENCY.fullmatch(pieces[0])):
        return None
    return Dateline(pieces[0], stamp)


def is_author_line(scene: Scene, number: int, title: int) -> bool:
    """Tell whether a line near a title is the author's: nothing but the title stands between it and a date."""
    lines = scene.outline.lines
    if number in scene.parts or not is_author(lines[number].text):
        return False
    beside = [number + step if number + step != title else number + 2 * step for step in (-1, 1)]
    return any(0 <= other < len(lines) and read_stamp_line(lines[other].text) for other in beside)


def repeats_title(scene: Scene, number: int, title: int) -> bool:
    """Tell whether a line says the title again, perhaps with a button beside it."""
    text, said = scene.outline.lines[number].text, scene.outline.lines[title].text if title >= 0 else ""
    return bool(said) and text.startswith(said) and len(text) <= len(said) + MAX_DRESS


def is_author(text: str) -> bool:
    """Tell whether a text names an author: two words at least, and no place.

    >>> is_author("Trọng Toàn"), is_author("Hà Nội"), is_author("Toàn")
    (True, False, False)
    """
    return len(text) <= MAX_LENGTH and " " in text and is_byline(text) and fold(text) not in _PLACES
