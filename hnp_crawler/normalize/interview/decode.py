"""Find the best labelling of an article's units by dynamic programming (Viterbi over nine states)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from hnp_crawler.normalize.interview.beside import NOT_BESIDE
from hnp_crawler.normalize.interview.habits import Habits, asks_for
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
TITLE = 130
"""Characters up to which a first line is a title: unless it addresses somebody, it is no turn, whatever it asks."""
ANNOUNCING = 120
"""Characters from which on a text that announces an interview stands before it, and is no caption inside."""
CAPTION = 300
"""Characters up to which a text that names the guest may be a caption."""
ASKING = 1.0
"""Evidence of a question from which on a text that names the guest is no caption."""
HOPELESS = -1.0
"""Evidence below which an unmarked unit cannot be a question, whatever surrounds it."""

# Costs of stepping from one state to another; a step that is not named here is free, or impossible.
_QUESTION_AGAIN = -5.0
_QUESTION_AFTER_THANKS = -3.0
_QUESTION_GOES_ON = -1.0
_BESIDE_QUESTION = -0.5
_KNOWN_SPEAKER_JOINS = -2.0
_NEW_SPEAKER_JOINS = -6.0
_ANSWERS_FIRST = -4.0
_END_WITHOUT_THANKS = -1.5
_END_AFTER_THANKS = 0.5
_END_UNANSWERED = -6.0
_UNANSWERED = -4.0


def may_ask(units: Sequence[Unit], habits: Habits) -> bool:
    """Tell whether any unit can be a question at the first reading; where none can, no path needs to be sought."""
    return any(
        unit.evidence.question >= HOPELESS
        or unit.opening.mark
        or (unit.opening.label and habits.roles.get(unit.opening.key) == "interviewer")
        for unit in units
    )


def _emissions(unit: Unit, index: int, habits: Habits) -> list[float]:
    """Weigh a unit for each state, by its own evidence and the article's habits."""
    seen = unit.evidence
    opening = unit.opening
    role = habits.roles.get(opening.key) if opening.label else None
    sign = unit.sign
    habit = habits.question_by_sign.get(sign, 0.0)
    question = seen.question + (0.5 * habit if seen.addressed and sign == "plain" else habit)
    going_on = 0.5 * seen.answer - 0.2 + (0.0 if seen.first_person else habits.continuation)
    answer = 0.5 * seen.answer - 0.2 + habits.answer_by_sign.get(sign, 0.0)
    size = len(unit.text)
    going_on -= 0.5 * seen.outside + 1.0 * seen.reports
    answer -= seen.outside
    question_on = (1.0 if seen.asks else -1.5) - 1.5 * seen.first_person + (1.0 if size < 150 else -1.0)
    beside = seen.beside
    before = max(0.0, beside)
    if seen.introduces:
        before += 6.5
        if size > ANNOUNCING:
            beside -= 4.0
            going_on -= 2.0
    after = seen.outside + max(0.0, beside)
    thanks = 6.0 if seen.thanks else NEVER
    shows = size < CAPTION and seen.question < ASKING
    if shows and any(speaks_of(unit.text, name) for name in habits.spoken_of):
        beside += 3.0 * (not seen.first_person)
        after += 3.0 * (not seen.first_person)
    lone = sign == "plain" or (sign == "label" and habits.recurring.get(opening.key) == 1)
    if index == 0 and lone and not seen.addressed:
        question = NEVER if size < TITLE else question - 3.0
    if opening.mark and not opening.label:
        if habit > 0.0:
            beside = min(beside, NOT_BESIDE)
        question += 0.7
        going_on -= 0.3
        question_on -= 2.0
    if not unit.first:
        question -= 0.5 if seen.addressed or opening.label else 2.0
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
        title = index == 0 and question == NEVER
        question = -6.0 if seen.thanks else NEVER if title else max(question, HOPELESS) + 6.0
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


def _only_answers(sign: str, habits: Habits) -> bool:
    """Tell whether a sign opens the article's answers, and none of its questions."""
    return habits.answer_by_sign.get(sign, 0.0) > 0 >= habits.question_by_sign.get(sign, 0.0)


def _answers_first(unit: Unit) -> bool:
    """Tell whether a labelled unit before any question may be an answer, and is no title."""
    return unit.text.endswith((".", "!", "…")) and (unit.evidence.first_person or len(unit.text) > TITLE)


def speaks_of(text: str, name: str) -> bool:
    """Tell whether a text speaks of somebody by this name, and never by the given name alone, as he does himself.

    >>> speaks_of("Mỹ Tâm trong buổi họp báo", "Mỹ Tâm"), speaks_of("Mỹ Tâm xin hứa, rồi Tâm sẽ hát", "Mỹ Tâm")
    (True, False)
    """
    if name not in text:
        return False
    given = name.rpartition(" ")[2]
    words = re.findall(r"\w+", text)
    return not any(word == given and not before[:1].isupper() for before, word in pairwise(["", *words]))


def best_path(units: Sequence[Unit], habits: Habits) -> list[State]:
    """Return the state of each unit on the best path."""
    scores = [0.0] + [NEVER] * 8
    steps: list[tuple[int, ...]] = []
    last = len(units) - 1
    for index, unit in enumerate(units):
        emitted = _emissions(unit, index, habits)
        if index < last and habits.question_by_sign.get(unit.sign, 0.0) > 0 and asks_for(units[index + 1], unit):
            emitted[1] += 4.0
        before, question, question_on, beside_question, answer, answer_on, beside_answer, thanks, after = scores
        asking, asked_now = (1, question) if question >= question_on else (2, question_on)
        asked, asked_before = (asking, asked_now) if asked_now >= beside_question else (3, beside_question)
        told, told_now = (4, answer) if answer >= answer_on else (5, answer_on)
        if beside_answer > told_now:
            told, told_now = 6, beside_answer
        to_question, from_question = (before, 0) if before > told_now else (told_now, told)
        if thanks + _QUESTION_AFTER_THANKS > to_question:
            to_question, from_question = thanks + _QUESTION_AFTER_THANKS, 7
        if asked_now + _QUESTION_AGAIN > to_question:
            to_question, from_question = asked_now + _QUESTION_AGAIN, asking
        to_answer, from_answer = asked_before, asked
        if index and units[index - 1].printed.endswith(":") and _only_answers(unit.sign, habits):
            to_answer, from_answer = max((to_answer, from_answer), (before, 0))
        if unit.opening.label:
            known = habits.recurring.get(unit.opening.key, 0) > 1
            joins = told_now + (_KNOWN_SPEAKER_JOINS if known else _NEW_SPEAKER_JOINS)
            if joins > to_answer:
                to_answer, from_answer = joins, told
            if known and index and _answers_first(unit) and before + _ANSWERS_FIRST > to_answer:
                to_answer, from_answer = before + _ANSWERS_FIRST, 0
        to_after, from_after = after, 8
        if thanks + _END_AFTER_THANKS > to_after:
            to_after, from_after = thanks + _END_AFTER_THANKS, 7
        if told_now + _END_WITHOUT_THANKS > to_after:
            to_after, from_after = told_now + _END_WITHOUT_THANKS, told
        if question + _END_UNANSWERED > to_after:
            to_after, from_after = question + _END_UNANSWERED, 1
        steps.append((0, from_question, asking, asked, from_answer, told, told, told, from_after))
        scores = [
            before + emitted[0],
            to_question + emitted[1],
            asked_now + _QUESTION_GOES_ON + emitted[2],
            asked_before + _BESIDE_QUESTION + emitted[3],
            to_answer + emitted[4],
            told_now + emitted[5],
            told_now + emitted[6],
            told_now + emitted[7],
            to_after + emitted[8],
        ]
    for state in (State.QUESTION, State.QUESTION_ON, State.BESIDE_QUESTION):
        scores[state] += _UNANSWERED
    state_now = max(range(9), key=scores.__getitem__)
    path: list[State] = []
    for step in reversed(steps):
        path.append(_STATES[state_now])
        state_now = step[state_now]
    path.reverse()
    return path
