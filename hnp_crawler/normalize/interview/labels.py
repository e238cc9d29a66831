"""Read what stands before a turn: a mark (``-``, ``*``, ``1.``) and a label (``PV:``, ``Ông Nguyễn Văn A:``)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from hnp_crawler.normalize.interview import words
from hnp_crawler.normalize.names import (
    begins_with_office,
    begins_with_title,
    is_capitalized,
    is_full_name,
    is_unaccented_name,
    parse_person,
)
from hnp_crawler.normalize.patterns import any_of

Kind = Literal["asks", "answers", "person", "bare"]
"""Press word that asks, word that answers, honorific or office with or without a name, or bare capitalized words."""

MARKS = frozenset("-–—−*+•·●▪■►")
"""Signs that stand before a turn; a full stop and a number may, too."""
REACH = 120
"""Characters within which a label's colon must stand."""


class Opening(NamedTuple):
    """Hold how a piece of text opens."""

    mark: str
    """The mark's family: ``-``, ``*``, ``+``, ``•``, ``.`` or ``1`` for a number; empty without a mark."""
    label: str
    """The label as printed with its colon, and with the mark before it; empty without a label."""
    kind: Kind | None
    key: str
    """The label without mark, colon and case, by which equal labels are known."""
    body: int
    """Where the text after mark and label begins."""


PLAIN = Opening("", "", None, "", 0)

_MARK = re.compile(
    r"(?:([-–—−*+•·●▪■►.])(?=[\s\w\"“'‘(])|(\d{1,2})\s?[.)/](?!\d)|(?:câu|Câu)\s(\d{1,2})[.):](?=\s))\s*"
)
_MARK_HEADS = MARKS | frozenset(".0123456789Cc")
_FAMILY = {"–": "-", "—": "-", "−": "-", "·": "•", "●": "•", "▪": "•", "■": "•", "►": "•"}

_PV = r"p[./]?\s?v\.?"
_OUTLET = rf"(?:{any_of(words.OUTLETS)}|{any_of(words.OUTLET_KINDS)}\b.{{0,60}})"
_ASKS = re.compile(
    rf"(?:{_PV}|câu hỏi(?: (?:số )?\d+)?|{any_of(words.ASK_LABELS)}|{_OUTLET})"
    rf"(?:\s*\([^()]{{1,40}}\))?(?:\s+{_OUTLET})?(?:\s*\([^()]{{1,40}}\))?(?:\s+hỏi)?",
    re.IGNORECASE,
)
_NAMED_ASKS = re.compile(
    rf"(?:{_PV}|{any_of(words.ASKERS)})\s+\(?([^()]{{2,60}})\)?(?:\s*\([^()]{{1,40}}\))?", re.IGNORECASE
)
_READER_ASKS = re.compile(r"(?:bạn đọc|độc giả|bạn|khán giả|thính giả)\s.{1,70}\shỏi", re.IGNORECASE)
_ANSWERS = re.compile(r"(?:đáp|trả lời|a|answer)(?: câu hỏi \d+)?", re.IGNORECASE)
_SENTENCE_INSIDE = re.compile(r"(?<!Ths)(?<!Prof)(?<=\w\w[^\W\dA-Z])[.!?…]\s|[\"“”;]")
_REMARK = re.compile(r"(?:,\s\d{1,2} tuổi\b.*|\s*\([^()]{1,40}\))$")
"""What may stand behind a bare name: an age, or initials and the like in brackets."""
_REPORTED = re.compile(rf"[\s,]{any_of(words.REPORTING)}$|[.!?]\s")
_SAYS = re.compile(rf"[,–-] (?:đã )?{any_of(words.REPORTING)}$")
"""How the sentence ends that leads to what somebody says, behind his name and office."""
_PERSON_ANSWERS = re.compile(r"(.{2,90}?)\s(?:trả lời|đáp)", re.IGNORECASE)


def fold(label: str) -> str:
    """Return a label without case, brackets and punctuation, so that equal labels compare equal.

    >>> fold("P.V") == fold("PV"), fold("Ông NGUYỄN Văn A (ảnh)")
    (True, 'ông nguyễn văn a')
    """
    head = label.partition("(")[0] or label
    return " ".join(head.casefold().replace(".", "").replace("/", "").replace(",", " ").split())


@lru_cache(maxsize=512)
def classify(label: str) -> Kind | None:
    """Tell what kind of label a text is, without its colon; None where it opens no turn.

    >>> [classify(t) for t in ("PV", "P/V", "Phóng viên (PV)", "Nhà báo Thu Hà", "Bạn đọc Lê Mai hỏi", "Hỏi", "BNEWS")]
    ['asks', 'asks', 'asks', 'asks', 'asks', 'asks', 'asks']
    >>> [classify(t) for t in ("Đáp", "Luật sư Trần Hà trả lời", "Ông Tuấn", "Đồng chí Bí thư Tỉnh ủy", "Lý Hải")]
    ['answers', 'person', 'person', 'person', 'bare']
    >>> [classify(t) for t in ("Hà Giang (NV)", "Trần Danh, 45 tuổi", "Le Thi Mai, Director of the Heritage Board")]
    ['bare', 'bare', 'person']
    >>> [classify(t) for t in ("Cụ thể", "Ví dụ", "Ông Hiển nói", "Ông lý giải", "với các nội dung chính")]
    [None, None, None, None, None]
    """
    text = " ".join(label.split()).strip(" \"'“”‘’")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if not text or len(text) > REACH or text[0].islower() or fold(text) in words.NOT_LABELS:
        return None
    if _ASKS.fullmatch(text) or _READER_ASKS.fullmatch(text):
        return "asks"
    named = _NAMED_ASKS.fullmatch(text)
    if named and is_capitalized(named.group(1)) and is_capitalized(named.group(1).split()[-1]):
        return "asks"
    if _ANSWERS.fullmatch(text):
        return "answers"
    answering = _PERSON_ANSWERS.fullmatch(text)
    if answering and parse_person(answering.group(1)):
        return "person"
    if begins_with_title(text) and _is_person_label(text):
        return "person"
    if _is_name_with_office(text):
        return "person"
    parts = _REMARK.sub("", text).split()
    if 0 < len(parts) <= 5 and all(is_capitalized(part) and part.isalpha() for part in parts):
        return "bare"
    return None


def _is_name_with_office(text: str) -> bool:
    """Tell whether a text is a name, without honorific, and the person's office behind a dash or comma."""
    name, _, office = text.replace(" – ", " - ").partition(" - ")
    if is_full_name(name) and begins_with_office(office):
        return True
    name, _, office = text.partition(", ")
    if not begins_with_office(office) or _REPORTED.search(office):
        return False
    return is_full_name(name) or is_unaccented_name(name)


def _is_person_label(text: str) -> bool:
    """Tell a person's label from a caption or sentence that begins with a title."""
    if _SENTENCE_INSIDE.search(text) or _SAYS.search(text) or "ảnh" in text.casefold().replace("nhiếp ảnh", "").split():
        return False
    if text.rpartition(")")[2].strip(" ,–-") and ")" in text:
        return False  # What stands behind the remark in brackets is a verb: "ĐB Lê Mai (Hà Nội) chất vấn".
    person = parse_person(text)
    if person is None:
        return False
    # Behind a capitalized syllable stands the second one of its word: "Sở Nông nghiệp", "Phòng Giáo dục và Đào tạo".
    body = ["", *(person.organization or "").split()]
    plain = sum(word[0].islower() and not before[:1].isupper() for before, word in pairwise(body))
    return plain <= (8 if person.name else 3)


def speaking_part(label: str) -> str:
    """Return the person's part of a label: without mark, colon and the verb of answering.

    >>> speaking_part("- Luật sư Trần Hà trả lời:")
    'Luật sư Trần Hà'
    """
    text = label.rstrip(" :：")
    mark = _MARK.match(text)
    text = text[mark.end() :] if mark else text
    answering = _PERSON_ANSWERS.fullmatch(text)
    return (answering.group(1) if answering else text).strip()


def names_somebody(label: str) -> bool:
    """Tell whether a label holds a name, even behind a press word.

    >>> names_somebody("MC Kỳ Duyên:"), names_somebody("Lý Hải:"), names_somebody("PV:")
    (True, True, False)
    """
    text = speaking_part(label)
    return classify(text) in {"person", "bare"} or bool(_NAMED_ASKS.fullmatch(text))


def interviewer_name(label: str) -> str | None:
    """Return the reporter's full name where a label holds it.

    >>> interviewer_name("Nhà báo Nguyễn Thu Hà:"), interviewer_name("PV:")
    ('Nguyễn Thu Hà', None)
    """
    text = speaking_part(label)
    named = _NAMED_ASKS.fullmatch(text)
    name = named.group(1).strip() if named else text
    return name if is_full_name(name) else None


def pen_name(opening: Opening) -> str | None:
    """Return the name that a reporter signs with, where it is the label: two to four capitalized words.

    >>> pen_name(read_opening("Trọng Toàn: Vì sao?")), pen_name(read_opening("BNEWS: Vì sao?"))
    ('Trọng Toàn', None)
    """
    name = speaking_part(opening.label)
    return name if opening.kind == "bare" and 2 <= len(name.split()) <= 4 else None


def read_opening(text: str) -> Opening:
    """Read the mark and the label that a text opens with.

    >>> read_opening("- Phóng viên: Thưa ông, vì sao?")
    Opening(mark='-', label='- Phóng viên:', kind='asks', key='phóng viên', body=14)
    >>> read_opening("PV:Khi nào?").body, read_opening("* Vì sao?").mark, read_opening("Cụ thể: ba việc").label
    (3, '*', '')
    """
    mark = _MARK.match(text) if text[:1] in _MARK_HEADS else None
    start = mark.end() if mark else 0
    family = ""
    if mark:
        sign = mark.group(1)
        family = _FAMILY.get(sign, sign) if sign else "1"
    colon = text.find(":", start, start + REACH)
    if colon < 0:
        return Opening(family, "", None, "", start) if mark else PLAIN
    if not text.startswith("//", colon + 1) and not (
        text[colon - 1 : colon].isdigit() and text[colon + 1 : colon + 2].isdigit()
    ):
        label = text[start:colon].strip()
        kind = classify(label) if label.count("(") == label.count(")") else None
        if kind:
            body = colon + 1
            while body < len(text) and text[body].isspace():
                body += 1
            return Opening(family, text[: colon + 1], kind, fold(label), body)
    return Opening(family, "", None, "", start)
