"""Gather what the turns found in an article say of themselves: whom they address, whether they ask, how they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hnp_crawler.normalize.interview.habits import Habits
from hnp_crawler.normalize.interview.labels import Opening
from hnp_crawler.normalize.interview.turns import Span
from hnp_crawler.normalize.interview.units import Unit

ASKED = 3.0
"""Evidence of a question from which on it may address somebody."""


@dataclass(slots=True)
class Said:
    """Hold one turn with what its units say together."""

    units: list[Unit]
    first: Unit
    opening: Opening
    question: float
    """Its strongest evidence of a question."""
    asks: bool
    """Whether a part of it ends like a question."""
    addresses: bool
    """Whether it addresses somebody."""
    personal: bool
    """Whether it is in the first person."""
    fills: bool
    """Whether it begins and ends with its paragraphs."""
    called: bool
    """Whether it holds the given name of one who answers."""

    @property
    def addressed(self) -> bool:
        """Whether it is a question that addresses somebody: by a pronoun, a title, or the name of the guest."""
        return self.question >= ASKED and (self.addresses or self.called)


@dataclass(slots=True)
class Dialogue:
    """Hold the turns found in an article, and what the article says of them as a whole."""

    units: Sequence[Unit]
    """All units of the article, those outside the turns included."""
    turns: list[Said]
    questions: list[Said]
    """The turns that ask, closing thanks not included."""
    answers: list[Said]
    closed: bool
    """Whether an interviewer's thanks close it."""
    spoken: bool
    """Whether thanks close it or a label opens a turn."""
    announced: bool
    """Whether the article announces an interview."""
    introduced: bool
    """Whether it introduces somebody who answers."""
    pressed: int
    """How many questions a press label opens."""

    @property
    def inside(self) -> list[Unit]:
        """The units of all turns."""
        return [unit for turn in self.turns for unit in turn.units]

    @property
    def mostly_personal(self) -> bool:
        """Whether half of the answers are in the first person."""
        return sum(answer.personal for answer in self.answers) * 2 >= len(self.answers)


def dialogue_of(units: Sequence[Unit], spans: Sequence[Span], habits: Habits) -> Dialogue:
    """Gather the turns of an article from the spans of its units."""
    given = {name.rpartition(" ")[2] for name in habits.names}
    turns = [_said(units, span, given) for span in spans]
    pairs = list(zip(turns, spans, strict=True))
    questions = [turn for turn, span in pairs if span.role == "interviewer" and not span.closing]
    closed = any(span.closing for span in spans)
    announced = any(unit.evidence.introduces for unit in units)
    return Dialogue(
        units=units,
        turns=turns,
        questions=questions,
        answers=[turn for turn, span in pairs if span.role == "interviewee"],
        closed=closed,
        spoken=closed or any(turn.opening.label for turn in turns),
        announced=announced,
        introduced=announced or bool(habits.names),
        pressed=sum(turn.opening.kind == "asks" for turn in questions),
    )


def _said(units: Sequence[Unit], span: Span, given: set[str]) -> Said:
    own = [units[index] for index in span.units]
    seen = [unit.evidence for unit in own]
    behind = span.units[-1] + 1
    return Said(
        units=own,
        first=own[0],
        opening=own[0].opening,
        question=max(one.question for one in seen),
        asks=any(one.asks for one in seen),
        addresses=any(one.addressed for one in seen),
        personal=any(one.first_person for one in seen),
        fills=own[0].first and (behind == len(units) or units[behind].first),
        called=span.role == "interviewer" and any(_calls(unit.text, name) for unit in own for name in given),
    )


def _calls(text: str, name: str) -> bool:
    return name in text and name in re.split(r"\W+", text)
