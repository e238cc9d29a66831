"""Weigh how much a piece of text sounds like a question, an answer, or something that stands beside the turns.

The weights are general knowledge about Vietnamese (and a little English) interviews, in arbitrary units where 3 is
"alone nearly enough". They know nothing of an article's habits; those are learnt per article in ``habits``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hnp_crawler.normalize.interview import words
from hnp_crawler.normalize.interview.address import ANYBODY, is_english, opens_in_english, read_address
from hnp_crawler.normalize.interview.beside import NOT_BESIDE, beside_of, outside_of
from hnp_crawler.normalize.name_words import UPPER
from hnp_crawler.normalize.patterns import any_of

LONG = 600
"""Characters from which on a text without a question mark at its end is no question, whatever it says."""
SHORT = 150
"""Characters up to which a text may ask without a question mark."""
SAID_SO = 90
"""Characters at the end of a text in which news names the speaker of a quotation."""
WINDOW = 360
"""Characters at each end of a long text that are read; what lies between changes nothing."""


_POSED = re.compile(r"câu hỏi (?:\w+ ){0,3}đặt ra")
"""How news leads to a question that is put to nobody."""
_TELLS = re.compile(r"(?:cho biết (?:về |rõ |thêm )|chia sẻ (?:về |thêm |đôi điều ))[^.?!]{0,80}[\s.!…:]*$")
_ASKING = re.compile(any_of(words.ASKING))
_ENGLISH_ASK = re.compile(r"\b(?:you|your|what|how|why|when|which|please)\b")
_SIGNATURE = re.compile(r"\s*\([^()]{2,100}\)[.\s]*$")
"""A remark in brackets behind a question: who sent it, what the editor adds."""
_READER = re.compile(r"\([^()?]*(?:\d tuổi|@)[^()?]*\)[.\s]*$", re.IGNORECASE)
"""The signature of a reader, with age or address: whatever it ends, somebody asks in it."""
_THANKS = re.compile(
    r"(?:(?:vâng|dạ|một lần nữa|thay mặt \w+(?: \w+){0,4}|pv|trân trọng|xin|rất|chân thành|trước khi dừng lời|và)"
    r"[,\s]*){0,4}"
    r"(?:xin |rất )?(?:được )?(?:trân trọng |chân thành )?(?:cảm ơn|cám ơn|thank you)\b"
)
_THANKED = re.compile(
    r"(?:cảm ơn|cám ơn)(?: (?:những|sự|cuộc|về|các|quý|toàn thể|hai|ba|rất nhiều|nhiều))*(?: chia sẻ(?: của)?)? "
    rf"(?:{ANYBODY}|[\w.]+(?: \w+){{0,5}}\s*[!.])"
)
_THANKED_BY_NAME = re.compile(rf"[Cc][ảá]m ơn(?: [{UPPER}]\w+){{1,4}} (?:đã|về|vì)\b")
_THANKED_FOR = re.compile(
    r"(?:cảm|cám) ơn (?:(?:những|các|về|sự|lời) )*"
    r"(?:chia sẻ|giải đáp|tư vấn|(?:cuộc|buổi) (?:trò chuyện|trao đổi|phỏng vấn|gặp))\b"
    r"|(?:cảm|cám) ơn .{3,90} đã (?:dành|chia sẻ|trả lời|tham gia|hỗ trợ thực hiện|nhận lời|có (?:cuộc|buổi))\b"
    r"|(?:cảm|cám) ơn và (?:xin )?(?:kính )?chúc\b"
)
"""What an interviewer thanks for, whoever gave it."""
_THANKS_OTHERS = re.compile(
    r"(?:cảm ơn|cám ơn)(?: quý| các)* (?:báo|phóng viên|pv|độc giả|bạn đọc|khán giả|nhà báo|câu hỏi|tòa soạn)"
)
_REPORTS = re.compile(rf"[^:]{{4,110}}\b{any_of(words.REPORTING)}(?: \w+){{0,6}}\s?:")
_TELLS_OF = re.compile(
    rf"(?:(?:Ông|Bà|Anh|Chị)(?: [{UPPER}]\w+){{0,4}}|Cũng theo [^.?!:]{{3,60}},)[^.?!:,]{{0,20}}"
    rf"\b{any_of(words.REPORTING)}\b[^?.!]*[.!:;]\s"
)
"""A sentence by which news tells what somebody said, and asks nothing."""
_SAID_SO = re.compile(
    rf"(?:[,.?!…]\s?[\"”]|[\"”]\s?[,–-])\s?(?:[^\W\d]+ ){{1,6}}{any_of(words.REPORTING)}[^.?!,\"“”]{{0,40}}\.?$"
)
"""How news ends a quotation: ``…", bà Hoa chia sẻ.``"""
_OWN_NAME = re.compile(rf"(?:Cá|Bản|cá|bản) (?:nhân|thân) [{UPPER}]")
"""How one begins who calls himself by his name."""
_QUOTED_QUESTION = ("?”", '?"', "?”.", '?".')
"""How a text ends that tells what somebody asked."""
_QUOTES = frozenset("“\"'‘")
_CLOSING = frozenset(".!?…:;,\"”’')")


class Evidence(NamedTuple):
    """Hold what one piece of text says about itself."""

    question: float
    answer: float
    beside: float
    """How much it looks like a caption, subhead or line of a side box."""
    outside: float
    """How much it looks like a byline or page furniture."""
    introduces: bool
    """Whether it announces an interview, as leads do."""
    thanks: bool
    """Whether it is an interviewer's closing thanks."""
    addressed: bool
    """Whether somebody is addressed as one whom the speaker asks or thanks."""
    asks: bool
    """Whether it ends like a question."""
    first_person: bool
    reports: bool
    """Whether it reports what somebody said, as news does."""


def is_thanks(text: str) -> bool:
    """Tell whether a text is an interviewer's closing thanks.

    >>> [is_thanks(t) for t in ("Xin trân trọng cảm ơn ông!", "Vâng, xin cám ơn đồng chí./.", "Rất cảm ơn bà.")]
    [True, True, True]
    >>> [is_thanks(t) for t in ("Tôi xin cảm ơn.", "Cảm ơn câu hỏi của bạn.", "Xin cảm ơn quý báo!")]
    [False, False, False]
    """
    if len(text) > 220:
        return False
    folded = text.casefold()
    if "ảm ơn" not in folded and "ám ơn" not in folded and "thank you" not in folded:
        return False
    if not _THANKS.match(folded) or _THANKS_OTHERS.search(folded) or "?" in text:
        return False
    if len(text) < 30 or "thank you" in folded:
        return True
    if _THANKED.search(folded) or _THANKED_FOR.search(folded):
        return True
    return len(text) < SHORT and bool(_THANKED_BY_NAME.search(text))


def weigh(text: str, *, typography: bool = False, lead: bool = False) -> Evidence:
    """Weigh one piece of text without label and mark; ``typography`` says that it is set off in bold or italics.

    ``lead`` says that it stands where an article introduces its interview.

    >>> weigh("Thưa ông, vì sao thành phố chọn cách này?").question > 5
    True
    >>> weigh("Tôi cho rằng đó là việc phải làm ngay, không thể chậm hơn được nữa.").answer > 1
    True
    >>> weigh("Ông Trần Văn Hà tại buổi họp báo. Ảnh: Minh Tâm").beside > 3
    True
    """
    size = len(text)
    if size > LONG and "?" not in text[-130:]:
        return _weigh_long(text, typography=typography, lead=lead)
    shown = text if size <= 2 * WINDOW else f"{text[:WINDOW]} … {text[-WINDOW:]}"
    bare = shown.lower()
    ending, signed = _without_signature(shown)
    marked = signed or "?" in ending[-130:]
    asks = signed or (marked and "?" in (ending.rstrip(" \t\"'”’)./!")[-1:], ending.rstrip(" \"”'’")[-1:]))
    english = is_english(bare)
    address = read_address(shown, bare, marked=marked, asks=asks, english=english)
    me = bare.count("tôi")
    we = bare.count("chúng tôi") if me else 0
    me -= we
    us = "chúng ta" in bare
    first_person = me > 0 or us or " mình " in bare or (english and _says_i(f" {bare}"))
    if not (asks or first_person) and "n " in bare[:9]:
        first_person = bool(_OWN_NAME.match(shown))
    refers = bare.startswith(words.REFERRING)
    closed = shown[-1:] in _CLOSING and not (shown[-1:] in '"”' and shown[-2:-1].isalpha())

    question = address.weight
    if asks:
        question += 3.7 if _ASKING.search(bare, max(0, len(bare) - 200)) else 3.0
    elif marked:
        question += 0.6
    elif not address.requests:
        question -= 1.5 if address.found else 4.0
        if size < SHORT and _ends_in_question(bare):
            question += 1.5
    if marked and english and size < 500 and _ENGLISH_ASK.search(bare):
        question += 1.5
    if typography:
        question += 1.5
    if marked and "câu hỏi " in bare and not address.found and _POSED.search(bare):
        question -= 2.5
    if first_person:
        question -= 1.5 if me < 2 else 3.0
    if asks and (
        (shown.count('"') % 2 or shown.count("“") > shown.count("”"))
        or (shown.endswith(_QUOTED_QUESTION) and shown[:1] not in _QUOTES)
    ):
        question -= 2.5
    if size > 450:
        question -= min(4.0, (size - 450) / 150)

    answer = 0.6 + 1.5 * first_person + 0.7 * (us or we > 0) + 0.8 * bare.startswith(words.OPENERS)
    answer += 0.5 * (size > 200) + 0.5 * (size > 450) - 1.2 * asks - 1.0 * (address.calls or address.requests)
    if not closed and size < 160 and not refers:
        answer -= 1.0

    reports = (":" in bare[:125] and bool(_REPORTS.match(bare))) or (
        shown[:1] in "ÔBAC" and bool(_TELLS_OF.match(shown))
    )
    tail = shown[-SAID_SO:]
    if not reports and (shown[:1] in '"“' or first_person) and ('"' in tail or "”" in tail):
        reports = bool(_SAID_SO.search(tail))
    if reports:
        question -= 3.0
        answer -= 0.5
    links = size < 200 and (asks or first_person or shown[-1:] == ":" or ">" in bare) and bare.startswith(words.LINKS)
    beside = NOT_BESIDE
    if links:
        question -= 6.0
        beside = 3.0
    elif size < 260 and not asks:
        beside = beside_of(shown, bare, closed=closed, refers=refers, first_person=first_person)
    return Evidence(
        question=question,
        answer=answer,
        beside=beside,
        outside=4.0 if links else outside_of(shown, bare) if size < 120 and not (asks or first_person) else 0.0,
        introduces=lead and not asks and not address.requests and me <= 0 and _introduces(bare),
        thanks=("ơn" in bare or "thank" in bare) and is_thanks(text),
        addressed=address.found,
        asks=asks,
        first_person=first_person,
        reports=reports,
    )


def _weigh_long(text: str, *, typography: bool, lead: bool) -> Evidence:
    """Weigh a text that is too long for a question, caption or byline."""
    size = len(text)
    bare = f"{text[:WINDOW]} … {text[-WINDOW:]}".lower()
    me = bare.count("tôi") - bare.count("chúng tôi")
    us = "chúng ta" in bare
    first_person = me > 0 or us or " mình " in bare
    reports = ":" in bare[:125] and bool(_REPORTS.match(bare))
    return Evidence(
        question=-4.0 - min(4.0, (size - 450) / 150) - 3.0 * reports + 1.5 * typography,
        answer=1.6 + 1.5 * first_person + 0.7 * (us or "chúng tôi" in bare) + 0.8 * bare.startswith(words.OPENERS),
        beside=NOT_BESIDE,
        outside=0.0,
        introduces=lead and me <= 0 and _introduces(bare),
        thanks=False,
        addressed=False,
        asks=False,
        first_person=first_person,
        reports=reports,
    )


def _without_signature(shown: str) -> tuple[str, bool]:
    """Return a text without the remark in brackets that it ends with, and whether that is a reader's signature."""
    if ")" not in shown[-3:]:
        return shown, False
    remark = _SIGNATURE.search(shown, max(0, len(shown) - 110))
    return (shown[: remark.start()], bool(_READER.search(remark.group()))) if remark else (shown, False)


def _ends_in_question(bare: str) -> bool:
    """Tell whether a text without a question mark ends like a question, or begins like one in English."""
    if opens_in_english(bare):
        return True
    if bare.rstrip(" .!…:").endswith(words.QUESTION_ENDS):
        return True
    return ("cho biết " in bare or "chia sẻ " in bare) and bool(_TELLS.search(bare))


def _says_i(folded: str) -> bool:
    return any(word in folded for word in words.ENGLISH_FIRST_PERSON)


def _introduces(bare: str) -> bool:
    for stem in words.INTRODUCES:
        if stem in bare:
            return any(phrase in bare for phrase in words.INTRODUCES[stem])
    return False
