"""Find out who is interviewed, and give shortened labels their full names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hnp_crawler.items import Interviewee
from hnp_crawler.normalize.interview.introductions import (
    given_names_of_speakers,
    given_names_of_talks,
    introduction_of,
)
from hnp_crawler.normalize.interview.labels import speaking_part
from hnp_crawler.normalize.mentions import Mention, find_people
from hnp_crawler.normalize.name_words import FOREIGN_LEADS, PROFESSIONS, STAGED, UPPER
from hnp_crawler.normalize.names import Person, parse_person
from hnp_crawler.normalize.places import is_place

_LAST_NAMES = re.compile(rf"[^\W\d_]+ ((?:[{UPPER}]\w+ )(?:[{UPPER}]\w+ ?){{1,2}})$")
"""The capitalized words that a title's label ends with."""
_INITIALS = re.compile(rf"^[{UPPER}]{{2,4}} (?=[{UPPER}]\w*[a-zà-ỹ]\w* [{UPPER}])")
"""A profession in capitals before a name: ``DV``, ``NTK``."""
_REMARK = re.compile(r"\s*\([^()]*\)$")

LEAD_REACH = 4000
"""Characters of a lead, caption or note that are searched for people."""
MAX_PEOPLE = 100
"""People whom one article can introduce; names beyond that are taken as they stand in their labels."""


INTRODUCED = 2.0
"""Weight from which on the lead introduces somebody: by a form of address, say."""
AGAIN = 0.5
"""Share that another mention counts which says no more of somebody than name and office."""
SAYING = 3.0
"""Weight of being named by the given name as one who says something."""


@dataclass(slots=True)
class Roster:
    """Hold the people of an article with how strongly each is introduced as interviewed."""

    weights: dict[str, float] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    led: set[str] = field(default_factory=set)
    """Those to whom words of an interview lead: ``trao đổi với ông …``."""
    pressed: set[str] = field(default_factory=set)
    """Those of them whom the press says it talked with."""
    texts: list[str] = field(default_factory=list)
    """The lead, captions and notes that were read."""

    def note(self, mention: Mention, text: str) -> None:
        """Take in one mention of a person in a lead, caption or closing note."""
        name = mention.person.name or ""
        name = name.title() if name.isupper() else name
        seen = introduction_of(mention, text)
        if seen is None:
            return
        if seen.led:
            self.led.add(name)
        if seen.pressed:
            self.pressed.add(name)
        weight = seen.weight
        if name in self.weights and weight < 3.0:
            weight *= AGAIN
        self.weights[name] = self.weights.get(name, 0.0) + weight
        self.people.setdefault(name, []).append(mention.person)

    def note_all(self, texts: Iterable[str]) -> None:
        """Take in every mention in some texts."""
        for whole in texts:
            text = whole[:LEAD_REACH]
            self.texts.append(text)
            for mention in _people_in(text):
                if len(self.people) < MAX_PEOPLE:
                    self.note(mention, text)

    def note_captions(self, texts: Sequence[str]) -> None:
        """Take in captions: they may name somebody more often than the lead, and hardly outdo whom it introduces."""
        main = self.main() if texts else None
        self.note_all(texts)
        if main and self.weights.get(main, 0.0) >= INTRODUCED:
            self.weights[main] = max(self.weights.values()) + INTRODUCED

    def note_title(self, label: str) -> None:
        """Take in the person whom the article's title quotes: ``Nghệ nhân Minh Hòa: Tôi muốn giữ nghề``."""
        said = _REMARK.sub("", speaking_part(label))
        person = parse_person(said) or Person(_INITIALS.sub("", said))
        office = (person.office or "").casefold()
        if person.name is None and (not office or office in PROFESSIONS):
            found = _LAST_NAMES.search(said)
            person = Person(found.group(1)) if found and not is_place(found.group(1)) else person
        if person.name and (1 if office in STAGED else 2) <= len(person.name.split()) <= 4:
            name = self.full_name(person.name)
            self.people.setdefault(name, []).append(person)
            self.weights[name] = self.weights.get(name, 0.0) + 5.0

    def main(self) -> str | None:
        """Return the one person whom the article introduces as interviewed, or None where that is not clear."""
        weights, led = self._with_short_names()
        ranked = sorted(weights.items(), key=lambda entry: -entry[1])
        if not ranked or ranked[0][1] < (0.75 if len(ranked) == 1 else 3.0):
            return None
        if len(ranked) == 1:
            return ranked[0][0]
        ranked = self._with_sayings(weights)
        given = self._talked_by_given_name() if len(self.pressed) != 1 else None
        for chosen, least in ((self.pressed, 0.3), ({given} if given else set(), 0.3), (led, 0.6)):
            if len(chosen) == 1:
                (name,) = chosen
                if weights.get(name, 0.0) >= least * ranked[0][1]:
                    return name
        if ranked[1][1] > 0.8 * ranked[0][1]:
            return None
        return ranked[0][0]

    def _with_short_names(self) -> tuple[dict[str, float], set[str]]:
        """Return the weights and those led to, with what is said of a short name counted for the one full name."""
        if len(self.weights) < 2:
            return self.weights, self.led
        longer: dict[str, str] = {}
        for short in self.weights:
            full = [name for name in self.weights if name.endswith(f" {short}")]
            if len(full) == 1:
                longer[short] = full[0]
        if not longer:
            return self.weights, self.led
        weights: dict[str, float] = {}
        for name, weight in self.weights.items():
            known = longer.get(name, name)
            weights[known] = weights.get(known, 0.0) + weight
        return weights, {longer.get(name, name) for name in self.led}

    def _with_sayings(self, weights: dict[str, float]) -> list[tuple[str, float]]:
        """Return people with their weights, heaviest first; who says something under the given name weighs more."""
        for given in given_names_of_speakers(self.texts):
            name = self._by_given_name(given)
            if name in weights:
                weights = {**weights, name: weights[name] + SAYING}
        return sorted(weights.items(), key=lambda entry: -entry[1])

    def _talked_by_given_name(self) -> str | None:
        """Return the one known person of whom the lead says by the given name alone that there was a talk."""
        talked = [name for given in given_names_of_talks(self.texts) if (name := self._by_given_name(given))]
        return talked[0] if len(talked) == 1 else None

    def _by_given_name(self, given: str) -> str | None:
        """Return the one known person whose name ends with a given one."""
        full = [name for name in self.people if name.endswith(f" {given}")]
        return full[0] if len(full) == 1 else None

    def full_name(self, name: str) -> str:
        """Return the longest known name that ends with a name, else the name itself."""
        folded = f" {name.casefold()}"
        matches = [known for known in self.people if f" {known.casefold()}".endswith(folded)]
        if matches:
            return max(
                matches, key=lambda known: (self.weights.get(known, 0.0) + 3 * (len(known) > len(name)), -len(known))
            )
        if " " not in name:
            return self._longer(name) or name
        return name.title() if name.isupper() else name

    def _longer(self, name: str) -> str | None:
        """Return a foreigner's name that ends with a given one, from the texts that introduce people."""
        ending = re.compile(rf"((?:[{UPPER}][\w’'-]*\s){{1,3}}){re.escape(name)}(?!\w)")
        for text in self.texts[:MAX_PEOPLE]:
            found = ending.search(text)
            if found:
                parts = found.group().split()
                return " ".join(parts[1:] if parts[0] in FOREIGN_LEADS else parts)
        return None

    def holder(self, office: str) -> str | None:
        """Return the person who holds an office, by the words of the office."""
        wanted = office.casefold()
        for name in sorted(self.people, key=lambda known: -self.weights.get(known, 0.0)):
            for person in self.people[name]:
                held = f"{person.office or ''} {person.organization or ''}".casefold().strip()
                if held and (held.startswith(wanted) or wanted.startswith(held)):
                    return name
        return None

    def speaker(self, label: str) -> str | None:
        """Return the full name of the person whom a label names, in full, shortened, or by office only."""
        person = parse_person(speaking_part(label))
        if person is None:
            text = speaking_part(label)
            return (
                self.full_name(text)
                if text[:1].isupper() and len(text.split()) <= 5 and _is_name_like(text)
                else self.main()
            )
        if person.name:
            name = self.full_name(person.name)
            if len(self.people) > 2 * MAX_PEOPLE:
                return name
            self.people.setdefault(name, []).insert(
                0, Person(name, person.honorific, person.rank, person.office, person.organization)
            )
            self.weights[name] = self.weights.get(name, 0.0) + 1.0
            return name
        office = " ".join(part for part in (person.office, person.organization) if part)
        return (self.holder(office) if office else None) or self.main()

    def interviewee(self, name: str) -> Interviewee:
        """Gather what the article says of one person."""
        people = self.people.get(name, [])

        honorific = next((person.honorific for person in people if person.honorific), None)
        if honorific:
            honorific = honorific.capitalize() if honorific.isupper() else honorific[:1].upper() + honorific[1:]
        in_office = [person for person in people if person.office]
        # An office tells more than a profession; a label in capitals says what the lead says in its own spelling.
        office = min(in_office, key=_vagueness, default=None)
        return Interviewee(
            name=name,
            honorific=honorific,
            rank=max((person.rank for person in people if person.rank), key=len, default=None),
            office=office.office if office else None,
            organization=(office and office.organization)
            or next((one.organization for one in in_office if one.organization), None),
        )


def _vagueness(person: Person) -> tuple[bool, bool]:
    office = person.office or ""
    return office.casefold() in PROFESSIONS, office.isupper()


@lru_cache(maxsize=32)
def _people_in(text: str) -> tuple[Mention, ...]:
    return tuple(find_people(text))


def _is_name_like(text: str) -> bool:
    return text.casefold() not in {"đáp", "trả lời", "a", "answer"}
