"""Find the stamps of the portal in printed text: what looks like a time of publication, in every form seen.

Only the characters are found here; what they mean is read by ``hnp_crawler.normalize.dates``. All patterns are linear and run
on short strings only (``MAX_LENGTH``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LENGTH = 160
"""Lines longer than this are prose: a date in them is an event's."""

_S = r"[ \t\xa0]{0,3}"
_DAY = (
    r"(?:(?:Chủ\s?nhật|Thứ\s(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|CN|T[2-7]|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)[.,]?"
    + _S
    + r"(?:ngày\s)?)"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_VI_MONTH = r"(?:Mười\s(?:Một|Hai)|Mười|Một|Hai|Ba|Tư|Năm|Sáu|Bảy|Tám|Chín|Giêng|\d{1,2})"
_NUMERIC = r"\d{1,2}" + _S + r"([/.-])" + _S + r"\d{1,2}" + _S + r"\1" + _S + r"\d{4}(?!\d)"
_ISO = r"\d{4}-\d{2}-\d{2}(?!\d)"
_WORDS = (
    r"(?:ngày\s)?\d{1,2},?" + _S + r"tháng\s" + _VI_MONTH + r",?" + _S + r"(?:năm\s)?\d{4}"
    r"|" + _MONTH + r"\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s" + _MONTH + r",?\s\d{4}"
)
_DATE = rf"(?:{_NUMERIC}|{_ISO}|{_WORDS})"
_TIME = (
    r"(?<!\d)\d{1,2}"
    + _S
    + r"(?::|[hg](?=\d))"
    + _S
    + r"\d{2}(?::\d{2})?(?:"
    + _S
    + r"(?:AM|PM|SA|CH)\b)?(?:"
    + _S
    + r"\(?(?:GMT|UTC)"
    + _S
    + r"[+-]?\d{0,2}\)?)?"
)
_GAP = r"(?:[ \t\xa0,|–-]{1,5}|T)"
_RELATIVE = r"\d{1,3}\s(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)\strước|\d{1,3}\s(?:second|minute|hour|day|week|month|year)s?\sago"

_STAMP = re.compile(
    rf"{_DAY}?{_TIME}{_GAP}{_DAY}?{_DATE.replace('([/.-])', '(?P<a>[/.-])').replace(chr(92) + '1', '(?P=a)')}"
    rf"|{_DAY}?{_DATE.replace('([/.-])', '(?P<b>[/.-])').replace(chr(92) + '1', '(?P=b)')}(?:{_GAP}{_TIME}(?:[.][0-9]+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|{_RELATIVE}",
    re.I,
)
_HAS_TIME = re.compile(_TIME, re.I)
_LABELS = re.compile(
    r"(?:ngày\s(?:đăng(?:\stin)?|cập\snhật|xuất\sbản|gửi|tạo)|đăng\s(?:lúc|ngày|tin|vào)|cập\snhật(?:\s(?:lúc|ngày|mới\snhất|lần\scuối))?|xuất\sbản"
    r"|thời\sgian(?:\sđăng)?|publish(?:ed)?(?:\s(?:date|on|at))?|post(?:ed)?(?:\s(?:date|on|at))?|(?:last\s)?updated?(?:\s(?:on|at))?|date|lúc|ngày)\b",
    re.I,
)
_VIEWS = re.compile(
    r"(?:số\s)?(?:lượt|lần)\s(?:xem|đọc|truy\scập)|đã\sxem|view(?:s|ed)?(?:\scount)?(?:\stimes)?|hits|reads?\b",
    re.I,
)
_COUNT = r"\d{1,3}(?:[.,]\d{3}){1,3}(?!\d)|\d{1,9}"
_VIEWS_COUNT = re.compile(
    rf"(?:{_VIEWS.pattern}){_S}[:.]?{_S}\(?({_COUNT})\)?|(?<![\d/:.,])({_COUNT}){_S}(?:{_VIEWS.pattern})", re.I
)
_REST = re.compile(r"[\s\xa0|,;:()\[\]–—·•*>-]+")
_CLOCK = re.compile(r"hôm\snay|today|bây\sgiờ|now\b|giờ\shà\snội", re.I)
_PARENTHESES = re.compile(r"\(([^()]{0,60})\)[\s\xa0.]{0,5}$")


class Stamp(NamedTuple):
    """Hold a stamp found in a line."""

    text: str
    has_time: bool
    labelled: bool = False
    """Whether a word such as ``Ngày đăng`` stands before it."""


def find_stamp(text: str) -> Stamp | None:
    """Find the first stamp in a short text.

    >>> find_stamp("Ngày đăng 18/03/2019 | 04:01 PM | View count: 536").text
    '18/03/2019 | 04:01 PM'
    >>> find_stamp("8:26 PM, Mon March 17, 2025").text
    '8:26 PM, Mon March 17, 2025'
    """
    found = _STAMP.search(text[:MAX_LENGTH])
    return Stamp(found.group(), bool(_HAS_TIME.search(found.group()))) if found else None


def read_stamp_line(text: str) -> Stamp | None:
    """Read a line that holds nothing but a stamp, its label and a view count; None for any other line.

    >>> read_stamp_line("Cập nhật: 18:21 09/12/2015 GMT+7").text
    '18:21 09/12/2015'
    >>> read_stamp_line("Chiều 06/04/2018, tại Hà Nội, đồng chí Chủ tịch đã dự") is None
    True
    """
    if len(text) > 120 or not any(map(str.isdigit, text)):
        return None
    found = _STAMP.search(text)
    if not found or _CLOCK.search(text):
        return None
    rest = text[: found.start()] + " " + text[found.end() :]
    rest = re.sub(r"(?:GMT|UTC)\s?\+?\d{1,2}", " ", _VIEWS_COUNT.sub(" ", rest))
    labels = _LABELS.sub(" ", rest)
    if _REST.sub("", labels):
        return None
    return Stamp(found.group(), bool(_HAS_TIME.search(found.group())), labels != rest)


def split_title(text: str) -> tuple[str, Stamp | None]:
    """Split ``Title (HH:MM DD/MM/YYYY)`` into title and stamp; parentheses that hold no stamp belong to the title.

    An empty ``()`` where the stamp would stand is dropped.

    >>> split_title("In the 15th week (from April 8 to 14) (05:04 19/04/2019)")
    ('In the 15th week (from April 8 to 14)', Stamp(text='05:04 19/04/2019', has_time=True, labelled=False))
    >>> split_title("Kế hoạch (lần 6)")
    ('Kế hoạch (lần 6)', None)
    """
    found = _PARENTHESES.search(text[-90:])
    if not found:
        return text, None
    before = text[: len(text) - len(text[-90:]) + found.start()].rstrip(" \xa0")
    inner = found.group(1).strip(" \xa0")
    if not inner:
        return before, None
    stamp = read_stamp_line(inner)
    if stamp is None or not before:
        return text, None
    return before, stamp


def find_views(text: str) -> str | None:
    """Find a view count in a short line.

    >>> find_views("18/03/2019 | 04:01 PM | View count: 1.536")
    '1.536'
    """
    if len(text) > MAX_LENGTH:
        return None
    found = _VIEWS_COUNT.search(text)
    return (found.group(1) or found.group(2)) if found else None
