"""Weigh how strongly a lead, caption or note introduces somebody as the one who is interviewed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from hnp_crawler.normalize.mentions import Mention
from hnp_crawler.normalize.name_words import UPPER

_LEADS_TO = re.compile(
    r"(?:phỏng vấn|trao đổi|trò chuyện|nói chuyện|gặp gỡ|đối thoại|chia sẻ"
    r"|(?:chúng tôi|phóng viên|pv) (?:đã |đến |tìm )*gặp|đến gặp|tâm sự|giới thiệu"
    r"|interview(?:ed)? with|talked (?:to|with)|spoke (?:to|with))[^.?!]{0,90}$"
)
_TOPIC = re.compile(r"\b(?:về|quanh|chủ đề|trước thềm|liên quan|nhân dịp)\b")
_TELLS = (
    r"(?:trả lời|trao đổi|trò chuyện|chia sẻ|cho biết|cho hay|nhận định|khẳng định|cho rằng|tâm sự|phân tích|nhấn mạnh"
    r"|nói|bày tỏ|giải đáp|giải thích|lý giải|tiết lộ|tư vấn|kể)"
)
_SPEAKS = re.compile(
    rf"(?:\s*[,(–-][^.?!]{{0,120}}?)?[\s,)–-]+(?:\w+\s){{0,2}}?(?:{_TELLS}|dành cho|có cuộc|có buổi"
    r"|talked|said|told|granted|gave|shared|spoke)"
)
_TALKS = re.compile(
    r"(?:\s*[,(–-][^.?!]{0,120}?)?[\s,)–-]+(?:đã |vừa )*(?:có (?:cuộc|buổi) )?(?:trao đổi|trò chuyện) (?:với|cùng)\b"
)
_IS_INTERVIEWED = re.compile(r"\s*(?:trong|tại|trả lời)\s+(?:cuộc|buổi)?\s*(?:phỏng vấn|trao đổi|trò chuyện)")
_WORDS_OF = re.compile(r"\b(?:lời|ý kiến|quan điểm|nhận định|chia sẻ|khẳng định|phân tích)(?: \w+){0,3} của $")
"""What leads to the one who said something."""
_REPORTS = re.compile(r"(?:phóng viên|pv|nhà báo|ảnh:|thực hiện:?|do)\s*$")
_PRESS = re.compile(r"\b(?:phóng viên|pv|báo|chúng tôi|tạp chí|toà soạn|tòa soạn)\b[^.?!]*$")
_CHILDREN = ("em", "cháu")
"""How people are named who are hardly interviewed where somebody else is."""
_PERFORMED = re.compile(r"\s*\(?(?:thực hiện|ghi\b)")
_TALKED = re.compile(
    rf"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị) ([{UPPER}]\w+) (?:đã |vừa |cũng )*(?:có (?:cuộc|buổi) )?(?:trao đổi|trò chuyện)"
    rf"|(?:trao đổi|trò chuyện|phỏng vấn)[^.?!]{{0,40}} (?:với|cùng) (?:ông|bà|anh|chị) ([{UPPER}]\w+)(?! [{UPPER}])"
)
"""A talk with somebody of whom only the given name is said."""
_SAYS = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị) ([{UPPER}]\w+) (?:đã |cũng |còn )*{_TELLS}\b")
"""Somebody of whom only the given name is said, and who says something."""
_BY_REPORTER = re.compile(
    rf"(?:do|phóng viên|nhà báo|pv)\s+([{UPPER}]\w+(?:\s[{UPPER}]\w+){{1,3}})\s+(?:\([^)]*\)\s+)?"
    r"(?:thực hiện|đã|có|ghi)"
)


class Introduction(NamedTuple):
    """Hold how one mention introduces a person."""

    weight: float
    led: bool
    """Whether words of an interview lead to the person: ``trao đổi với ông …``."""
    pressed: bool
    """Whether it is the press that says so."""


def introduction_of(mention: Mention, text: str) -> Introduction | None:
    """Weigh how one mention in a text introduces a person; None where it names who held the interview."""
    before = text[max(0, mention.start - 100) : mention.start].casefold()
    behind = text[mention.end : mention.end + 160].casefold()
    if _REPORTS.search(before) or _PERFORMED.match(behind):
        return None
    if _is_quoted(text, mention.start):
        return Introduction(0.5, led=False, pressed=False)
    owns = before.endswith(" của ")
    led = not owns and _leads_to(before)
    weight = 0.5 + 5.0 * led
    if owns:
        weight += 2.0 * bool(_WORDS_OF.search(before))
    elif _SPEAKS.match(behind):
        weight += 2.0 + 3.0 * bool(_TALKS.match(behind))
    if _IS_INTERVIEWED.match(behind):
        weight += 3.0
    if mention.start < mention.name_start:
        weight += 1.5
    if mention.start == 0:
        weight += 3.0 if behind.lstrip().startswith(":") else 1.5
    if mention.person.office:
        weight += 0.5
    if mention.person.honorific in _CHILDREN:
        weight = 0.0
    return Introduction(weight, led, led and bool(_PRESS.search(before)))


def _is_quoted(text: str, place: int) -> bool:
    """Tell whether a place stands inside a quotation: who is named there is spoken of, and does not speak."""
    return text.count("“", 0, place) > text.count("”", 0, place) or text.count('"', 0, place) % 2 == 1


def _leads_to(before: str) -> bool:
    """Tell whether words of an interview lead to what follows, and not to what it is about."""
    led = _LEADS_TO.search(before)
    if not led:
        return False
    gap = before[led.start() :]
    topic = max((found.end() for found in _TOPIC.finditer(gap)), default=0)
    return not topic or " với " in gap[topic:] or " cùng " in gap[topic:]


def given_names_of_talks(texts: Iterable[str]) -> set[str]:
    """Return the given names of those with whom texts say that there was a talk."""
    may = [text for text in texts if "rao đổi" in text or "rò chuyện" in text or "hỏng vấn" in text]
    return {found.group(1) or found.group(2) for text in may for found in _TALKED.finditer(text)}


def given_names_of_speakers(texts: Iterable[str]) -> set[str]:
    """Return the given names under which texts tell who says something."""
    return {given for text in texts for given in _speakers_in(text)}


@lru_cache(maxsize=32)
def _speakers_in(text: str) -> frozenset[str]:
    return frozenset(_SAYS.findall(text))


def reporter_name(texts: Iterable[str]) -> str | None:
    """Return the reporter's full name where a lead names who held the interview."""
    for text in texts:
        found = _BY_REPORTER.search(text)
        if found:
            return found.group(1)
    return None
