"""Learn an article's own habits: which label and which mark asks, which answers, and what a turn looks like in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hnp_crawler.items import Role
from hnp_crawler.normalize.interview.labels import interviewer_name, names_somebody, speaking_part
from hnp_crawler.normalize.interview.relabel import drop_label
from hnp_crawler.normalize.interview.units import Unit
from hnp_crawler.normalize.names import is_full_name, parse_person


@dataclass(slots=True)
class Habits:
    """Hold what one article does regularly."""

    roles: dict[str, Role] = field(default_factory=dict)
    """Label key to role."""
    question_by_sign: dict[str, float] = field(default_factory=dict)
    """Bonus for a question by the sign it opens with: a mark, ``label``, ``emphasis`` or ``plain``."""
    answer_by_sign: dict[str, float] = field(default_factory=dict)
    """The same for the beginning of an answer."""
    recurring: dict[str, int] = field(default_factory=dict)
    """Label key to how many units open with it."""
    continuation: float = 0.0
    """Bonus for an answer's further paragraphs."""
    names: tuple[str, ...] = ()
    """Names of those who answer."""
    spoken_of: tuple[str, ...] = ()
    """Those of these names by which captions speak of them: they do not call themselves so."""


HEAD = 12
"""Units from the top in which a person is introduced ..."""
HEAD_REACH = 600
"""... and characters of each that are searched."""
QUOTED = 300
"""Characters up to which a quotation behind a label is a caption or title."""
MAX_NAMES = 20
"""Names of those who answer by which captions are known."""
UNMARKED = -4.5
"""Weight against a question without a mark where one mark asks, and another or labels answer."""
CLEAR = 3.0
"""By how much a label that occurs once must ask rather than answer to be believed."""
_QUOTED = re.compile(r"[\"“‘'][^\"”]*[\"”’']?[.!?…]?")
"""A caption or title that quotes: nothing but a quotation stands behind the label."""


def learn_roles(units: Sequence[Unit]) -> dict[str, Role]:
    """Give each label of the article a role, and take back those that the article does not bear out.

    A press word asks, unless it names a guest of that trade whom another asks; ``Đáp`` answers. A person answers,
    unless what stands behind the label asks throughout and somebody else answers. Bare words are a label when they
    recur, name a person in full, or lead to a clear question.
    """
    groups: dict[str, list[Unit]] = defaultdict(list)
    leans: dict[str, float] = defaultdict(float)
    for unit, behind in zip(units, [*units[1:], None], strict=True):
        quoted = bool(unit.opening.kind) and bool(_QUOTED.fullmatch(unit.text))
        if quoted and (not unit.first or names_somebody(unit.opening.label)):
            _take_for_caption(unit)
        if unit.opening.kind:
            groups[unit.opening.key].append(unit)
            leans[unit.opening.key] += _lean(unit, behind)
    if len(groups) == 1 and units[0].opening.kind is None:
        (lone,) = groups.values()
        if len(lone) == 1 and lone[0].opening.kind == "person" and lone[0].evidence.beside > 0 and len(units) > HEAD:
            _take_for_caption(lone[0])
            groups.clear()
    roles: dict[str, Role] = {}
    undecided: dict[str, float] = {}
    several = sum(group[0].opening.kind == "asks" for group in groups.values()) > 1
    for key, group in groups.items():
        opening = group[0].opening
        lean = leans[key] / len(group)
        if opening.kind == "asks":
            speaks = several or any(unit.evidence.first_person for unit in group)
            guest = lean < -1.0 and speaks and interviewer_name(opening.label) is not None
            roles[key] = "interviewee" if guest else "interviewer"
        elif opening.kind == "answers":
            roles[key] = "interviewee"
        elif _is_reporter(group[0], units):
            roles[key] = "interviewer"
        elif len(group) >= 2 or lean > CLEAR or opening.kind == "person" or _is_known(group[0], units):
            undecided[key] = lean
        else:
            for unit in group:
                drop_label(unit)
    press = "interviewer" in roles.values()
    answering = "interviewee" in roles.values()
    lowest = sorted((lean, key) for key, lean in undecided.items())[:2]
    for key, lean in undecided.items():
        person = groups[key][0].opening.kind == "person"
        least = next((other for other in lowest if other[1] != key), None)
        against = answering or (least is not None and lean - least[0] > 1.5)
        asks = lean > (1.0 if len(groups[key]) >= 2 else CLEAR) and (against or not person) and not (press and person)
        roles[key] = "interviewer" if asks else "interviewee"
    return roles


def _take_for_caption(unit: Unit) -> None:
    """Take back the label of a unit that quotes; a long one is no caption, but news."""
    drop_label(unit)
    if len(unit.text) > QUOTED:
        return
    unit.evidence = unit.evidence._replace(beside=unit.evidence.beside + 5.0)


def _is_reporter(labelled: Unit, units: Sequence[Unit]) -> bool:
    """Tell whether the article's head names a label's bare words as those of its reporter."""
    name = speaking_part(labelled.opening.label)
    named = tuple(f"{press} {name}" for press in ("phóng viên", "Phóng viên", "nhà báo", "Nhà báo", "PV", "host"))
    return labelled.opening.kind == "bare" and any(
        one in unit.printed[:HEAD_REACH] for unit in units[:HEAD] if unit is not labelled for one in named
    )


def _is_known(labelled: Unit, units: Sequence[Unit]) -> bool:
    """Tell whether bare words are a name: a Vietnamese one in full, or two words that the article's head names too."""
    name = speaking_part(labelled.opening.label)
    return is_full_name(name) or (
        " " in name and any(name in unit.printed[:HEAD_REACH] for unit in units[:HEAD] if unit is not labelled)
    )


def _lean(unit: Unit, behind: Unit | None) -> float:
    """Tell how much more a labelled unit asks than answers, the short question in the paragraph behind it included."""
    lean = unit.evidence.question - unit.evidence.answer
    if behind is not None and len(unit.text) < 160 and not unit.evidence.first_person and asks_for(behind, unit):
        lean = max(lean, behind.evidence.question - behind.evidence.answer)
    return lean


def first_habits(units: Sequence[Unit]) -> Habits:
    """Learn what shows without any reading: roles of labels, marks that ask, names of those who answer."""
    roles = learn_roles(units)
    names = names_of(roles, units)
    return Habits(
        roles=roles,
        recurring=Counter(unit.opening.key for unit in units if unit.opening.label),
        question_by_sign=guess_signs(units),
        names=names,
        spoken_of=names,
    )


def guess_signs(units: Sequence[Unit]) -> dict[str, float]:
    """Guess before the first reading which marks ask: those of which three in four units sound like it.

    Where others open about as many units, for the answers, what has no mark hardly asks.
    """
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for unit, behind in zip(units, [*units[1:], None], strict=True):
        if unit.opening.mark and not unit.opening.label:
            seen = unit.evidence
            itself = seen.question >= 3.0 or seen.thanks
            carried = seen.addressed or (behind is not None and asks_for(behind, unit))
            groups[unit.opening.mark].append((itself, itself or carried))
    often = {mark: asks for mark, asks in groups.items() if len(asks) >= 3}
    asking = {mark: 2.5 for mark, asks in often.items() if sum(itself for itself, _ in asks) >= 0.75 * len(asks)}
    asking = asking or {mark: 2.5 for mark, asks in often.items() if sum(one for _, one in asks) >= 0.75 * len(asks)}
    if len(asking) == 1:
        (mark,) = asking
        others = sum(unit.sign not in (mark, "plain", "emphasis") for unit in units)
        if 3 * others >= 2 * len(groups[mark]):
            asking["plain"] = UNMARKED
    return asking


def asks_for(behind: Unit, unit: Unit) -> bool:
    """Tell whether a unit with a sign is the statement that leads to the question in the short paragraph behind it."""
    return (
        unit.sign != "plain"
        and not unit.evidence.asks
        and behind.evidence.asks
        and behind.sign == "plain"
        and len(behind.text) < 150
    )


def names_of(roles: dict[str, Role], units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the names in the labels of those who answer; of a Vietnamese name the last two words."""
    names: dict[str, None] = {}
    openings = {unit.opening.label: unit.opening for unit in units if unit.opening.label}
    for label, opening in openings.items():
        if roles.get(opening.key) == "interviewee":
            said = speaking_part(label)
            person = parse_person(said)
            name = person.name if person else said if opening.kind == "bare" else None
            if name and " " in name:
                names[short_name(name.title() if name.isupper() else name)] = None
    return tuple(names)[:MAX_NAMES]


def short_name(name: str) -> str:
    """Return the last two words of a Vietnamese name, by which the press speaks of a person; others whole.

    >>> short_name("Phạm Kim Huệ"), short_name("Josh Kabasawa")
    ('Kim Huệ', 'Josh Kabasawa')
    """
    words = name.split()
    return " ".join(words[-2:]) if len(words) > 3 or (len(words) == 3 and is_full_name(name)) else name


def learn_signs(
    units: Sequence[Unit], questions: Sequence[int], answers: Sequence[int], others: Sequence[int]
) -> Habits:
    """Learn from a first reading how this article marks its questions and answers.

    ``questions``, ``answers`` and ``others`` are indices of units that begin a question, begin an answer, or stand
    inside the interview and begin neither.
    """
    asked, answered, rest = (_count(units, part) for part in (questions, answers, others))
    habits = Habits()
    for sign in sorted({*asked, *answered, *rest}):
        asks, replies, none = asked.get(sign, 0), answered.get(sign, 0), rest.get(sign, 0)
        total = asks + replies + none
        if sign == "label" or total == 0:
            continue
        if len(questions) >= 2:
            share = asks / len(questions)
            precision = asks / total
            if sign == "plain":
                habits.question_by_sign[sign] = -3.0 if share < 0.4 and len(questions) >= 3 else 0.0
            elif share >= 0.5:
                habits.question_by_sign[sign] = 3.0 * precision
            elif none > asks + replies:
                habits.question_by_sign[sign] = -2.0
        if len(answers) >= 2:
            share = replies / len(answers)
            if sign == "plain":
                habits.answer_by_sign[sign] = -2.0 if share < 0.2 and len(answers) >= 3 else 0.0
            elif share >= 0.5:
                habits.answer_by_sign[sign] = 2.0
    if len(answers) >= 4:
        single = sum(bisect_left(others, end) == bisect_left(others, begin) for begin, end in pairwise(answers))
        habits.continuation = -3.0 * max(0.0, single / (len(answers) - 1) - 0.5)
    return habits


def _count(units: Sequence[Unit], part: Sequence[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for index in part:
        sign = units[index].sign
        counts[sign] = counts.get(sign, 0) + 1
    return counts
