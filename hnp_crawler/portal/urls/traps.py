"""Name the reason why a page must not be asked for: links that multiply without end, or that do more than read."""

from __future__ import annotations

import re
from collections import Counter

from hnp_crawler.portal.urls.grammar import PAGE_NUMBERS, PAGE_SIZES, Kind
from hnp_crawler.portal.urls.parts import Parts

MAX_DEPTH = 20
"""Most segments of a path; a deeper one grows by itself."""

# The name of the group is the reason.
_SEGMENT = re.compile(
    r"(?P<search>(?:advanced-)?search|tim-?kiem(?:-nang-cao)?)"
    r"|(?P<login>login|logout|sign(?:in|out)|register|dang-?nhap|dang-(?:xuat|ky)|control_panel|create_account)"
    r"|(?P<print>print(?:preview)?|in-(?:bai|bai-viet|tin)|ban-in)"
    r"|(?P<mail>gui-(?:e?mail|ban-be|cho-ban-be)|(?:send|mail)-?to-?friends?|(?:send|share)-?by-?e?mail|tell-?a-?friend)"
    r"|(?P<language_link>update_language)"
    r"|(?P<session>(?:extend|expire)_session)",
    re.IGNORECASE,
)
_PORTLETS = {"3": "search", "8": "calendar", "58": "login"}
_PARAMETER = re.compile(
    r"(?P<language_link>(?:doasuser)?languageid|lang|language|locale)"
    r"|(?P<search>q|query|keywords?|search(?:text)?|tu[_-]?khoa)"
    r"|(?P<calendar>day|month|year|date|(?:from|to|start|end|sel)_?date|cal|calendar(?:date)?"
    r"|ngay|thang|nam|ngaythang|(?:tu|den)_?ngay)"
)
_PRINT_VALUES = frozenset({"print", "pop_up", "exclusive"})
_CALENDAR_SEGMENTS = frozenset({"calendar", "calendars", "lich", "lich-cong-tac", "archive", "archives", "luu-tru"})
_CALENDAR_END = re.compile(r"/(?:19|20|21)[0-9]{2}[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12][0-9]|3[01]))?$")
_CALENDAR_STEP = re.compile(r"[0-9][0-9_-]*")
_DIGIT = re.compile(r"[0-9]")
_LANGUAGE_END = re.compile(r"(?:vi|en)(?:_[A-Za-z]{0,2})?|[a-z]{2}_[A-Z]{2}(?:_[A-Za-z]+)?")
_CAPTCHA = re.compile(r"[a-z_]*captcha[a-z_]*(?:\.[a-z]+)?", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"\.html?$")


def find_trap(parts: Parts, kind: Kind) -> str | None:
    """Give the reason to refuse a URL, or ``None``; few reasons hold for pictures and files, which lead nowhere."""
    if _asks_for_captcha(parts):
        return "captcha"
    if kind in ("image", "file"):
        return None
    if len(parts.segments) > MAX_DEPTH:
        return "too deep"
    if _repeats(parts.segments):
        return "repeated segment"
    if kind in ("requisite", "api"):
        return None
    bounded = kind in ("article", "document")
    return _trap_of_path(parts, bounded) or _trap_of_parameters(parts, bounded)


def _asks_for_captcha(parts: Parts) -> bool:
    """Tell whether a name, not a title in words, says captcha."""
    words = [
        *parts.segments,
        *(each.plain for each in parts.parameters),
        *(each.value or "" for each in parts.parameters),
    ]
    return any("aptcha" in word.lower() and len(word) < 50 and _CAPTCHA.fullmatch(word) for word in words)


def _repeats(segments: tuple[str, ...]) -> bool:
    """Tell whether a segment stands three times; numbers may, as a category, an article and a counter do."""
    if len(segments) - len(set(segments)) < 2:
        return False
    return max(Counter(each for each in segments if not each.isdecimal()).values(), default=0) > 2


def _trap_of_path(parts: Parts, bounded: bool) -> str | None:
    """Look at whole segments only; ``bounded`` spares a page whose canonical form leaves nothing to multiply."""
    if not parts.segments:
        return None
    last = _PAGE_SUFFIX.sub("", parts.segments[-1])
    if (len(parts.segments) > 1 or parts.locales) and _LANGUAGE_END.fullmatch(last):
        return "language link"
    if parts.locales > 1:
        return "language link"
    for segment in (*parts.segments[:-1], last):
        match = _SEGMENT.fullmatch(segment)
        if match:
            return _reason(match)
    if not bounded and (
        _CALENDAR_END.search("/" + "/".join((*parts.segments[-3:-1], last)))
        or (_CALENDAR_SEGMENTS.intersection(parts.segments[:-1]) and _CALENDAR_STEP.fullmatch(last))
    ):
        return "calendar"
    return None


def _trap_of_parameters(parts: Parts, bounded: bool) -> str | None:
    names = set()
    for name, value, plain in parts.parameters:
        names.add(plain)
        if name == "p_p_lifecycle" and value == "1":
            return "form"
        if name == "p_p_id" and value in _PORTLETS:
            return _PORTLETS[value]
        if (plain == "print" and value != "0") or value in _PRINT_VALUES:
            return "print"
        match = _PARAMETER.fullmatch(plain) if value else None
        trap = _reason(match) if match else None
        if trap == "language link" or (trap == "search" and not bounded):
            return trap
        if trap == "calendar" and not bounded and _DIGIT.search(value or ""):
            return trap
    # A page size beside a page number is how a list names its own pages: the canonical URL leaves it out instead.
    if not bounded and names & PAGE_SIZES and not names & PAGE_NUMBERS:
        return "page size"
    return None


def _reason(match: re.Match[str]) -> str:
    return (match.lastgroup or "").replace("_", " ")
