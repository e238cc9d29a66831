"""Find the best labelling of an article's units by dynamic programming (Viterbi over nine states)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

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


NEVER = -1e9
HOPELESS = -1.0
"""Evidence below which an unmarked unit cannot be a question, whatever surrounds it."""
LEAD_REACH = 8
"""Units from the top among which a lead is expected to introduce the interview."""

_FROM: dict[State, tuple[tuple[State, float], ...]] = {
    State.BEFORE: ((State.BEFORE, 0.0),),
    State.QUESTION: (
        (State.BEFORE, 0.0),
        (State.ANSWER, 0.0),
        (State.ANSWER_ON, 0.0),
        (State.BESIDE_ANSWER, 0.0),
        (State.THANKS, -3.0),
        (State.QUESTION, -5.0),
        (State.QUESTION_ON, -5.0),
    ),
    State.QUESTION_ON: ((State.QUESTION, -1.0), (State.QUESTION_ON, -1.5)),
    State.BESIDE_QUESTION: ((State.QUESTION, -0.5), (State.QUESTION_ON, -0.5), (State.BESIDE_QUESTION, -0.3)),
    State.ANSWER: (
        (State.QUESTION, 0.0),
        (State.QUESTION_ON, 0.0),
        (State.BESIDE_QUESTION, 0.0),
    ),
    State.ANSWER_ON: ((State.ANSWER, 0.0), (State.ANSWER_ON, 0.0), (State.BESIDE_ANSWER, 0.0)),
    State.BESIDE_ANSWER: ((State.ANSWER, 0.0), (State.ANSWER_ON, 0.0), (State.BESIDE_ANSWER, 0.0)),
    State.THANKS: ((State.ANSWER, 0.0), (State.ANSWER_ON, 0.0), (State.BESIDE_ANSWER, 0.0)),
    State.AFTER: (
        (State.AFTER, 0.0),
        (State.THANKS, 0.5),
        (State.ANSWER, -1.5),
        (State.ANSWER_ON, -1.5),
        (State.BESIDE_ANSWER, -1.5),
        (State.QUESTION, -6.0),
    ),
}
_TABLE = tuple(tuple((int(source), cost) for source, cost in _FROM[state]) for state in State)
_PANEL = (int(State.ANSWER), int(State.ANSWER_ON), int(State.BESIDE_ANSWER))


def _emissions(unit: Unit, index: int, habits: Habits) -> list[float]:
    seen = unit.evidence
    opening = unit.opening
    role = habits.roles.get(opening.key) if opening.label else None
    sign = sign_of(unit)
    question = seen.question + habits.question_by_sign.get(sign, 0.0) * (
        0.5 if seen.addressed and sign == "plain" else 1.0
    )
    going_on = 0.5 * seen.answer - 0.2 + habits.continuation
    answer = 0.5 * seen.answer - 0.2 + habits.answer_by_sign.get(sign, 0.0)
    question_on = (
        (1.0 if seen.asks else -1.5) - (1.5 if seen.first_person else 0.0) + (1.0 if len(unit.text) < 150 else -1.0)
    )
    beside = seen.beside
    before = (0.0 if not seen.introduces else 6.5 if index < LEAD_REACH else 1.5) + max(0.0, beside)
    after = seen.outside + max(0.0, beside)
    thanks = 6.0 if seen.thanks else NEVER
    if len(unit.text) < 300 and not seen.addressed and any(name in unit.text for name in habits.names):
        beside += 3.0 if not seen.first_person else 0.0
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
        question = 0.0 if seen.thanks else max(question, HOPELESS) + 6.0
        before -= 4.0
        after -= 6.0
        answer = going_on = question_on = NEVER
        beside = NEVER
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
    steps: list[list[int]] = []
    for index, unit in enumerate(units):
        emitted = _emissions(unit, index, habits)
        if index and unit.evidence.asks and not units[index - 1].evidence.asks:
            emitted[State.QUESTION_ON] += 1.5
        behind = units[index + 1] if index + 1 < len(units) else None
        if behind is not None and habits.question_by_sign.get(sign_of(unit), 0.0) > 0 and asks_for(behind, unit):
            emitted[State.QUESTION] += 4.0
        labelled = bool(unit.opening.label)
        fresh: list[float] = []
        step: list[int] = []
        for state, sources in enumerate(_TABLE):
            best, source = NEVER * 2, 0
            for former, cost in sources:
                value = scores[former] + cost
                if value > best:
                    best, source = value, former
            if state == State.ANSWER and labelled:
                joins = -2.0 if habits.recurring.get(unit.opening.key, 0) > 1 else -6.0
                for former in _PANEL:
                    if scores[former] + joins > best:
                        best, source = scores[former] + joins, former
            fresh.append(best + emitted[state])
            step.append(source)
        scores = fresh
        steps.append(step)
    for state in (State.QUESTION, State.QUESTION_ON, State.BESIDE_QUESTION):
        scores[state] -= 4.0
    state_now = max(range(9), key=lambda state: scores[state])
    path: list[State] = []
    for step in reversed(steps):
        path.append(State(state_now))
        state_now = step[state_now]
    path.reverse()
    return path
