"""Turn printed stamps into times of publication, and choose among those that a page prints.

Whatever is impossible or ambiguous is no date: two digits for a year, no year at all, a day that the calendar has not,
a weekday that contradicts. Nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hnp_crawler.items import DateConflict, Precision
from hnp_crawler.normalize.date_grammar import HANOI, cut_date, cut_time, cut_weekday, cut_zone, is_spent
from hnp_crawler.normalize.text import fold
from hnp_crawler.printed import PrintedDate

FIRST_YEAR = 1990
"""Before the country had the Internet no page of it can have been published."""
MAX_LENGTH = 120
"""Longest text that is looked at as a stamp."""

_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:[.,][0-9]{1,9})? ?(z|[+-][0-9]{2}:?[0-9]{2})?"
)
_AGO = re.compile(
    r"\b(?:khoang |about )?(?P<number>[0-9]{1,3}|mot|an?|one) "
    r"(?:(?P<second>giay|sec(?:ond)?s?)|(?P<minute>phut|min(?:ute)?s?)|(?P<hour>gio|tieng|h(?:ou)?rs?)"
    r"|(?P<day>ngay|days?)|(?P<vague>tuan|thang|nam|weeks?|months?|years?))(?: truoc| ago)\b"
)
_NOW = re.compile(r"vua xong|vua dang|just now")
_NAMED_DAY = re.compile(r"\b(?:(?P<today>hom nay|today)|hom qua|yesterday)\b")
_NUMBER = re.compile(r"[0-9]+")
_MONTH_NAME = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_WORDED_TIME = re.compile(r"[0-9]:[0-9]|[0-9] ?[ap]\.?m|noon|[0-9]h")
_SECONDS = re.compile(r"[0-9]:[0-9]{2}:[0-9]{2}")
_BLANK = re.compile(r"[\s()\[\]|,:–-]*")


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold a time of publication and how much of it the stamp tells."""

    at: str
    """RFC 3339 with ``+07:00``; where the precision is the day, the time of day means nothing."""
    precision: Precision


class NotADate(ValueError):  # noqa: N818
    """Raised when a text is no date of the portal, from ``read_date``; the sentence quotes the text."""

    def __init__(self, text: str, reason: str = "") -> None:
        shown = repr(text if len(text) <= 60 else f"{text[:59]}…")
        super().__init__(f"not a portal date: {shown}" + (f" ({reason})" if reason else ""))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold the stamp that a page's time of publication is read from, and what contradicts it."""

    raw: str | None = None
    """The stamp as printed; kept, too, when no printed stamp could be read."""
    moment: Moment | None = None
    source: str | None = None
    conflict: DateConflict | None = None
    problems: tuple[str, ...] = ()


def read_date(text: str, captured_at: datetime | None = None) -> Moment:
    """Read a stamp in any form that the portal and its sisters print, Vietnamese or English.

    ``captured_at`` (UTC where it names no zone) gives relative stamps their meaning and bounds the future. Stamps
    without a zone are in the portal's. Hours ago are told to the day, since a page rounds them.

    >>> read_date("Thứ sáu, 1/7/2016 | 12:00 GMT+7")
    Moment(at='2016-07-01T12:00:00+07:00', precision='minute')
    >>> read_date("13 Tháng Mười Một 2015 12:00 SA")
    Moment(at='2015-11-13T00:00:00+07:00', precision='day')
    >>> read_date("06:2O 07/04")
    Traceback (most recent call last):
    hnp_crawler.normalize.dates.NotADate: not a portal date: '06:2O 07/04'
    """
    if len(text) > MAX_LENGTH:
        raise NotADate(text, "too long")
    captured = None
    if captured_at is not None:
        captured = (captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)).astimezone(HANOI)
    folded = fold(text)
    try:
        found = _read_iso(folded) or _read_relative(folded, captured) or _read_stamp(folded, captured)
        found = found or _read_in_words(folded)
        if found is not None:
            _check_range(found[0], captured)
    except (ValueError, OverflowError) as error:
        raise NotADate(text, str(error)) from None
    if found is None:
        raise NotADate(text)
    when, precision = found
    return Moment(when.isoformat(timespec="seconds"), precision)


def choose_date(dates: Sequence[PrintedDate], captured_at: datetime | None = None) -> Chosen:
    """Choose the time of publication: the first stamp that can be read is trusted, and the others must agree with it.

    A stamp that cannot be read is a problem; a stamp that says another time is the conflict, and further ones are
    problems. Empty stamps, such as ``()``, are none.
    """
    printed = [each for each in dates if not _BLANK.fullmatch(each.text)]
    problems: list[str] = []
    trusted: tuple[PrintedDate, Moment] | None = None
    conflict: DateConflict | None = None
    for each in printed:
        try:
            moment = read_date(each.text, captured_at)
        except NotADate as error:
            problems.append(str(error))
            continue
        if trusted is None:
            trusted = each, moment
        elif not _agree(trusted[0], trusted[1], each, moment):
            if conflict is None:
                conflict = DateConflict(source=each.source, raw=each.text, at=moment.at)
            else:
                problems.append(f"{each.source} names another time, too: {each.text!r}")
    if trusted is None:
        first = printed[0] if printed else None
        return Chosen(
            raw=first.text if first else None, source=first.source if first else None, problems=tuple(problems)
        )
    return Chosen(trusted[0].text, trusted[1], trusted[0].source, conflict, tuple(problems))


_Found = tuple[datetime, Precision]


def _read_iso(text: str) -> _Found | None:
    """``2017-05-19T20:05:00+07:00``, the form of JSON-LD and of ``meta`` elements."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    day, minute, second, zone = match.groups()
    try:
        when = datetime.fromisoformat(f"{day}T{minute}{second or ':00'}{(zone or '').upper()}")
    except ValueError:
        raise ValueError("no such time") from None
    return _in_hanoi(when), "second" if second else "minute"


def _read_relative(text: str, captured: datetime | None) -> _Found | None:
    """``23 phút trước``, ``2 hours ago``: against the time of capture."""
    match = _AGO.search(text) or _NOW.search(text)
    if match is None or not is_spent(text[: match.start()] + text[match.end() :]):
        return None
    if captured is None:
        raise ValueError("relative to a time of capture that is not known")
    if match.re is _NOW:
        return captured.replace(second=0, microsecond=0), "minute"
    unit = match.lastgroup or ""
    if unit == "vague":
        raise ValueError("too vague to name a day")
    number = int(match["number"]) if match["number"].isdecimal() else 1
    when = captured - timedelta(**{f"{unit}s": number})
    if unit == "day":
        return _midnight(when.date()), "day"
    if unit == "second":
        return when.replace(microsecond=0), "second"
    return when.replace(second=0, microsecond=0), "minute" if unit == "minute" else "day"


def _read_stamp(text: str, captured: datetime | None) -> _Found | None:
    """A day with or without time, zone, weekday and labels, in whatever order."""
    day, rest = cut_date(text)
    if day is None:
        named = _NAMED_DAY.search(text)
        if named is None:
            return None
        if captured is None:
            raise ValueError("relative to a time of capture that is not known")
        day = captured.date() - timedelta(days=0 if named["today"] else 1)
        rest = text[: named.start()] + text[named.end() :]
    clock, rest = cut_time(rest)
    zone, rest = cut_zone(rest)
    weekday, rest = cut_weekday(rest)
    if not is_spent(rest):
        return None
    _check_weekday(weekday, day)
    if clock is None or clock.placeholder:
        return _midnight(day), "day"
    when = datetime.combine(day, time(clock.hour, clock.minute, clock.second or 0), zone)
    return _in_hanoi(when), "minute" if clock.second is None else "second"


def _read_in_words(text: str) -> _Found | None:
    """English forms with the month in letters that the grammar lacks: ``the 17th of March 2025, noon``.

    There the library is right; elsewhere it guesses (it reads ``03/17/2025`` and ``19/05/17``), so nothing else is put
    to it, and the day and year that it finds must stand in the text.
    """
    numbers = _NUMBER.findall(text)
    if not 2 <= len(numbers) <= 6 or not _MONTH_NAME.search(text):
        return None
    weekday, text = cut_weekday(text)
    import dateparser  # a third of a second, which most runs can do without

    when = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "TIMEZONE": "+0700",
            "RETURN_AS_TIMEZONE_AWARE": True,
        },
    )
    if when is None or str(when.year) not in numbers or not {str(when.day), f"{when.day:02}"}.intersection(numbers):
        return None
    _check_weekday(weekday, when)
    precision: Precision = "second" if _SECONDS.search(text) else "minute" if _WORDED_TIME.search(text) else "day"
    return _in_hanoi(when), precision


def _check_weekday(weekday: int | None, day: date) -> None:
    if weekday is not None and weekday != day.weekday():
        raise ValueError("that day is another day of the week")


def _check_range(when: datetime, captured: datetime | None) -> None:
    if when.year < FIRST_YEAR:
        raise ValueError(f"before {FIRST_YEAR}")
    if captured is not None and when > captured + timedelta(days=1):
        raise ValueError("later than its capture")
    if captured is None and when.year > 2100:
        raise ValueError("after 2100")


def _agree(trusted: PrintedDate, moment: Moment, other: PrintedDate, second: Moment) -> bool:
    """Tell whether two stamps mean the same, as far as the coarser of them goes; relative ones are rounded."""
    one, two = datetime.fromisoformat(moment.at), datetime.fromisoformat(second.at)
    if _is_relative(trusted.text) or _is_relative(other.text):
        return abs(one - two) <= timedelta(days=1)
    precisions = {moment.precision, second.precision}
    if "day" in precisions:
        return one.date() == two.date()
    if "minute" in precisions:
        return one.replace(second=0) == two.replace(second=0)
    return one == two


def _is_relative(text: str) -> bool:
    return _AGO.search(fold(text)) is not None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _in_hanoi(when: datetime) -> datetime:
    return when.replace(tzinfo=HANOI) if when.tzinfo is None else when.astimezone(HANOI)
