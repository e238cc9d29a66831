"""Turn text into markup: escaping, slugs, addresses, stamps."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from html import escape

from hnp_crawler.sample_portal.model import Typing

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class View:
    """Say from where a page is looked at."""

    base: str
    """Scheme, host and port of the portal itself, without a slash."""
    media: str
    """The same of the host that serves pictures and files."""
    now: datetime
    """The portal's clock."""
    night: int = 0


def typed(text: str, typing: Typing) -> str:
    """Spell a text as its typist did, escaped for HTML.

    >>> typed("Đáp: A & B", "eth")
    'Ðáp: A &amp; B'
    """
    if typing == "eth":
        text = text.replace("Đ", "\u00d0").replace("đ", "\u00f0")
    elif typing == "decomposed":
        text = unicodedata.normalize("NFD", text)
    return escape(text, quote=False)


def emphasized(text: str, bold: str, typing: Typing, tag: str = "strong") -> str:
    """Set the beginning of a text in bold."""
    if not bold or not text.startswith(bold):
        return typed(text, typing)
    return f"<{tag}>{typed(bold, typing)}</{tag}>{typed(text[len(bold) :], typing)}"


def attribute(text: str) -> str:
    """Escape a text for an attribute in double quotes."""
    return escape(text, quote=True)


_DROPPED = re.compile(r"[^a-z0-9 -]+")


def slug(text: str) -> str:
    """Make a slug as the portal does: no diacritics, small letters, each space and each dash a dash.

    >>> slug("Họp báo về kinh tế - xã hội quý II/2022")
    'hop-bao-ve-kinh-te---xa-hoi-quy-ii2022'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _DROPPED.sub("", plain).replace(" ", "-")[:180] or "bai-viet"


def legacy_stamp(when: datetime) -> str:
    """Print a time as the legacy portal does, e.g. ``20:05 19/05/2017``."""
    return f"{when:%H:%M %d/%m/%Y}"


def twelve_hours(when: datetime) -> str:
    """Print a time as the sister portals do, e.g. ``21/07/2022 | 10:00 AM``."""
    return f"{when:%d/%m/%Y} | {when:%I:%M %p}"


def english_stamp(when: datetime) -> str:
    """Print a time as the current portal does in English.

    >>> english_stamp(datetime(2025, 3, 17, 20, 26))
    '8:26 PM, Mon March 17, 2025'
    """
    return f"{int(f'{when:%I}')}:{when:%M %p, %a %B} {when.day}, {when:%Y}"
