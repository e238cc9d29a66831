"""Read Vietnamese names together with the honorifics, ranks, degrees and offices that stand before and after them.

A Vietnamese full name is a surname of a small closed set followed by one to four words, each capitalized. Whatever
stands before it is a chain of honorific (``Đồng chí``), rank or degree (``PGS.TS``), and office with its organization
(``Bí thư Đảng ủy Khối các cơ quan TP Hà Nội``); after a comma or a dash an office may follow as well. Names of
foreigners are accepted where such a chain leads them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hnp_crawler.normalize import name_words as words
from hnp_crawler.normalize.patterns import any_of
from hnp_crawler.normalize.places import is_place, name_starts, names_body, without_country


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one person as a text names them."""

    name: str | None
    """Name without honorific, rank and office; null where only an office stands."""
    honorific: str | None = None
    rank: str | None = None
    office: str | None = None
    organization: str | None = None


_SPACE = r"\s+"
MAX_RUN = 8
"""Capitalized words at the end of a text that are searched for a name."""
MAX_LATE = 60
"""Characters before a name in which a degree behind the office is looked for."""

_ANY_RANK = rf"(?:{any_of(words.RANKS, _SPACE)})(?![\w])"
_ANY_OFFICE = rf"(?:(?:nguyên|cựu|quyền)\s+)?(?:{any_of(words.OFFICES, _SPACE)})(?![\w])"

_HONORIFIC = re.compile(rf"(?:{any_of(words.HONORIFICS, _SPACE)})(?=[\s.,]|$)[.]?\s*", re.IGNORECASE)
_RANK = re.compile(rf"{_ANY_RANK}(?:[.,\s–-]{{0,3}}{_ANY_RANK}){{0,4}}[.]?,?\s*", re.IGNORECASE)
_LATE = re.compile(
    rf"(?:\s*[,–-]\s+(?P<honorific>{any_of(words.HONORIFICS, _SPACE)})[.]?(?=\s))?"
    rf"(?:[\s,–-]+(?P<rank>{_ANY_RANK}(?:[.,\s–-]{{0,3}}{_ANY_RANK}){{0,4}})[.]?,?)?\s*$",
    re.IGNORECASE,
)
"""Honorific and degree between an office and the name, as in ``Viện trưởng Viện Sử học, TS. Trần Thu Hà``."""
_OFFICE = re.compile(_ANY_OFFICE, re.IGNORECASE)
_OF = re.compile(r"^of (?:the )?")
_UNSPOKEN = re.compile(rf"(?<!\w)(?:{any_of(words.UNSPOKEN, _SPACE)})(?!\w)")
_HELD_OFFICE = re.compile(rf"{_ANY_OFFICE}(?:\s+(?:{any_of(words.BODIES, _SPACE)})(?![\w]))?", re.IGNORECASE)


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
        and not is_place(text)
    )


def name_at_end(text: str) -> str | None:
    """Return the name that a text ends with, or None.

    The capitalized words at the end are taken; of the places in them where a name may begin, the one that leaves four
    words is best, then three, two and five. Without a surname nothing is returned.

    >>> name_at_end("Bí thư Thành ủy Hà Nội Hoàng Trung Hải")
    'Hoàng Trung Hải'
    >>> name_at_end("Bí thư Đảng ủy Khối các cơ quan TP Hà Nội Lê Thị Thu Hằng")
    'Lê Thị Thu Hằng'
    >>> name_at_end("Giám đốc Sở Y tế Thái Bình") is None
    True
    """
    run: list[str] = []
    before = ""
    for part in reversed(text.split()):
        if not (is_capitalized(part) and part.isalpha()) or len(run) == MAX_RUN:
            before = part
            break
        run.append(part)
    run.reverse()
    if len(run) == 2 and names_body(text[: -len(" ".join(run))]):
        return None
    sizes = {len(run) - start for start in name_starts(run, before)}
    size = next((size for size in (4, 3, 2, 5) if size in sizes), None)
    return " ".join(run[-size:]) if size else None


def split_office(text: str) -> tuple[str | None, str | None]:
    """Part an office from the organization that it is held in, as far as the words tell.

    >>> split_office("Bí thư Đảng ủy Khối các cơ quan TP Hà Nội")
    ('Bí thư Đảng ủy', 'Khối các cơ quan TP Hà Nội')
    >>> split_office("Cục trưởng Cục Điều tiết điện lực, Bộ Công Thương")
    ('Cục trưởng', 'Cục Điều tiết điện lực, Bộ Công Thương')
    >>> split_office("Deputy Director of the Department of Tourism")
    ('Deputy Director', 'Department of Tourism')
    >>> split_office("Chủ tịch nước")
    ('Chủ tịch nước', None)
    """
    chain = text.strip(" ,;.–-")
    held = _HELD_OFFICE.match(chain)
    if not held:
        return (chain or None), None
    organization = chain[held.end() :].strip(" ,;–-")
    return chain[: held.end()].strip(), _OF.sub("", organization) or None


def begins_with_title(text: str) -> bool:
    """Tell whether a text begins with an honorific, rank, degree, profession or office.

    >>> [begins_with_title(t) for t in ("PGS.TS. Bùi Hoài Sơn", "HLV Kim Huệ", "Đ/c Nguyễn Văn A", "Hôm nay")]
    [True, True, True, False]
    """
    return bool(_HONORIFIC.match(text) or _RANK.match(text) or _OFFICE.match(text))


def begins_with_office(text: str) -> bool:
    """Tell whether a text begins with an office or profession.

    >>> begins_with_office("Phó Giám đốc Sở Y tế"), begins_with_office("PGS.TS")
    (True, False)
    """
    return bool(_OFFICE.match(text))


@lru_cache(maxsize=128)
def is_unaccented_name(text: str) -> bool:
    """Tell whether a text may be a name in an English one: two to five capitalized words without accents.

    >>> is_unaccented_name("Do Van Khai"), is_unaccented_name("Director"), is_unaccented_name("Đỗ Văn Khải")
    (True, False, False)
    """
    parts = text.split()
    return text.isascii() and 2 <= len(parts) <= 5 and all(part.isalpha() and is_capitalized(part) for part in parts)


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
    >>> parse_person("Đ/c Bí thư Đảng ủy Khối các cơ quan TP Hà Nội Lê Thị Thu Hằng")  # doctest: +NORMALIZE_WHITESPACE
    Person(name='Lê Thị Thu Hằng', honorific='Đ/c', rank=None, office='Bí thư Đảng ủy',
           organization='Khối các cơ quan TP Hà Nội')
    >>> parse_person("Đồng chí Bí thư Tỉnh ủy")
    Person(name=None, honorific='Đồng chí', rank=None, office='Bí thư Tỉnh ủy', organization=None)
    >>> parse_person("Bà Lê Mai - Phó Giám đốc Sở Công Thương")
    Person(name='Lê Mai', honorific='Bà', rank=None, office='Phó Giám đốc', organization='Sở Công Thương')
    >>> parse_person("Ông Josh Kabasawa").name, parse_person("Ông Tuấn").name, parse_person("Mr. John Smith").name
    ('Josh Kabasawa', 'Tuấn', 'John Smith')
    >>> parse_person("Luật sư Trần Đình Triển").office, parse_person("Bác sĩ Trần Hà").office
    ('Luật sư', 'Bác sĩ')
    >>> parse_person("Thủ tướng Pháp Jean Dupont").name
    'Jean Dupont'
    >>> parse_person("Le Thi Mai, Director of the Heritage Board")
    Person(name='Le Thi Mai', honorific=None, rank=None, office='Director', organization='Heritage Board')
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
        chain = parse_chain(head) if found else None
        if chain and (chain.name or (chain.office and not name_at_end(text))):
            text, tail = head.strip(), rest.strip()
            break
    person = parse_chain(text)
    if person is None and tail is None:
        name, _, tail = text.partition(", ")
        person = Person(name) if is_unaccented_name(name) and begins_with_office(tail) else None
    if person is None or tail is None or person.office or not begins_with_office(tail):
        return person
    office, organization = split_office(tail)
    return Person(person.name, person.honorific, person.rank, office, organization)


def _lead_in(text: str) -> tuple[str | None, str | None, int]:
    """Return the honorific and rank that a text begins with, and where they end."""
    place = 0
    honorific = rank = None
    for _ in range(2):
        begin = place
        # "Bác sĩ" and "Anh hùng Lao động" begin like an honorific, and are none.
        titled = _RANK.match(text, place) or _OFFICE.match(text, place)
        found = None if honorific or titled else _HONORIFIC.match(text, place)
        if found:
            honorific, place = found.group().strip(), found.end()
        found = None if rank else _RANK.match(text, place)
        if found:
            rank, place = found.group().strip(" .,–-"), found.end()
        if place == begin:
            break
    return honorific, rank, place


def parse_chain(text: str) -> Person | None:
    """Read honorific, rank, office and name in this order, without anything behind the name; None where it is no chain.

    >>> parse_chain("nguyên Phó Vụ trưởng Trần An").office
    'nguyên Phó Vụ trưởng'
    """
    honorific, rank, place = _lead_in(text)
    rest = text[place:].strip()
    if not rest:
        return Person(None, honorific, rank) if rank else None
    if _OFFICE.match(rest):
        return _with_office(rest, honorific, rank)
    parts = rest.split()
    if len(parts) > 5 or not all(map(is_capitalized, parts)) or any(map(str.isdigit, rest)):
        return None
    return Person(rest, honorific, rank) if honorific or rank or is_full_name(rest) else None


def _with_office(rest: str, honorific: str | None, rank: str | None) -> Person | None:
    """Read an office, its organization, a rank that may follow, and the name; None where somebody speaks in between."""
    name = name_at_end(rest)
    chain = rest[: len(rest) - len(name)] if name else rest
    if name is None:
        chain, name = _split_foreign(rest)
    if not words.SPEECH.isdisjoint(_UNSPOKEN.sub(" ", chain.casefold()).split()):
        return None
    late = _LATE.search(chain, max(0, len(chain) - MAX_LATE)) if name else None
    if late:
        honorific, rank = honorific or late["honorific"], rank or late["rank"]
        chain = chain[: late.start()]
    office, organization = split_office(chain)
    return Person(name, honorific, rank, office, organization)


def _split_foreign(rest: str) -> tuple[str, str | None]:
    """Part an office from a name without a Vietnamese surname, e.g. ``Đại sứ Marc Knapper``, ``Bộ trưởng Dũng``."""
    found = _HELD_OFFICE.match(rest)
    if not found:
        return rest, None
    after = without_country(rest[found.end() :].strip())
    parts = after.split()
    plain = all(is_capitalized(part) and not part.isupper() and not part[0].isdigit() for part in parts)
    office = found.group().casefold()
    if len(parts) > 1 and office.endswith(words.PLACED_BODIES):
        return rest, None
    staged = office in words.STAGED and len(parts) > 1
    body = bool(parts) and parts[0].casefold() in words.BODY_HEADS and not staged
    if 1 <= len(parts) <= 4 and plain and not is_place(after) and not body:
        return rest[: len(rest) - len(after)], after
    return rest, None
