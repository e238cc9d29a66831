"""Read what stands at the two ends of an article's text: the agency tag and lead before it, the author after it."""

from __future__ import annotations

import re
import unicodedata

MAX_BYLINE = 120
_AGENCY = re.compile(r"^[(\[]?(HNP|[A-Z]{3,6})[)\]]?[ \t\xa0]{0,3}[-–—−][ \t\xa0]{0,3}(?=\S)")
_NO_AGENCY = frozenset(("UBND", "HĐND", "MTTQ", "HCM", "COVID", "PGS", "GSTS", "ĐBQH", "THPT", "THCS", "TNCS"))
_CREDIT = re.compile(
    r"(?:by|writer|author|story|text|photos?|source|tác giả(?: bài viết)?|người viết|thực hiện|nhóm pv|nhóm phóng viên"
    r"|theo|nguồn(?: tin)?|bài(?:,| và| -)? ảnh|tin(?:,| và| -)? ảnh|bài viết|bài|tin|pv|phóng viên)\b\s?:?\s?",
    re.I,
)
_DONE = re.compile(
    r"\((?:thực hiện|ghi|tổng hợp|lược ghi|biên dịch|dịch|thực hiện và ghi|t/h|th|tổng hợp và biên soạn)\)\s?\.?$", re.I
)
_OUTLET = re.compile(r"^\S[^/]{1,40}/[A-Z][\w.+ ]{1,30}$")
_SEPARATOR = re.compile(r"\s?[-–—,&/;]\s?|\s(?:và|and)\s|\s")
_PARTICLES = frozenset(("de", "van", "von", "bin", "của", "và", "pv", "ctv"))


def split_agency(text: str) -> tuple[str | None, str]:
    r"""Split the agency tag off a lead.

    >>> split_agency("HNP -\xa0“Sau 1 năm")
    ('HNP', '“Sau 1 năm')
    >>> split_agency("Hà Nội - thành phố vì hòa bình")
    (None, 'Hà Nội - thành phố vì hòa bình')
    """
    found = _AGENCY.match(text)
    if not found or found.group(1) in _NO_AGENCY:
        return None, text
    if found.group(1) != "HNP" and not found.group().rstrip(" \xa0").endswith(("-", "–")):
        return None, text
    return found.group(1), text[found.end() :]


def is_byline(text: str, *, set_apart: bool = False) -> bool:
    """Tell whether a line that ends an article names its author.

    ``set_apart`` says that the line is aligned right or emphasized as a whole, which lets odder forms pass.

    >>> all(map(is_byline, ("Trọng Toàn", "By Ngoc Lam", "Minh Anh - Hà Phương (thực hiện)", "Theo TTXVN")))
    True
    >>> is_byline("Hội nghị kết thúc tốt đẹp"), is_byline("PV: Xin cảm ơn đồng chí!")
    (False, False)
    """
    text = unicodedata.normalize("NFC", text).replace("\xa0", " ").strip()
    if not 2 <= len(text) <= MAX_BYLINE or text.endswith(("?", "!", ":", "…")):
        return False
    if _DONE.search(text):
        return True
    credit = _CREDIT.match(text)
    if credit:
        rest = text[credit.end() :].rstrip(".")
        by_colon = ":" in credit.group()
        if not rest:
            return text.casefold() in ("pv", "nhóm pv", "nhóm phóng viên", "phóng viên")
        return (
            len(rest.split()) <= (12 if by_colon else 7)
            and rest[:1].isupper()
            and not (rest.endswith(".") or ". " in rest)
        )
    if _OUTLET.match(text) and text[:1].isupper():
        return True
    return _is_names(text.rstrip("."), set_apart)


def _is_names(text: str, set_apart: bool) -> bool:
    """Tell whether every word is capitalized as in names: two to five words each, at most three names."""
    words = [word for word in _SEPARATOR.split(text) if word]
    if not words or len(words) > 12 or any(character.isdecimal() for character in text):
        return False
    names = [name for name in re.split(r"\s?[,&;/]\s?|\s[-–—]\s|\s(?:và|and)\s", text) if name]
    if any(len(name.split()) > 5 for name in names) or len(names) > 4:
        return False
    if len(words) == 1:
        return set_apart and len(text) <= 20 and text[:1].isupper()
    if all(_is_name_word(word) for word in words):
        return True
    return set_apart and len(words) <= 4 and text.isascii()


def _is_name_word(word: str) -> bool:
    bare = word.strip("().")
    return bool(bare) and (
        (
            bare[0].isupper()
            and (len(bare) == 1 or bare[1:].islower() or (bare.isupper() and len(bare) <= 4) or "." in bare)
        )
        or bare.casefold() in _PARTICLES
    )
