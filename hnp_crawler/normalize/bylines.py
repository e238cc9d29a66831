"""Read the names out of a byline."""

from __future__ import annotations

import re

_FRAME = re.compile(
    r"^(?:by|theo|nguồn|tác giả|thực hiện|bài và ảnh|bài, ảnh|bài|tin, ảnh|ghi chép)\s*[:\s]\s*", re.IGNORECASE
)
_ROLE = re.compile(r"\((?:thực hiện|ghi|tổng hợp|biên dịch|dịch|lược ghi|t/h|th)\)|\b(?:thực hiện|ghi)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[,;&/]\s*|\s+(?:và|and)\s+", re.IGNORECASE)
_SOURCE = re.compile(r"(?:theo|nguồn)\b", re.IGNORECASE)
_BETWEEN_SOURCES = re.compile(r"\s+[-–—]\s+|\s*[,;/]\s*")
"""What parts the names of newspapers, which hold "&" and "và" themselves."""


def read_authors(byline: str) -> tuple[str, ...]:
    """Read the names in a byline, in order.

    >>> read_authors("Trọng Toàn")
    ('Trọng Toàn',)
    >>> read_authors("By Ngoc Lam")
    ('Ngoc Lam',)
    >>> read_authors("Thực hiện: Thu Hà - Minh Quân")
    ('Thu Hà', 'Minh Quân')
    >>> read_authors("Lan Anh (thực hiện)")
    ('Lan Anh',)
    >>> read_authors("Theo Kinh tế & Đô thị")
    ('Kinh tế & Đô thị',)
    """
    between = _BETWEEN_SOURCES if _SOURCE.match(byline.strip()) else _BETWEEN
    names = between.split(_FRAME.sub("", _ROLE.sub("", byline).strip()))
    return tuple(name for part in names if (name := part.strip(" .:()")) and any(c.isalpha() for c in name))
