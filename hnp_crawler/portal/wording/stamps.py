"""Find the stamps of the portal in printed text: what looks like a time of publication, in every form seen.

Only the characters are found here; what they mean is read by ``hnp_crawler.normalize.dates``. All patterns are linear
and run on short strings only (``MAX_LENGTH``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from hnp_crawler.portal.wording.memory import remembered

MAX_LENGTH = 160
"""Lines longer than this are prose: a date in them is an event's."""

_S = r"[ \t\xa0]{0,3}"
_WEEKDAY = (
    r"(?:Chủ\s?nhật|Thứ\s(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|CN|T[2-7]"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)[.,]?" + _S + r"(?:ngày\s)?"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_MONTH_VI = r"(?:Mười\s(?:Một|Hai)|Mười|Một|Hai|Ba|Tư|Năm|Sáu|Bảy|Tám|Chín|Giêng|\d{1,2})"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = "(?:" + "|".join((
    *(rf"\d{{1,2}}{_S}{mark}{_S}\d{{1,2}}{_S}{mark}{_S}\d{{4}}(?!\d)" for mark in ("/", "-", r"\.")),
    r"\d{4}-\d{2}-\d{2}(?!\d)",
    rf"(?:ngày\s)?\d{{1,2}},?{_S}tháng\s{_MONTH_VI},?{_S}(?:năm\s)?\d{{4}}",
    rf"{_MONTH}\s{_ORDINAL},?\s\d{{4}}",
    rf"{_ORDINAL}\s{_MONTH},?\s\d{{4}}",
)) + ")"  # fmt: skip
_TIME = (
    rf"(?<!\d)\d{{1,2}}{_S}(?::|[hg](?=\d)){_S}\d{{2}}(?::\d{{2}})?(?:{_S}(?:(?:AM|PM|SA|CH)\b|(?-i:[AP]M(?=[A-ZĐ]))))?"
    rf"(?:{_S}\(?(?:GMT|UTC){_S}[+-]?\d{{0,2}}(?::\d\d)?\)?)?"
)
_GAP = r"(?:[ \t\xa0,|–-]{1,5}|T)"
_ZONE = r"(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_RELATIVE = (
    r"\d{1,3}\s(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm)\strước"
    r"|\d{1,3}\s(?:second|minute|hour|day|week|month|year)s?\sago"
)
_STAMP = re.compile(
    rf"(?:{_WEEKDAY})?{_TIME}{_GAP}(?:{_WEEKDAY}|ngày\s)?{_DATE}"
    rf"|(?:{_WEEKDAY})?{_DATE}(?:{_GAP}{_TIME}{_ZONE})?|{_RELATIVE}",
    re.I,
)
_SIGN = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])|[0-9]\s\w{2,8}\s(?:tr|ago)")
_DIGIT = re.compile(r"[0-9]")
_HAS_TIME = re.compile(_TIME, re.I)
_IS_RELATIVE = re.compile(_RELATIVE, re.I)
_LABEL = re.compile(
    r"(?:ngày\s(?:đăng(?:\stin)?|cập\snhật|xuất\sbản|gửi|tạo|ban\shành|ký|(?:có\s)?hiệu\slực)|đăng\s(?:lúc|ngày|tin|vào)"
    r"|cập\snhật(?:\s(?:lúc|ngày|mới\snhất|lần\scuối))?|xuất\sbản|thời\sgian(?:\sđăng)?|publish(?:ed)?(?:\s(?:date|on|at))?"
    r"|post(?:ed)?(?:\s(?:date|on|at))?|(?:last\s)?updated?(?:\s(?:on|at))?|issued(?:\son)?|date|lúc|ngày)\b",
    re.I,
)
_VIEWS = (
    r"(?:(?:số\s)?(?:lượt|lần)\s(?:xem|đọc|truy\scập)|đã\sxem"
    r"|(?<![^\W\d_])(?:view(?:s|ed)?(?:\scount)?(?:\stimes)?|hits|reads?\b))"
)
_BEGINNING = re.compile(
    rf"[\W_]{{0,5}}(?:[0-9]|{_WEEKDAY}|{_MONTH}\s|{_VIEWS}|ngày|đăng|cập|xuất|thời|publish|post|last|updat|issued|date|lúc)",
    re.I,
)
"""What a line begins with that holds nothing but a stamp: a test before the costlier one."""
_VIEW_WORD = re.compile(r"xem|đọc|truy|view|hits|read", re.I)
_COUNT = r"(\d{1,3}(?:[.,]\d{3}){1,3}(?!\d)|\d{1,9})"
_VIEW_COUNT = re.compile(rf"{_VIEWS}{_S}[:.]?{_S}\(?{_COUNT}\)?|(?<![\d/:.,]){_COUNT}{_S}{_VIEWS}", re.I)
_BESIDE = re.compile(
    r"\d{1,3}[\s-](?:min(?:ute)?s?[\s-]read|phút\s(?:để\s)?đọc)|theo\sdõi(?:\strên)?(?:\sgoogle\snews)?|google\snews"
    r"|nghe\s(?:đọc\s)?(?:bài(?:\sviết)?|audio)|(?:chia\ssẻ|in|lưu|gửi)(?:\sbài(?:\sviết)?|\strang|\semail)?|share|print"
    r"|e-?mail|facebook|twitter|zalo|copy\slink|sao\schép\sliên\skết|cỡ\schữ|a[+-]",
    re.I,
)
"""What themes set in one row with the date: the time that reading takes, buttons."""
_ZONE_NAME = re.compile(r"(?:GMT|UTC)\s?\+?\d{1,2}(?::\d\d)?", re.I)
_REST = re.compile(r"[\s\xa0|,;:()\[\]–—·•*>-]+")
_CLOCK = re.compile(r"hôm\snay|today|bây\sgiờ|now\b|giờ\shà\snội", re.I)
_PARENTHESES = re.compile(r"\(([^()]{0,60})\)[\s\xa0.]{0,5}$")


class Stamp(NamedTuple):
    """Hold a stamp found in a line."""

    text: str
    has_time: bool
    is_labelled: bool = False
    """Whether a word such as ``Ngày đăng`` stands before it."""


def find_stamp(text: str) -> Stamp | None:
    """Find the first stamp in a short text.

    >>> find_stamp("Ngày đăng 18/03/2019 | 04:01 PM | View count: 536").text
    '18/03/2019 | 04:01 PM'
    >>> find_stamp("8:26 PM, Mon March 17, 2025").text
    '8:26 PM, Mon March 17, 2025'
    """
    found = _STAMP.search(text[:MAX_LENGTH]) if _SIGN.search(text) else None
    return _stamp(found) if found else None


def is_relative(stamp: str) -> bool:
    """Tell whether a stamp counts from the capture, as ``8 giờ trước`` does."""
    return _IS_RELATIVE.fullmatch(stamp) is not None


@remembered
def read_stamp_line(text: str) -> Stamp | None:
    """Read a line that holds nothing but a stamp, its label, a view count and buttons; None for any other line.

    >>> read_stamp_line("Cập nhật: 18:21 09/12/2015 GMT+7").text
    '18:21 09/12/2015'
    >>> read_stamp_line("5h08, ngày 10/6/2017").text
    '5h08, ngày 10/6/2017'
    >>> read_stamp_line("Chiều 06/04/2018, tại Hà Nội, đồng chí Chủ tịch đã dự") is None
    True
    """
    if len(text) > 120 or not _DIGIT.search(text):
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not _BEGINNING.match(text) or not _SIGN.search(text):
        return None
    found = _STAMP.search(text)
    if not found or _CLOCK.search(text):
        return None
    rest = _VIEW_COUNT.sub(" ", f"{text[: found.start()]} | {text[found.end() :]}")
    bare = _LABEL.sub(" ", _BESIDE.sub(" ", rest))
    if _REST.sub("", _ZONE_NAME.sub(" ", bare)):
        return None
    return _stamp(found, is_labelled=_LABEL.search(rest) is not None)


def is_date_label(text: str) -> bool:
    """Tell whether a line is what a table of properties calls a date.

    >>> is_date_label("Ngày ban hành:"), is_date_label("Ngày hội đọc sách")
    (True, False)
    """
    return len(text) < 30 and _LABEL.fullmatch(text.rstrip(" :\xa0")) is not None


def _stamp(found: re.Match[str], *, is_labelled: bool = False) -> Stamp:
    return Stamp(found.group(), _HAS_TIME.search(found.group()) is not None, is_labelled)


def split_title(text: str) -> tuple[str, Stamp | None]:
    """Split ``Title (HH:MM DD/MM/YYYY)`` into title and stamp; parentheses that hold no stamp belong to the title.

    An empty ``()`` where the stamp would stand is dropped.

    >>> split_title("In the 15th week (from April 8 to 14) (05:04 19/04/2019)")
    ('In the 15th week (from April 8 to 14)', Stamp(text='05:04 19/04/2019', has_time=True, is_labelled=False))
    >>> split_title("Kế hoạch (lần 6)")
    ('Kế hoạch (lần 6)', None)
    """
    found = _PARENTHESES.search(text[-90:]) if ")" in text[-6:] else None
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


@remembered
def find_views(text: str) -> str | None:
    """Find a view count in a short line.

    >>> find_views("18/03/2019 | 04:01 PM | View count: 1.536")
    '1.536'
    >>> find_views("Ba Vi reviews 8 months of food safety")
    """
    if len(text) > MAX_LENGTH or not _DIGIT.search(text):
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not _VIEW_WORD.search(text):
        return None
    found = _VIEW_COUNT.search(_STAMP.sub(" | ", text))
    return (found.group(1) or found.group(2)) if found else None
