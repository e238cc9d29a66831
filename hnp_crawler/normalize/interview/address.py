"""Find whether a text addresses somebody as one whom the speaker asks."""

from __future__ import annotations

import re
from typing import NamedTuple

from hnp_crawler.normalize.interview import words
from hnp_crawler.normalize.name_words import UPPER
from hnp_crawler.normalize.patterns import any_of

SHORT = 150
"""Characters up to which a text may address somebody without a question mark."""

_PRONOUN = any_of(words.PRONOUNS)
ANYBODY = any_of(words.PRONOUNS + words.TITLES)
"""Pattern of a pronoun or title by which one person is addressed, in lower case."""
_SENDS_WORD = r"(?: (?:có thể|nghĩ|đánh giá|nhìn nhận|suy nghĩ|có suy|có nhận|có đánh|có lời|có kỳ|có đề|vừa))"

_THUA = re.compile(rf"thưa (?:{ANYBODY}|(?:các|hai) (?:ông|bà|anh|chị)(?!, các))\b")
_GREETS = re.compile(rf"(?:xin )?chào (?!bạn){ANYBODY}\b")
_XIN = re.compile(
    rf"xin(?: được)?(?: hỏi| mời| phép hỏi| đề nghị)?(?: quý)? {ANYBODY}\b|(?:mong|đề nghị) {_PRONOUN} "
    r"|xin(?: được)? hỏi |cho (?:tôi|chúng tôi|mình|em|cháu|con|phép) (?:được )?hỏi|xin cho biết"
    r"|(?<!tôi )xin (?:vui lòng )?"
    r"(?:cho|chia sẻ|nói(?! (?:rõ|thêm|thật|lại|ngay|luôn)\b)|kể|giải thích"
    r"|giới thiệu(?! (?:cùng|với|đến|tới|nội dung|cuộc|bài|toàn văn)\b)|đánh giá)"
)
_YOU_MAY = re.compile(rf"{ANYBODY} (?:có thể|hãy|vui lòng) ")
_YOU_MAY_TELL = re.compile(
    rf"{_PRONOUN} có thể (?:cho biết|chia sẻ|nói rõ|nói thêm|giải thích|kể|lý giải|đánh giá|phân tích|giới thiệu)"
)
_THEO = re.compile(rf"theo (?:quan điểm |đánh giá |góc nhìn |ý kiến |nhận định )?(?:của )?{ANYBODY}(?= |[,?.])")
_THEO_NAMED = re.compile(rf"[Tt]heo (?:ông|bà|anh|chị|đồng chí|\w+ trưởng|[A-Z.]+) [{UPPER}]\w+")
_YOUR = re.compile(
    r"(?:của|với|về phía|cá nhân|bản thân|được biết|nghe nói|các|cùng|đối với|hỏi|cho|mà|điều gì|khiến|giúp|để) "
    rf"{ANYBODY}\b(?! đọc\b)(?=[ ,.?…!])"
)
_YOUR_OWN = re.compile(rf"(?:của|với|về phía|cá nhân|bản thân|hỏi|cho) {_PRONOUN}\b(?! đọc\b)(?=[ ,.?…!])")
"""The same in a text without a question mark: of titles and of several people one speaks, too."""
_YOU_ASKED = re.compile(rf"[\s,“\"](?:{_PRONOUN}|{ANYBODY}(?={_SENDS_WORD})) {any_of(words.ASKED_VERBS)}\b")
_TITLE_ASKED = re.compile(rf"[.!?…”\"]\s{any_of(words.TITLES)} {any_of(words.ASKED_VERBS)}\b")
"""A sentence that begins with a title and no name, behind another one: ``… hai lần. Bộ trưởng có hài lòng không?``"""
_OPEN_QUESTION = re.compile(rf" {any_of(words.OPEN_WORDS)}[ ,.?]")
_YOU_SOMEHOW = re.compile(
    rf"(?<!đàn )(?<!Đàn )\b(?:ông|bà|anh|chị)(?= (?![{UPPER}]|(?:em|con|ta|ấy|hùng|này|cha|chị|bà|chàng|nông)\b)|[,?])"
)
"""A pronoun without a name, somewhere in a question: it may address, as nobody is spoken of in that way."""
_ENGLISH_YOU = re.compile(r"\b(?:you|your|yourself)\b")
_ENGLISH_OPENS = re.compile(
    r"(?:so )?(?:what|how|why|when|where|which|who|(?:could|can|would|will|do|did|have|are|were) you|please)\b"
)
_ADDRESS_WORDS = frozenset({"Ông", "Bà", "Anh", "Chị", "Cô", "Chú", "Bác", "Thầy", "Bạn", "Em", "Ngài"})

_YOU_OPENS = re.compile(rf"(?:{'|'.join(sorted(_ADDRESS_WORDS))}) (?:có thể|hãy|vui lòng) ")


class Address(NamedTuple):
    """Hold how a text addresses somebody."""

    found: bool
    """Whether it does."""
    calls: bool
    """Whether it calls somebody: ``thưa ông``."""
    requests: bool
    """Whether it asks somebody to tell something: ``xin ông cho biết``."""
    weight: float
    """How much of a question that makes it."""


def read_address(shown: str, bare: str, *, marked: bool, asks: bool, english: bool) -> Address:
    """Read how a text addresses somebody; ``bare`` is it in lower case.

    ``marked`` says that a question mark stands near its end, ``asks`` that it ends with one.
    """
    opens_with_you = _begins_with_you(shown)
    calls = ("thưa " in bare and bool(_THUA.search(bare))) or (marked and bool(_GREETS.match(bare)))
    requests = _requests(bare, opens_with_you=opens_with_you) or (
        marked and "có thể" in bare and bool(_YOU_MAY_TELL.search(bare))
    )
    theo = marked and "theo " in bare and bool(_THEO.search(bare)) and not _THEO_NAMED.search(shown)
    if english:
        you = (marked or (len(shown) < 300 and opens_in_english(bare))) and bool(_ENGLISH_YOU.search(bare))
        requests = requests or (you and not marked)
    elif marked:
        you = opens_with_you or bool(_YOU_ASKED.search(bare)) or bool(_TITLE_ASKED.search(bare))
    else:
        you = opens_with_you and len(shown) < 200 and bool(_OPEN_QUESTION.search(bare))
    your = bool(_YOUR.search(bare)) if marked else len(shown) < SHORT and bool(_YOUR_OWN.search(bare))
    somehow = asks and not english and bool(_YOU_SOMEHOW.search(shown))
    weight = 3.0 * calls + 3.0 * requests + 1.5 * theo + 1.0 * your
    weight += (2.5 if not marked else 1.5 if asks or opens_with_you else 0.5) * you
    return Address(calls or requests or theo or you or your or somehow, calls, requests, weight)


def may_address(text: str, bare: str) -> bool:
    """Tell cheaply whether a whole article without a question mark may call somebody or ask him to tell something.

    ``bare`` is the article's text in lower case.
    """
    if "thưa " in bare or "you" in bare or "please" in bare:
        return True
    if ("có thể" in bare or "hãy" in bare or "vui lòng" in bare) and _YOU_OPENS.search(text):
        return True
    return _may_request(bare) and any(_requests(line, opens_with_you=False) for line in bare.split("\n"))


def is_english(bare: str) -> bool:
    """Tell whether a text in lower case is English; it may name Vietnamese places with their accents."""
    return bare.isascii() or " the " in bare


def opens_in_english(bare: str) -> bool:
    """Tell whether a text in lower case begins like an English question."""
    return bool(_ENGLISH_OPENS.match(bare))


def _requests(bare: str, *, opens_with_you: bool) -> bool:
    """Tell whether a text asks somebody to tell something: ``xin ông cho biết``, ``Bà có thể chia sẻ``."""
    if opens_with_you and _YOU_MAY.match(bare):
        return True
    return _may_request(bare) and bool(_XIN.search(bare))


def _may_request(bare: str) -> bool:
    return "xin" in bare or "hỏi" in bare or "mong" in bare or "đề nghị" in bare


def _begins_with_you(text: str) -> bool:
    """Tell whether a text begins with a pronoun of address that no name follows."""
    first, _, rest = text[:16].lstrip('“"‘ ').partition(" ")
    return first in _ADDRESS_WORDS and rest[:1].islower()
