"""Give the sizes of one picture one identity."""

from __future__ import annotations

import re

from hnp_crawler.portal.urls import grammar
from hnp_crawler.portal.urls.parts import MAX_LENGTH, join, split

_SIZE = re.compile(r"[0-9]+(?:[x,_-][0-9]+)?", re.IGNORECASE)
_RESIZER = re.compile(r"thumb(?:_\w+)?|zoom|crop|resize|fit")


def picture_id(url: str) -> str:
    """Give the URL of the original picture, which all its thumbnails and time-stamped copies share.

    >>> picture_id("http://ubnd-hanoi.mediacdn.vn/zoom/270x170/ubnd/2025/3/17/cau.jpg")
    'https://ubnd-hanoi.mediacdn.vn/ubnd/2025/3/17/cau.jpg'
    >>> picture_id("https://hanoi.gov.vn/image/journal/article?img_id=4418032&t=1658804544379")
    'https://hanoi.gov.vn/image/journal/article?img_id=4418032'
    """
    asked = url.partition("#")[0].strip()
    parts = split(asked) if len(asked) <= MAX_LENGTH else None
    if parts is None:
        return asked
    reading = grammar.read(parts)
    segments = reading.segments
    # At least one segment stays: the picture's own name.
    while len(segments) > 2 and _RESIZER.fullmatch(segments[0].lower()) and _SIZE.fullmatch(segments[1]):
        segments = segments[2:]
    scheme = parts.scheme if ":" in parts.authority else "https"
    return join(scheme, parts.authority, segments, reading.parameters)
