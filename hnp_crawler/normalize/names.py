"""Read Vietnamese names together with the honorifics, ranks, degrees and offices that stand before and after them.

A Vietnamese full name is a surname of a small closed set followed by one to four words, each capitalized. Whatever
stands before it is a chain of honorific (``Đồng chí``), rank or degree (``PGS.TS``), and office with its organization
(``Bí thư Đảng ủy Khối các cơ quan TP Hà Nội``); after a comma or a dash an office may follow as well. Names of
foreigners are accepted where such a chain leads them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hnp_crawler.normalize import name_words as words


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one person as a text names them."""

    name: str | None
    """Name without honorific, rank and office; null where only an office stands."""
    honorific: str | None = None
    rank: str | None = None
    office: str | None = None
    organization: str | None = None


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


def _alternation(phrases: frozenset[str]) -> str:
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


_HONORIFIC = re.compile(rf"(?:{_alternation(words.HONORIFICS)})(?=[\s.,]|$)[.]?\s*", re.IGNORECASE)
_RANK = re.compile(
    rf"(?:(?:{_alternation(words.RANKS)})(?![\w]))(?:[.,\s–-]{{0,3}}(?:{_alternation(words.RANKS)})(?![\w])){{0,4}}[.]?,?\s*",
    re.IGNORECASE,
)
_OFFICE = re.compile(rf"(?:(?:nguyên|cựu|quyền)\s+)?(?:{_alternation(words.OFFICES)})(?![\w])", re.IGNORECASE)
_HELD_OFFICE = re.compile(
    rf"(?:(?:nguyên|cựu|quyền)\s+)?(?:{_alternation(words.OFFICES)})(?![\w])(?:\s+(?:{_alternation(words.BODIES)})(?![\w]))?",
    re.IGNORECASE,
)
_NAME_WORD = r"[^\W\d_][^\W\d_'’]*(?:[-.][^\W\d_]+)*\.?"
_WORD = re.compile(_NAME_WORD)
_RUN = re.compile(rf"[{words.UPPER}][^\W\d_]*(?:[.’'-]?[\s.’'-][{words.UPPER}][^\W\d_]*)+")


def is_capitalized(word: str) -> bool:
    """Tell whether a word begins with a capital letter.

    >>> is_capitalized("Đặng"), is_capitalized("đồng")
    (True, False)
    """
    return word[:1].isupper()


def is_full_name(text: str) -> bool:
    """Tell whether a text is one Vietnamese full name: a known surname and one to four more capitalized words.

    >>> [is_full_name(t) for t in ("Lê Thị Thu Hằng", "TÔ LÂM", "Thu Hằng", "Hà Nội", "Nguyễn văn bản")]
    [True, True, False, False, False]
    """
    parts = text.split()
    return (
        2 <= len(parts) <= 5
        and parts[0].capitalize() in words.SURNAMES
        and all(part.isalpha() and is_capitalized(part) for part in parts)
        and not _is_place(text)
    )


def _is_place(text: str) -> bool:
    return " ".join(text.split()).casefold() in words.PLACES


def _strip_place(parts: list[str]) -> list[str]:
    for size in (3, 2):
        if len(parts) > size and _is_place(" ".join(parts[:size])):
            return parts[size:]
    return parts


def name_at_end(text: str) -> str | None:
    """Return the name that a text ends with, or None.

    The capitalized words at the end are taken; places are cut off their head; then the longest run of at most four
    words that begins with a surname is the name. Without a surname nothing is returned.

    >>> name_at_end("Bí thư Thành ủy Hà Nội Hoàng Trung Hải")
    'Hoàng Trung Hải'
    >>> name_at_end("Bí thư Đảng ủy Khối các cơ quan TP Hà Nội Lê Thị Thu Hằng")
    'Lê Thị Thu Hằng'
    >>> name_at_end("Giám đốc Sở Y tế Thái Bình") is None
    True
    """
    run: list[str] = []
    for part in reversed(text.split()):
        if not (is_capitalized(part) and part.isalpha()) or len(run) == 8:
            break
        run.append(part)
    run.reverse()
    if _is_place(" ".join(run[-2:])) or _is_place(" ".join(run[-3:])):
        return None
    run = _strip_place(run)
    for size in (4, 3, 2, 5):
        if len(run) >= size and run[-size].capitalize() in words.SURNAMES and not _is_place(" ".join(run[-size:][:2])):
            return " ".join(run[-size:])
    return None


def _split_office(chain: str) -> tuple[str | None, str | None]:
    chain = chain.strip(" ,;.–-")
    found = _HELD_OFFICE.match(chain)
    if not found:
        return (chain or None), None
    office, organization = chain[: found.end()].strip(), chain[found.end() :].strip(" ,;–-")
    return office, organization or None


def split_office(text: str) -> tuple[str | None, str | None]:
    """Part an office from the organization that it is held in, as far as the words tell.

    >>> split_office("Bí thư Đảng ủy Khối các cơ quan TP Hà Nội")
    ('Bí thư Đảng ủy', 'Khối các cơ quan TP Hà Nội')
    >>> split_office("Cục trưởng Cục Điều tiết điện lực, Bộ Công Thương")
    ('Cục trưởng', 'Cục Điều tiết điện lực, Bộ Công Thương')
    >>> split_office("Chủ tịch nước")
    ('Chủ tịch nước', None)
    """
    return _split_office(text)


def begins_with_title(text: str) -> bool:
    """Tell whether a text begins with an honorific, rank, degree, profession or office.

    >>> [begins_with_title(t) for t in ("PGS.TS. Bùi Hoài Sơn", "HLV Kim Huệ", "Đ/c Nguyễn Văn A", "Hôm nay")]
    [True, True, True, False]
    """
    return bool(_HONORIFIC.match(text) or _RANK.match(text) or _OFFICE.match(text))


@lru_cache(maxsize=1024)
def parse_person(text: str) -> Person | None:
    """Read a chain of honorific, rank, office and name, such as a label; None where it is no such chain.

    An honorific alone is no person. A remark in brackets and an office after the name (comma or dash) are understood.

    >>> parse_person("Ông Nguyễn Anh Tuấn")
    Person(name='Nguyễn Anh Tuấn', honorific='Ông', rank=None, office=None, organization=None)
    >>> parse_person("PGS.TS. Bùi Hoài Sơn")
    Person(name='Bùi Hoài Sơn', honorific=None, rank='PGS.TS', office=None, organization=None)
    >>> parse_person("PGS, TS Trần Thu Hà").rank
    'PGS, TS'
    >>> parse_person("Thượng tướng Nguyễn Chí Vịnh").rank
    'Thượng tướng'
    >>> parse_person("Đ/c Bí thư Đảng ủy Khối các cơ quan TP Hà Nội Lê Thị Thu Hằng")
    Person(name='Lê Thị Thu Hằng', honorific='Đ/c', rank=None, office='Bí thư Đảng ủy', organization='Khối các cơ quan TP Hà Nội')
    >>> parse_person("Đồng chí Bí thư Tỉnh ủy")
    Person(name=None, honorific='Đồng chí', rank=None, office='Bí thư Tỉnh ủy', organization=None)
    >>> parse_person("Bà Lê Mai - Phó Giám đốc Sở Công Thương")
    Person(name='Lê Mai', honorific='Bà', rank=None, office='Phó Giám đốc', organization='Sở Công Thương')
    >>> parse_person("Ông Josh Kabasawa").name, parse_person("Ông Tuấn").name, parse_person("Mr. John Smith").name
    ('Josh Kabasawa', 'Tuấn', 'John Smith')
    >>> parse_person("Luật sư Trần Đình Triển").office
    'Luật sư'
    >>> parse_person("Ông Hiển nói") is None
    True
    """
    text = text.strip()
    tail = None
    bracket = text.find("(")
    if bracket > 0:
        tail = text[bracket + 1 :].rstrip(") ").strip()
        text = text[:bracket].strip()
    for sign in (", ", " - ", " – ", " — "):
        head, found, rest = text.partition(sign)
        if found and (chain := _named(head)) and (chain.name or chain.office):
            text, tail = head.strip(), rest.strip()
            break
    person = _named(text)
    if person is None or tail is None or not _OFFICE.match(tail):
        return person
    office, organization = _split_office(tail)
    if person.office:
        return person
    return Person(person.name, person.honorific, person.rank, office, organization)


def _lead_in(text: str) -> tuple[str | None, str | None, int]:
    """Return the honorific and rank that a text begins with, and where they end."""
    place = 0
    honorific = rank = None
    for _ in range(2):
        found = None if honorific else _HONORIFIC.match(text, place)
        if found:
            honorific, place = found.group().strip(), found.end()
        found = None if rank else _RANK.match(text, place)
        if found:
            rank, place = found.group().strip(" .,–-"), found.end()
    return honorific, rank, place


def _named(text: str) -> Person | None:
    honorific, rank, place = _lead_in(text)
    rest = text[place:].strip()
    if not rest:
        return Person(None, honorific, rank) if rank else None
    office = organization = None
    if _OFFICE.match(rest):
        name = name_at_end(rest)
        chain = rest[: len(rest) - len(name)] if name else rest
        if name is None:
            chain, name = _split_foreign(rest)
        office, organization = _split_office(chain)
        if any(word in words.SPEECH for word in chain.casefold().split()):
            return None
        held = _HELD_OFFICE.match(chain)
        late_rank = _RANK.search(chain, held.end()) if rank is None and held else None
        if late_rank and late_rank.end() >= len(chain.rstrip()):
            rank = late_rank.group().strip(" .,–-")
            office, organization = _split_office(chain[: late_rank.start()])
        return Person(name, honorific, rank, office, organization)
    parts = rest.split()
    if len(parts) > 5 or not all(is_capitalized(part) for part in parts) or any(c.isdigit() for c in rest):
        return None
    if honorific or rank or is_full_name(rest):
        return Person(rest, honorific, rank)
    return None


def _split_foreign(rest: str) -> tuple[str, str | None]:
    """Part an office from a name without a Vietnamese surname, e.g. ``Đại sứ Marc Knapper``, ``Bộ trưởng Dũng``."""
    found = _HELD_OFFICE.match(rest)
    after = rest[found.end() :].strip() if found else ""
    parts = after.split()
    plain = all(is_capitalized(part) and not part.isupper() and not part[0].isdigit() for part in parts)
    if 1 <= len(parts) <= 4 and plain and not _is_place(after) and parts[0].casefold() not in words.BODY_HEADS:
        return rest[: len(rest) - len(after)], after
    return rest, None


def find_people(text: str) -> Iterator[Mention]:
    """Yield every Vietnamese full name in a text, with the honorific, rank and office around it, in order.

    >>> [m.person.name for m in find_people("Phóng viên đã trao đổi với ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội.")]
    ['Trần Văn Hà']
    >>> next(find_people("ông Trần Văn Hà, Giám đốc Sở Y tế Hà Nội, cho biết")).person
    Person(name='Trần Văn Hà', honorific='ông', rank=None, office='Giám đốc', organization='Sở Y tế Hà Nội')
    >>> next(find_people("đánh giá của đồng chí Bí thư Thành ủy Hà Nội Hoàng Trung Hải")).person.office
    'Bí thư Thành ủy'
    """
    for found in _RUN.finditer(text):
        run = found.group()
        parts = run.split()
        named = _foreign_name(text, found.start(), parts)
        skipped = None if named else _before_name(parts)
        if skipped is not None:
            name = " ".join(parts[skipped:][:MAX_NAME])
            name_start = found.start() + sum(len(part) + 1 for part in parts[:skipped])
            start, person = _with_chain_before(text, name_start, name)
        elif named is not None:
            honorific, name = named
            name_start = found.end() - len(name)
            start = found.start() if len(name) < len(run) else max(0, name_start - len(honorific) - 1)
            person = Person(name, honorific)
        else:
            continue
        end = name_start + len(name)
        if person.office is None:
            person = _with_office_after(text, end, person)
        yield Mention(person, start, name_start, end)


MAX_NAME = 5
"""Words of the longest name that is read."""


def _before_name(parts: list[str]) -> int | None:
    """Return how many capitalized words stand before the surname that begins a name, or None without a name."""
    place = 0
    while place < len(parts) - 1:
        if _is_place(" ".join(parts[place : place + 2])):
            place += 2
        elif parts[place].capitalize() in words.SURNAMES:
            return place
        else:
            place += 1
    return None


def _foreign_name(text: str, start: int, parts: list[str]) -> tuple[str, str] | None:
    """Return honorific and name of a run of capitalized words that an honorific leads in, or None."""
    lead = parts[0].rstrip(".")
    name = parts[1:]
    if lead not in words.FOREIGN_LEADS:
        former = text[max(0, start - 8) : start].rsplit(maxsplit=1)
        lead = former[-1].rstrip(".") if former and text[start - 1 : start] == " " else ""
        name = parts
    if lead not in words.FOREIGN_LEADS or name[0].capitalize() in words.SURNAMES:
        return None
    if not 2 <= len(name) <= MAX_NAME or name[0].casefold() in words.BODY_HEADS:
        return None
    return lead, " ".join(name)


_CHAIN_REACH = 110


def _with_chain_before(text: str, name_start: int, name: str) -> tuple[int, Person]:
    """Look back from a name for the chain of honorific, rank and office that leads to it."""
    floor = max(0, name_start - _CHAIN_REACH)
    for boundary in (". ", "? ", "! ", ": ", "; ", " với ", " của ", " và "):
        cut = text.rfind(boundary, floor, name_start)
        if cut >= 0:
            floor = cut + len(boundary)
    chain = text[floor:name_start]
    for found in _CHAIN_HEAD.finditer(chain):
        if found.group().casefold() in words.PRESS:
            continue
        person = _named(chain[found.start() :] + name)
        if person and person.name and person.name.endswith(name):
            return floor + found.start(), Person(
                name, person.honorific, person.rank, person.office, person.organization
            )
    return name_start, Person(name)


_CHAIN_HEAD = re.compile(
    rf"(?<![\w])(?:{_alternation(words.HONORIFICS | words.RANKS | words.OFFICES)})(?![\w])", re.IGNORECASE
)


def _with_office_after(text: str, end: int, person: Person) -> Person:
    """Look behind a name for an office that a comma, dash or bracket ties to it."""
    tie = _TIE.match(text, end)
    if not tie:
        return person
    reach = text[tie.end() : tie.end() + _CHAIN_REACH]
    found = _OFFICE.match(reach)
    if not found:
        return person
    stop = _OFFICE_END.search(reach, found.end())
    office, organization = _split_office(reach[: stop.start() if stop else len(reach)])
    return Person(person.name, person.honorific, person.rank, office, organization)


_TIE = re.compile(r"\s*(?:,|–|—|-|\()\s*")
_OFFICE_END = re.compile(
    r",\s(?!(?:Bộ|Sở|Cục|Ban|Viện|Ủy|UBND|HĐND|Tổng|Tỉnh|Thành|Đảng|Quận|Huyện|Hội|Đoàn)\b)|[.;:()!?]"
    r"|\s[–—-]\s|\s(?:đã|về|cho|trả|để|chia|nói|nhận|khẳng|nhấn|tại|vừa|là|có|xung)\s|$"
)
