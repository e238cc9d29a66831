"""Spell printed text one way: composed letters, plain spaces, nothing invisible, Đ for Eth, no broken entities."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U000e0000-\U000e0fff"
)
_REMOVED = re.compile(f"[{_INVISIBLE}]+")
# What is not in a clean text.
_ODD = re.compile(rf"[{_INVISIBLE}\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000Ðð]")

# A text of nothing but these is clean of the above, as most are: this takes a third of the time of the search.
_USUAL = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u034e\u0350-\u036f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e]*+"
)

# Sorting a run of combining marks takes quadratic time; 30 is the limit of the Stream-Safe Text Format (UAX #15, 13).
_MAX_MARKS = 30
_RUN = re.compile(rf"[^\w\s!-~]{{{_MAX_MARKS + 1},}}")

_QUOTES = {"ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "bdquo": "„", "sbquo": "‚", "quot": '"'}
_SIGNS = {"laquo": "«", "raquo": "»", "ndash": "–", "mdash": "—", "hellip": "…", "middot": "·", "nbsp": " "}
_NAMED = _QUOTES | _SIGNS
_MARKS = {"grave": "\u0300", "acute": "\u0301", "circ": "\u0302", "tilde": "\u0303"}
_ENTITY = re.compile(
    rf"&?(?:amp;)*(?:(?P<named>{'|'.join(_NAMED)})|(?P<letter>[AEIOUYaeiouy])(?P<mark>grave|acute|circ|tilde)"
    r"|(?P<number>#[0-9]{3,4}));"
    r"|(?P<ampersand>&(?:amp;)+|(?<![0-9])(?<![0-9] )(?:amp;)+)"
)
_ENTITY_ENDS = (*_NAMED, *_MARKS, "amp")
# A Vietnamese syllable has Đ only at its beginning, an Icelandic word has Eth anywhere but there.
_ETH_FIRST = re.compile(r"(?<![^\W\d_])[Ðð]")
_ETH_IN_CAPITALS = re.compile(r"(?<![^\W_])[B-DF-HJ-NP-TV-XZĐÐ&]{2,12}(?![^\W_])")
_TO_D = str.maketrans("Ðð", "Đđ")
_TO_PLAIN_D = str.maketrans("đð", "dd")


def clean(text: str) -> str:
    r"""Spell a text normally, in one line: NFC, single spaces, nothing invisible, Đ for Eth, entities repaired.

    >>> clean(" Ðáp:\xa0 Mo\u0302\u0323t\u200b  năm\n")
    'Đáp: Một năm'
    """
    if _is_clean(text):
        return text
    return " ".join(_spell(text).split())


def clean_lines(text: str) -> str:
    r"""Spell a text normally and keep its line feeds; blank lines are left out.

    >>> clean_lines("PV: Thưa ông?\r\n\xa0\r\nĐáp:  Vâng.\n")
    'PV: Thưa ông?\nĐáp: Vâng.'
    """
    if _is_clean(text):
        return text
    lines = (" ".join(line.split()) for line in _spell(text).splitlines())
    return "\n".join(filter(None, lines))


def fold(text: str) -> str:
    """Take a text to accent-free lower case, for comparisons only.

    >>> fold("Đồng chí  LÊ Thị Thu Hằng")
    'dong chi le thi thu hang'
    """
    text = _strip_invisible(text).casefold()
    if not text.isascii():
        apart = unicodedata.normalize("NFD", text).translate(_TO_PLAIN_D)
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(text.split())


def repair_entities(text: str) -> str:
    """Put back characters whose entity lost its ampersand or was escaped twice.

    Only names that no language has as words, vowels with an accent, and numbers of punctuation and Vietnamese letters
    are touched; ``lt;`` and ``gt;`` never.

    >>> repair_entities("ldquo;An toàn giao thôngrdquo; tại Hagrave; Nội, LĐTBamp;XH")
    '“An toàn giao thông” tại Hà Nội, LĐTB&XH'
    """
    return _ENTITY.sub(_character, text) if _may_hold_entity(text) else text


def _may_hold_entity(text: str) -> bool:
    place = text.find(";")
    while place >= 0:
        if text.endswith(_ENTITY_ENDS, 0, place) or "#" in text[max(0, place - 5) : place]:
            return True
        place = text.find(";", place + 1)
    return False


def _is_clean(text: str) -> bool:
    return (
        (_USUAL.fullmatch(text) is not None or _ODD.search(text) is None)
        and "  " not in text
        and text.strip(" ") == text
        and not _may_hold_entity(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _spell(text: str) -> str:
    text = unicodedata.normalize("NFC", _strip_invisible(text))
    if _may_hold_entity(text):
        text = unicodedata.normalize("NFC", repair_entities(text))
    if "Ð" in text or "ð" in text:
        text = _ETH_FIRST.sub(_to_d, text)
        text = _ETH_IN_CAPITALS.sub(_to_d, text)
    return text


def _strip_invisible(text: str) -> str:
    return _RUN.sub(_drop_marks, _REMOVED.sub("", text))


def _drop_marks(run: re.Match[str]) -> str:
    """Drop the combining marks of a run that has more of them than any writing."""
    bases = [letter for letter in run[0] if not unicodedata.combining(letter)]
    return "".join(bases) if len(run[0]) - len(bases) > _MAX_MARKS else run[0]


def _to_d(match: re.Match[str]) -> str:
    return match[0].translate(_TO_D)


def _character(match: re.Match[str]) -> str:
    if match["ampersand"]:
        return "&"
    if match["named"]:
        return _NAMED[match["named"]]
    if match["letter"]:
        return unicodedata.normalize("NFC", match["letter"] + _MARKS[match["mark"]])
    code = int(match["number"][1:])
    is_letter = 0xC0 <= code <= 0x1B0 or 0x1EA0 <= code <= 0x1EF9
    return chr(code) if is_letter or 0x2013 <= code <= 0x2026 else match[0]
