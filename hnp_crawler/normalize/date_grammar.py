"""Take a printed stamp apart: date, time, zone and weekday, in the forms of Vietnamese and English portals.

Works on folded text (``hnp_crawler.normalize.text.fold``), where ``Tháng Mười Một`` is ``thang muoi mot``. Each part is
cut out where it stands; the order of parts and the marks between them make no difference, and whatever is left over
but labels is a reason to read nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
"""The portal's zone, the whole year and since 1975; ``GMT+7`` in a stamp means the same."""

_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_VI_MONTHS = ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_MONTHS = {name: number for names in (_EN_MONTHS, _VI_MONTHS) for number, name in enumerate(names, 1)} | {"gieng": 1}
_EN = (
    r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?"
)
_VI = rf"(?:thang|thg|th)\.? ?(?P<m>{'|'.join(sorted(_VI_MONTHS, key=len, reverse=True))}|gieng|[0-9]{{1,2}})\b"
_DAY = r"(?P<d>[0-9]{1,2})"
_YEAR = r"(?P<y>[0-9]{4})"
_DATES = tuple(
    map(
        re.compile,
        (
            rf"(?<![0-9/.-]){_DAY} ?(?P<mark>[/.-]) ?(?P<m>[0-9]{{1,2}}) ?(?P=mark) ?{_YEAR}(?![0-9/]|[.-][0-9])",
            rf"\b{_DAY}[, ]{{0,2}}{_VI}[,/ -]{{1,3}}(?:nam )?{_YEAR}(?![0-9])",
            rf"\b{_EN} {_DAY}(?:st|nd|rd|th)?[, ]{{1,2}}{_YEAR}(?![0-9])",
            rf"\b{_DAY}(?:st|nd|rd|th)?[ -]{_EN}[, -]{{1,2}}{_YEAR}(?![0-9])",
            rf"(?<![0-9/.-]){_YEAR}(?P<mark>[/-])(?P<m>[0-9]{{1,2}})(?P=mark){_DAY}(?![0-9/-])",
        ),
    )
)
_TIME = re.compile(
    r"(?<![0-9:.])(?P<hour>[0-9]{1,2}) ?(?::|h|g|gio) ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?: ?phut)?"
    r"(?: ?(?P<half>am|pm|a\.m\.?|p\.m\.?|sa|ch|sang|chieu|toi)(?![a-z]))?(?![0-9:])"
)
_ZONE = re.compile(
    r"\b(?:gmt|utc)(?: ?(?P<sign>[+-]) ?(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?)?(?![0-9])"
    r"|(?<![0-9])(?P<sign2>[+-])(?P<hours2>[0-9]{2}):?(?P<minutes2>[0-9]{2})(?![0-9])"
)
_WEEKDAY = re.compile(
    r"\b(?:thu (?P<vi>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<short>[2-7])|(?P<sunday>chu nhat|cn)"
    r"|(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs?|rsday|urday)?)\b"
)
_VI_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5} | {str(n): n - 2 for n in range(2, 8)}
_EN_WEEKDAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_LABEL = re.compile(
    r"\b(?:ha noi|ngay|dang|cap nhat|luc|vao|gio|thoi gian|xuat ban|tin"
    r"|published?|posted?|(?:last )?updated?|on|at|date)\b"
)
_LEFT_OVER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Time:
    """Hold a time of day as printed."""

    hour: int
    minute: int
    second: int | None
    placeholder: bool
    """Whether it is ``12:00 AM``, which the portal's software prints where no time was given."""


def cut_date(text: str) -> tuple[date | None, str]:
    """Find the day, month and year and cut them out; the day goes before the month.

    Raises ValueError where the calendar has no such day.
    """
    match = next(filter(None, (form.search(text) for form in _DATES)), None)
    if match is None:
        return None, text
    month = int(match["m"]) if match["m"].isdecimal() else _MONTHS[match["m"]]
    try:
        return date(int(match["y"]), month, int(match["d"])), _cut(text, match)
    except ValueError:
        raise ValueError("the calendar has no such day") from None


def cut_time(text: str) -> tuple[Time | None, str]:
    """Find the time of day and cut it out; ``SA`` and ``CH`` are AM and PM.

    Raises ValueError where the clock has no such time.
    """
    match = _TIME.search(text)
    if match is None:
        return None, text
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    half = match["half"]
    before_noon = half in ("am", "a.m", "a.m.", "sa", "sang")
    placeholder = before_noon and (hour, minute, int(second or 0)) == (12, 0, 0)
    if before_noon and hour > 12:
        raise ValueError(f"{hour}:{minute:02} is not before noon")
    if before_noon:
        hour %= 12
    elif half and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        raise ValueError("no such time of day")
    return Time(hour, minute, int(second) if second else None, placeholder), _cut(text, match)


def cut_zone(text: str) -> tuple[timezone, str]:
    """Find a zone and cut it out; without one it is the portal's.

    Raises ValueError where no zone is so far from Greenwich.
    """
    match = _ZONE.search(text)
    if match is None:
        return HANOI, text
    sign, hours, minutes = (match[name] or match[f"{name}2"] for name in ("sign", "hours", "minutes"))
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset > timedelta(hours=14):
        raise ValueError("no such zone")
    return timezone(-offset if sign == "-" else offset), _cut(text, match)


def cut_weekday(text: str) -> tuple[int | None, str]:
    """Find a day of the week, Monday being 0, and cut it out."""
    match = _WEEKDAY.search(text)
    if match is None:
        return None, text
    vi = match["vi"] or match["short"]
    number = _VI_WEEKDAYS[vi] if vi else 6 if match["sunday"] else _EN_WEEKDAYS[match["en"]]
    return number, _cut(text, match)


def is_spent(text: str) -> bool:
    """Tell whether nothing is left of a stamp but labels and marks."""
    return _LEFT_OVER.search(_LABEL.sub(" ", text)) is None


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} | {text[match.end() :]}"
