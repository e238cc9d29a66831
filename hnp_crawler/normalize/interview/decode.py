"""Find the best labelling of an article's units by dynamic programming (Viterbi over nine states)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from operator import add

from hnp_crawler.normalize.interview.habits import Habits, asks_for, sign_of
from hnp_crawler.normalize.interview.units import Unit


class State(IntEnum):
    """Name what a unit is."""

    BEFORE = 0
    QUESTION = 1
    QUESTION_ON = 2
    BESIDE_QUESTION = 3
    ANSWER = 4
    ANSWER_ON = 5
    BESIDE_ANSWER = 6
    THANKS = 7
    AFTER = 8


_STATES = tuple(State)
NEVER = -1e9
HOPELESS = -1.0
"""Evidence below which an unmarked unit cannot be a question, whatever surrounds it."""

# Costs of stepping from one state to another; a step that is not named here is free, or impossible.
_QUESTION_AGAIN = -5.0
_QUESTION_AFTER_THANKS = -3.0
_QUESTION_GOES_ON = -1.0
_BESIDE_QUESTION = -0.5
_KNOWN_SPEAKER_JOINS = -2.0
_NEW_SPEAKER_JOINS = -6.0
_END_WITHOUT_THANKS = -1.5
_END_AFTER_THANKS = 0.5
_END_UNANSWERED = -6.0
_UNANSWERED = -4.0


def _emissions(unit: Unit, index: int, habits: Habits) -> list[float]:
    """Weigh a unit for each state, by its own evidence and the article's habits."""
    seen = unit.evidence
    opening = unit.opening
    role = habits.roles.get(opening.key) if opening.label else None
    sign = sign_of(unit)
    habit = habits.question_by_sign.get(sign, 0.0)
    question = seen.question + (0.5 * habit if seen.addressed and sign == "plain" else habit)
    going_on = 0.5 * seen.answer - 0.2 + habits.continuation
    answer = 0.5 * seen.answer - 0.2 + habits.answer_by_sign.get(sign, 0.0)
    size = len(unit.text)
    question_on = (1.0 if seen.asks else -1.5) - 1.5 * seen.first_person + (1.0 if size < 150 else -1.0)
    beside = seen.beside
    before = max(0.0, beside)
    if seen.introduces:
        before += 6.5
    after = seen.outside + max(0.0, beside)
    thanks = 6.0 if seen.thanks else NEVER
    if size < 300 and not seen.addressed and any(name in unit.text for name in habits.names):
        beside += 3.0 * (not seen.first_person)
        after += 1.0
    if index == 0 and not seen.addressed and not opening.label:
        question -= 3.0
    if opening.mark and not opening.label:
        question += 0.7
        going_on -= 0.3
        question_on -= 2.0
    if not unit.first:
        question -= 0.5
        answer -= 0.5
        going_on += 1.0
        question_on += 1.0
        beside -= 2.0
    if seen.thanks:
        question -= 3.0
        answer -= 2.0
        going_on -= 2.0
    if question < HOPELESS and not opening.mark:
        question = NEVER
    if role == "interviewer":
        question = -6.0 if seen.thanks else max(question, HOPELESS) + 6.0
        before -= 4.0
        after -= 6.0
        answer = going_on = question_on = beside = NEVER
    elif role == "interviewee":
        answer += 5.0
        before -= 0.5
        after -= 0.5
        beside -= 2.5
        question = going_on = question_on = thanks = NEVER
    return [before, question, question_on, beside, answer, going_on, beside, thanks, after]


def best_path(units: Sequence[Unit], habits: Habits) -> list[State]:
    """Return the state of each unit on the best path."""
    scores = [0.0] + [NEVER] * 8
    steps: list[tuple[int, ...]] = []
    last = len(units) - 1
    for index, unit in enumerate(units):
        emitted = _emissions(unit, index, habits)
        if index < last and habits.question_by_sign.get(sign_of(unit), 0.0) > 0 and asks_for(units[index + 1], unit):
            emitted[1] += 4.0
        asking = 1 if scores[1] >= scores[2] else 2
        asked = asking if scores[asking] >= scores[3] else 3
        told = 4 if scores[4] >= scores[5] else 5
        told = told if scores[told] >= scores[6] else 6
        joins = NEVER
        if unit.opening.label:
            known = habits.recurring.get(unit.opening.key, 0) > 1
            joins = _KNOWN_SPEAKER_JOINS if known else _NEW_SPEAKER_JOINS
        best_told = scores[told]
        to_question, from_question = max(
            (scores[0], 0),
            (best_told, told),
            (scores[7] + _QUESTION_AFTER_THANKS, 7),
            (scores[asking] + _QUESTION_AGAIN, asking),
        )
        to_answer, from_answer = max((scores[asked], asked), (best_told + joins, told))
        to_after, from_after = max(
            (scores[8], 8),
            (scores[7] + _END_AFTER_THANKS, 7),
            (best_told + _END_WITHOUT_THANKS, told),
            (scores[1] + _END_UNANSWERED, 1),
        )
        to_goes_on = scores[asking] + _QUESTION_GOES_ON
        to_beside = scores[asked] + _BESIDE_QUESTION
        arrivals = (scores[0], to_question, to_goes_on, to_beside, to_answer, best_told, best_told, best_told, to_after)
        steps.append((0, from_question, asking, asked, from_answer, told, told, told, from_after))
        scores = list(map(add, arrivals, emitted))
    for state in (State.QUESTION, State.QUESTION_ON, State.BESIDE_QUESTION):
        scores[state] += _UNANSWERED
    state_now = max(range(9), key=scores.__getitem__)
    path: list[State] = []
    for step in reversed(steps):
        path.append(_STATES[state_now])
        state_now = step[state_now]
    path.reverse()
    return path
