"""Plan where every article stands on a given night, without writing any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from hnp_crawler.items import Language, Precision
from hnp_crawler.sample_portal.model import HANOI, Draft, Farewell, Generation, Genre, Place
from hnp_crawler.sample_portal.sections import SECTIONS

NOW: Final = datetime(2026, 9, 1, 7, 30, tzinfo=HANOI)
"""The portal's clock on night 0; each night adds a day."""

_CYCLE: Final = ("b1", "c", "liferay", "b1", "c", "b2", "c", "b1", "c-en", "c", "liferay", "b1",
                 "c", "b2", "b1", "vanban", "c", "b1", "liferay", "c", "b2", "c", "b1", "c-en")  # fmt: skip
_LIVE_CYCLE: Final = ("c", "liferay", "c", "c-en", "c", "vanban")
_YEARS: Final[dict[str, tuple[datetime, datetime]]] = {
    "b1": (datetime(2017, 1, 5, 8, 4, tzinfo=HANOI), datetime(2023, 11, 20, 17, 2, tzinfo=HANOI)),
    "b2": (datetime(2017, 2, 9, 9, 15, tzinfo=HANOI), datetime(2023, 3, 1, 16, 40, tzinfo=HANOI)),
    "c": (datetime(2024, 12, 2, 7, 20, tzinfo=HANOI), datetime(2026, 8, 31, 21, 5, tzinfo=HANOI)),
    "c-en": (datetime(2025, 1, 6, 8, 30, tzinfo=HANOI), datetime(2026, 8, 30, 20, 10, tzinfo=HANOI)),
    "liferay": (datetime(2010, 3, 1, 9, 0, tzinfo=HANOI), datetime(2022, 7, 21, 10, 0, tzinfo=HANOI)),
    "vanban": (datetime(2016, 1, 11, 0, 0, tzinfo=HANOI), datetime(2026, 8, 25, 0, 0, tzinfo=HANOI)),
}
_FAREWELLS: Final[tuple[Farewell, ...]] = ("404", "410", "listing")


@dataclass(frozen=True, slots=True)
class Reserve:
    """Ask for an article of given wording to be published in one generation's first section."""

    generation: Generation
    draft: Draft
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold all places of one night, by listing and by id."""

    places: tuple[Place, ...]
    """Every article ever published, in order of number; those that vanished carry a farewell."""
    listings: dict[str, tuple[Place, ...]]
    """What each section's listing shows, newest first, by the section's path."""
    by_id: dict[tuple[Generation, str], Place]
    """Whatever answers under an id of a generation: a place, a former place, a twin."""
    rank: dict[int, int] = field(default_factory=dict)
    """The index of an article in its listing, by number."""

    def neighbours(self, place: Place) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """Name the three articles after and the four before a place in its section, newest first."""
        listing = self.listings[place.section.path]
        index = self.rank.get(place.number)
        if index is None:
            return (), ()
        return listing[max(0, index - 3) : index], listing[index + 1 : index + 5]


def draw(seed: int, *key: object) -> int:
    """Draw a number of 32 bits that depends on nothing but seed and key."""
    return crc32("/".join(map(str, (seed, *key))).encode())


def make_plan(articles: int, seed: int, night: int, *, twins: bool, reserves: Sequence[Reserve] = ()) -> Plan:
    """Place the articles of night 0 and those that came since, and tell what became of each."""
    dated = list(_first_night(articles, seed))
    dated += _later_nights(articles, seed, night)
    dated += [_reserved(number, reserve) for number, reserve in enumerate(reserves)]
    fates = [(when, _fate(place, seed, night, articles)) for when, place in dated]
    places = tuple(_twin(place, twins) for _, place in fates)
    by_id: dict[tuple[Generation, str], Place] = {}
    shown: dict[str, list[tuple[datetime, int, Place]]] = {
        section.path: [] for group in SECTIONS.values() for section in group
    }
    for (when, _), place in zip(fates, places, strict=True):
        by_id[place.generation, place.article_id] = place
        if place.twin_id:
            by_id[place.generation, place.twin_id] = place
        if place.former:
            by_id[place.former.generation, place.former.article_id] = place
        if place.farewell is None:
            shown[place.section.path].append((when, place.number, place))
    listings = {
        path: tuple(place for *_, place in sorted(entries, key=lambda entry: entry[:2], reverse=True))
        for path, entries in shown.items()
    }
    rank = {place.number: index for listing in listings.values() for index, place in enumerate(listing)}
    return Plan(places, listings, by_id, rank)


def _first_night(articles: int, seed: int) -> Iterator[tuple[datetime, Place]]:
    groups = [_CYCLE[number % len(_CYCLE)] for number in range(articles)]
    sizes = {group: groups.count(group) for group in _YEARS}
    seen = dict.fromkeys(_YEARS, 0)
    interviews = 0
    for number, group in enumerate(groups):
        index = seen[group]
        genre = _genre(group, index)
        seen[group] += 1
        first, last = _YEARS[group]
        share = (index + draw(seed, number, "minute") % 1000 / 1001) / sizes[group]
        when = (first + (last - first) * share).replace(second=0, microsecond=0)
        when = when.replace(hour=7 + draw(seed, number, "hour") % 14)
        yield when, _place(number, group, index, when, seed, interviews if genre == "interview" else number)
        interviews += genre == "interview" and group in {"b1", "c", "liferay"}


def _later_nights(articles: int, seed: int, night: int) -> Iterator[tuple[datetime, Place]]:
    a_night = max(1, articles // 60)
    for offset in range(a_night * night):
        number = articles + offset
        group = _LIVE_CYCLE[offset % len(_LIVE_CYCLE)]
        minutes = (offset % a_night + 1) * 1380 // (a_night + 1)
        when = NOW + timedelta(days=offset // a_night, minutes=minutes)
        yield when, _place(number, group, 1_000_000 + offset, when, seed, number)


def _genre(group: str, index: int) -> Genre:
    if group == "vanban":
        return "document"
    if group in {"b2", "c-en"}:
        return "interview" if index % 4 == 1 else "news"
    if index % 5 in {0, 2}:
        return "interview"
    if index % 10 == 3:
        return "lookalike"
    return "digest" if group == "b1" and index % 10 == 8 else "news"


def _place(number: int, group: str, index: int, when: datetime, seed: int, form: int) -> Place:
    sections = SECTIONS[group]
    genre = _genre(group, index)
    section = sections[-1 if group == "b1" and genre == "interview" else draw(seed, number, "section") % len(sections)]
    language: Language = "en" if group in {"b2", "c-en"} else "vi"
    generation: Generation = section.generation
    published: datetime | None = when
    precision: Precision = "minute"
    if section.path == "mobile2":
        published, precision = when.replace(hour=0, minute=0), "day"
    if group == "vanban" or (group == "liferay" and draw(seed, number, "placeholder") % 8 < 5):
        published, precision = when.replace(hour=0, minute=0), "day"
    if group == "liferay" and index % 12 == 7:
        published = None
    if group == "c" and index % 7 == 3 and index < 1_000_000:
        # Migrated from the legacy portal: an old date under a new address.
        published = when = when.replace(year=when.year - 5, day=min(when.day, 28))
        legacy = str(2_862_000 + index)
        article_id, identity = f"4{legacy}", f"hnp:vi:{legacy}"
    else:
        article_id = _article_id(group, index, number, when, seed)
        family = {"liferay": "liferay:vi", "vanban": "vanban:vi"}.get(group, f"hnp:{language}")
        identity = f"{family}:{article_id}"
    return Place(number, generation, language, section, article_id, identity, published, precision, genre, form)


def _article_id(group: str, index: int, number: int, when: datetime, seed: int) -> str:
    match group:
        case "b1":
            return str(2_700_000 + index * 3)
        case "b2":
            return str(29_219 + index * 2)
        case "liferay":
            return str(692_985 + index * 13)
        case "vanban":
            return str(51_200 + index)
    # The id tells when the article was entered, which for some old articles is years after publication.
    entered = datetime(2026, 1, 12, 9, 30) + timedelta(seconds=97 * index) if index % 6 == 5 else when
    milliseconds = number % 1000 if number % 3 else number % 100
    width = 3 if number % 3 else 2
    seconds = draw(seed, number, "second") % 60
    return f"{2655 if group == 'c-en' else 4}{entered:%y%m%d%H%M}{seconds:02d}{milliseconds:0{width}d}"


def _fate(place: Place, seed: int, night: int, articles: int) -> Place:
    born = 0 if place.number < articles else (place.number - articles) // max(1, articles // 60) + 1
    left: int | None = None
    for tonight in range(born + 1, night + 1) if place.reserve is None else ():
        if place.farewell is not None:
            if left is not None and tonight - left == 3 and draw(seed, place.number, "returns") % 3 == 0:
                place = replace(place, farewell=None)
            continue
        if draw(seed, place.number, tonight, "leaves") % 150 == 0:
            place = replace(place, farewell=_FAREWELLS[draw(seed, place.number, "how") % 3])
            left = tonight
        elif draw(seed, place.number, tonight, "edited") % 60 == 0:
            place = replace(place, revision=place.revision + 1, edited=tonight)
        elif place.generation == "b1" and draw(seed, place.number, tonight, "moves") % 80 == 0:
            place = replace(_moved(place, seed), edited=tonight)
    return place


def _moved(place: Place, seed: int) -> Place:
    sections = SECTIONS["c"]
    section = sections[draw(seed, place.number, "new section") % len(sections)]
    return replace(place, generation="c", section=section, article_id=f"4{place.article_id}", former=place)


def _twin(place: Place, twins: bool) -> Place:
    if not twins or place.generation != "c" or place.number % 9 != 4 or len(place.article_id) < 15:
        return place
    site, entered = place.article_id[:-4], int(place.article_id[-4:])
    return replace(place, twin_id=f"{site}{(entered + 4317) % 10_000:04d}")


def _reserved(number: int, reserve: Reserve) -> tuple[datetime, Place]:
    draft = reserve.draft
    group = "c-en" if (reserve.generation, draft.language) == ("c", "en") else reserve.generation
    ids = {"b1": 2_990_000, "b2": 44_000, "liferay": 4_990_000, "vanban": 99_000, "c": 4_260_831_220_000_00}
    article_id = str(ids.get(group, 2_655_260_831_220_000_00) + number)
    family = {"liferay": "liferay:vi", "vanban": "vanban:vi"}.get(group, f"hnp:{draft.language}")
    when = reserve.published or NOW
    genre: Genre = "interview" if draft.interview else "news"
    place = Place(10_000_000 + number, reserve.generation, draft.language, SECTIONS[group][0], article_id,
                  f"{family}:{article_id}", reserve.published, "minute", genre, 0, reserve=draft)  # fmt: skip
    return when, place
