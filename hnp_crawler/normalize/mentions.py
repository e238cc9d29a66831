"""Find the people whom a text names, with the honorific, rank and office around each name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hnp_crawler.normalize import name_words as words
from hnp_crawler.normalize.names import (
    Person,
    begins_with_office,
    name_at_end,
    parse_chain,
    split_office,
)
from hnp_crawler.normalize.patterns import any_of
from hnp_crawler.normalize.places import is_place, is_syllable, name_starts, names_body, without_country


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold one place in a text where a person is named."""

    person: Person
    start: int
    """Where the chain of honorific, rank and office begins."""
    name_start: int
    """Where the name begins."""
    end: int
    """Where the name ends."""


MAX_NAME = 5
"""Words of the longest name that is read."""
CHAIN_REACH = 110
"""Characters before and behind a name in which honorific, rank and office are looked for."""

ACTING = 4
"""Words between two names from which on the first is somebody who does something, not part of an office."""

_CHAIN_HEAD = re.compile(rf"(?<![\w])(?:{any_of(words.HONORIFICS | words.RANKS | words.OFFICES)})(?![\w])")
"""In lower case: a pattern that minds the case finds its places faster."""
_ADDRESSES = ("ông ", "bà ", "anh ", "chị ", "đồng chí ")
_TIE = re.compile(r"\s*(?:,|–|—|-|\()\s*")
_OFFICE_END = re.compile(
    r",\s(?!(?:Bộ|Sở|Cục|Ban|Viện|Ủy ban|Uỷ ban|UBND|HĐND|Tổng [Cc]ục|Tổng [Cc]ông|Tỉnh|Thành|Đảng|Hội|Đoàn|Khoa|Trường"
    r"|Đại học|Học viện|Bệnh viện|Trung tâm|Công ty|Tập đoàn|[Qq]uận|[Hh]uyện|[Pp]hường|[Xx]ã|thị xã|tỉnh|thành phố)\b)"
    r"|[.;:()!?]|\s[–—-]\s|$|\svà\s(?=(?:ông|bà|đồng chí)\s)"
    r"|\s(?:đã|về|cho|trả|để|chia|nói|nhận|khẳng|nhấn|tại|vừa|là|có|xung|about|on|regarding|concerning|said|says|who)\s"
)
_MEMBER = re.compile(r"(?:ủy viên|uỷ viên|(?:thành|tỉnh) (?:ủy|uỷ) viên|đại biểu)\b", re.IGNORECASE)
_BOUNDARY = re.compile(r"(?<![TGBKLD]S|hS|hs|KH|TP|Tp|[MD]r|Ms)\. |[?!:;] | với | của ")
"""Where the words that lead to a name begin at the earliest; the full stop of ``TS.`` is none."""
_FOREIGN_OFFICE = re.compile(
    rf"(?P<office>{any_of(words.OFFICES, r'[ ]')})(?: đặc mệnh toàn quyền)?"
    rf"(?P<country> (?:cộng hòa )?(?:{any_of(words.COUNTRIES, r'[ ]')}))?(?: tại [{words.UPPER}]\w+)?"
    rf"(?:[ ][{words.UPPER}]\w+)?,?[ ]$",
    re.IGNORECASE,
)
"""What leads to a foreigner's name: an office, its country, and where it is held."""
_PROFESSION = re.compile(rf"(?<!\w)(?:{any_of(words.STAGED, '[ ]')})[ ]$", re.IGNORECASE)
_DEGREES = re.compile(r"(?:(?:PGS|GS|TSKH|TS|BS|ThS)[.]?)+")
_PRESS_TALKED = re.compile(
    r"(?:báo|PV|[Pp]hóng viên|[Cc]húng tôi|tạp chí|[Tt]òa soạn)\b[^.?!]{0,60} có (?:cuộc|buổi|dịp)"
    r" (?:trò chuyện|trao đổi|phỏng vấn|nói chuyện|gặp gỡ|trao đổi nhanh|trò chuyện ngắn) (?:với|cùng) $"
)
_TALKED_TO_PRESS = re.compile(
    r",? (?:đã |vừa |cũng )*(?:có (?:cuộc|buổi|dịp) |có những |dành thời gian )?"
    r"(?:trò chuyện|trao đổi|nói chuyện|trả lời phỏng vấn|chia sẻ|tâm sự)(?: \w+){0,2} (?:với|cùng|của) "
    r"(?:báo|PV|[Pp]hóng viên|chúng tôi|tạp chí|tòa soạn)\b"
)
_ACCENTED = re.compile(r"[À-ỹ]")
_SMALL = rf"[^\W\d_{words.UPPER}]"
# A full stop ends a sentence behind two small letters, unlike that of "ThS. Hà", and before a form of address.
_RUN = re.compile(
    rf"[{words.UPPER}][^\W\d_]*"
    rf"(?:(?!\. (?:Ông|Bà|Anh|Chị|Cô) |(?<={_SMALL}{_SMALL})\. )"
    rf"[.’'-]?[\s.’'-][{words.UPPER}][^\W\d_]*)+(?:-[^\W\d_]+)?"
)


def find_people(text: str) -> Iterator[Mention]:
    """Yield every Vietnamese full name in a text, with the honorific, rank and office around it, in order.

    >>> [m.person.name for m in find_people("Phóng viên đã trao đổi với ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội.")]
    ['Trần Văn Hà']
    >>> next(find_people("ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội, cho biết")).person
    Person(name='Trần Văn Hà', honorific='ông', rank=None, office='Giám đốc', organization='Sở Y tế Hà Nội')
    >>> next(find_people("đánh giá của đồng chí Bí thư Thành ủy Hà Nội Hoàng Trung Hải")).person.office
    'Bí thư Thành ủy'
    """
    # An English text spells Vietnamese names without accents; in a Vietnamese one such a word is no surname.
    surnames = words.SURNAMES if _ACCENTED.search(text) else words.PLAIN_SURNAMES
    former = 0
    for found in _RUN.finditer(text):
        run = found.group()
        parts = run.split()
        foreigner = _office_holder(text, found.start(), run, surnames)
        named = _foreign_name(text, found.start(), parts)
        before = text[max(0, found.start() - 8) : found.start()].rsplit(None, 1)
        led = before[-1] if before else ""
        starts = (
            []
            if named
            or (
                len(parts) <= 3 and (led in words.SITES or names_body(text[max(0, found.start() - 10) : found.start()]))
            )
            else name_starts(parts, led, surnames)
        )
        if foreigner is not None:
            start, name_start, person = foreigner
            name = person.name or ""
        elif starts and words.ENGLISH_PLACES.isdisjoint(parts):
            skipped = _likeliest(starts, len(parts))
            name = " ".join(parts[skipped:][:MAX_NAME])
            name_start = found.start() + sum(len(part) + 1 for part in parts[:skipped])
            start, person = _with_chain_before(text, name_start, name, _behind(text, former, name_start))
        elif named is not None:
            honorific, name = named
            name_start = found.end() - len(name)
            start = found.start() if len(name) < len(run) else max(0, name_start - len(honorific) - 1)
            person = Person(name, honorific)
            if not honorific:
                start, person = _with_chain_before(text, name_start, name)
        else:
            continue
        end = former = name_start + len(name)
        if person.office is None or person.office.casefold() in words.PROFESSIONS:
            person = _with_office_after(text, end, person)
        yield Mention(person, start, name_start, end)


def _likeliest(starts: list[int], size: int) -> int:
    """Return the first beginning of a name, unless it makes the name longer than four words, and another does not."""
    return (
        starts[0] if size - starts[0] <= 4 else next((start for start in starts if size - start in (3, 4)), starts[0])
    )


def _foreign_name(text: str, start: int, parts: list[str]) -> tuple[str, str] | None:
    """Return honorific and name of a run of capitalized words that an honorific leads in, or None."""
    if _is_stage_name(text, start, parts):
        return "", " ".join(parts)
    led_in = _led_in(text, start, parts)
    if led_in:
        return "", led_in
    lead = parts[0]
    name = parts[1:]
    if lead.rstrip(".") not in words.FOREIGN_LEADS:
        former = text[max(0, start - 8) : start].rsplit(maxsplit=1)
        lead = former[-1] if former and text[start - 1 : start] == " " else ""
        name = parts
    if lead.rstrip(".") not in words.FOREIGN_LEADS or name[0].capitalize() in words.SURNAMES:
        return None
    if not 2 <= len(name) <= MAX_NAME or name[0].casefold() in words.BODY_HEADS or _is_title(text, start, parts, name):
        return None
    return lead, " ".join(name)


def _is_stage_name(text: str, start: int, parts: list[str]) -> bool:
    """Tell whether a profession leads in a stage name of two or three words, such as ``ca sĩ Mai Sa``."""
    if not 2 <= len(parts) <= 3 or parts[0].capitalize() in words.SURNAMES:
        return False
    name = " ".join(parts)
    return (
        bool(_PROFESSION.search(text, max(0, start - 20), start))
        and not is_place(name)
        and name.casefold() not in words.COUNTRIES
        and all(map(is_syllable, parts))
    )


def _led_in(text: str, start: int, parts: list[str]) -> str | None:
    """Return the name of a foreigner behind a degree, or of somebody with whom the press says that it talked."""
    if _DEGREES.fullmatch(parts[0]):
        name = parts[1:]
        foreign = 2 <= len(name) <= 4 and name[0] not in words.SURNAMES and not all(map(is_syllable, name))
        return " ".join(name) if foreign else None
    if parts[0] in words.SURNAMES:
        return None
    floor = max(0, start - CHAIN_REACH)
    lead = parts[0].casefold()
    if not 2 <= len(parts) <= 3 or lead in words.BODY_HEADS or lead in words.HONORIFICS:
        return None
    whole = " ".join(parts)
    led = text.startswith(("với ", "cùng "), max(0, start - 5)) or text.startswith("với ", max(0, start - 4))
    if not (led and _PRESS_TALKED.search(text, floor, start)) and not _TALKED_TO_PRESS.match(text, start + len(whole)):
        return None
    return None if is_place(whole) or whole.casefold() in words.COUNTRIES else whole


def _office_holder(text: str, start: int, run: str, surnames: frozenset[str]) -> tuple[int, int, Person] | None:
    """Return a foreigner whom an office leads in, perhaps behind its country: ``Đại sứ Mỹ tại Việt Nam John Smith``."""
    if all(map(is_syllable, run.split())):
        return None
    name = without_country(run)
    parts = name.split()
    if parts[0] == "The" or parts[0].casefold() in words.BODY_HEADS or not 2 <= len(parts) <= MAX_NAME:
        return None
    if all(map(is_syllable, parts)) or not surnames.isdisjoint(parts[:-1]):
        return None
    name_start = start + len(run) - len(name)
    led = text[max(0, name_start - CHAIN_REACH) : name_start]
    lead = _FOREIGN_OFFICE.search(led)
    if lead is None or (lead["office"].casefold() not in words.FOREIGN_OFFICES and not lead["country"]):
        return None
    office, organization = split_office(lead.group())
    return name_start - len(led) + lead.start(), name_start, Person(name, None, None, office, organization)


def _is_title(text: str, start: int, parts: list[str], name: list[str]) -> bool:
    """Tell whether what looks like a foreigner's name begins an office, such as ``bà Phó Giám đốc Sở``."""
    skipped = sum(len(part) + 1 for part in parts[: len(parts) - len(name)])
    return begins_with_office(text[start + skipped : start + skipped + 60])


def _behind(text: str, former: int, name_start: int) -> int:
    """Return where the name before one ends, if somebody acts there and so the office before it is no part of this."""
    words_between = text[former : min(name_start, former + CHAIN_REACH)].split()
    return former if former and sum(word.islower() for word in words_between) >= ACTING else 0


def _with_chain_before(text: str, name_start: int, name: str, floor: int = 0) -> tuple[int, Person]:
    """Look back from a name for the chain of honorific, rank and office that leads to it."""
    floor = max(floor, name_start - CHAIN_REACH)
    for boundary in _BOUNDARY.finditer(text, floor, name_start):
        floor = boundary.end()
    # "và" parts people where a name stands before it, or a form of address behind; else it is part of an office.
    cut = text.rfind(" và ", floor, name_start)
    behind = cut + len(" và ")
    if cut >= 0 and (text.startswith(_ADDRESSES, behind) or name_at_end(text[floor:cut])):
        floor = behind
    chain = text[floor:name_start]
    folded = chain.lower()
    for found in _CHAIN_HEAD.finditer(folded if len(folded) == len(chain) else chain):
        if found.group() in words.PRESS:
            continue
        person = parse_chain(chain[found.start() :] + name)
        if person and person.name and person.name.endswith(name):
            return floor + found.start(), Person(
                name, person.honorific, person.rank, person.office, person.organization
            )
    return name_start, Person(name)


def _with_office_after(text: str, end: int, person: Person) -> Person:
    """Look behind a name for an office that a comma, dash or bracket ties to it."""
    tie = _TIE.match(text, end)
    if not tie:
        return person
    reach = text[tie.end() : tie.end() + CHAIN_REACH]
    if not begins_with_office(reach):
        return person
    begin, end = 0, _office_end(reach, 0)
    # A seat in a committee or assembly comes first in a list of offices, and says less than the next.
    while _MEMBER.match(reach, begin) and reach.startswith(", ", end) and begins_with_office(reach[end + 2 :]):
        begin, end = end + 2, _office_end(reach, end + 2)
    office, organization = split_office(reach[begin:end])
    return Person(person.name, person.honorific, person.rank, office, organization)


def _office_end(text: str, begin: int) -> int:
    stop = _OFFICE_END.search(text, text.find(" ", begin) + 1)
    return stop.start() if stop else len(text)
