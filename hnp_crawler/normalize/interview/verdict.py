"""Decide whether the questions and answers found in an article make it an interview."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnp_crawler.normalize.interview.dialogue import Dialogue, Said, dialogue_of
from hnp_crawler.normalize.interview.habits import Habits
from hnp_crawler.normalize.interview.labels import Opening
from hnp_crawler.normalize.interview.look_alikes import asks_its_readers
from hnp_crawler.normalize.interview.turns import Span
from hnp_crawler.normalize.interview.units import Unit

ENOUGH = 5.0
"""Support that an interview needs; a press label with its answer and one more sign reach it."""
ASKS = 2.0
"""Evidence of a question from which on a turn asks."""
MOST_ANSWERS = 5
"""Answers to one question, on average: as many people may sit at a table."""
_AUDIENCE = re.compile(
    r"(?:kính )?thưa (?:toàn thể|các(?! (?:ông|bà|anh|chị)\b(?!, các))|quý|bà con|đồng bào|đại hội|hội nghị"
    r"|quốc hội)\b",
    re.IGNORECASE,
)
_QUOTES = ("“", '"')
_COURT = re.compile(
    r"chủ tọa|chủ toạ|hđxx|hội đồng xét xử|kiểm sát viên|bị cáo|bị hại|nhân chứng|thẩm phán"
    r"|(?<!trưởng )(?:vks|viện kiểm sát)"
)
"""Labels of a court; who heads a prosecutor's office is interviewed like others."""


def refusal(units: Sequence[Unit], spans: Sequence[Span], habits: Habits) -> str | None:
    """Return why the turns found are no interview, or None where they are one."""
    talk = dialogue_of(units, spans, habits)
    if not talk.questions or not talk.answers:
        return "no question is answered"
    return (
        _belongs_elsewhere(talk, habits)
        or _is_hollow(talk)
        or _asks_nobody(talk)
        or asks_its_readers(talk)
        or (None if _support(talk) >= ENOUGH else "too little speaks for an interview")
    )


def _belongs_elsewhere(talk: Dialogue, habits: Habits) -> str | None:
    """Recognize what has questions and answers too: court and assembly reports, news that quotes."""
    inside, questions, size = talk.inside, talk.questions, len(talk.turns)
    reports = sum(_tells_news(unit) for unit in inside)
    if reports * 3 > size or (reports * 4 >= size and not talk.pressed):
        return "it reports what was said"
    if any(_AUDIENCE.match(unit.text) for unit in inside if not unit.opening.label):
        return "a speaker addresses an audience"
    if not talk.pressed and any(map(_COURT.search, habits.recurring)):
        return "the labels are those of a court"
    if sum("bị cáo" in unit.text or "Bị cáo" in unit.text for unit in inside) * 3 > size:
        return "the questions are put to a defendant"
    if sum(question.opening.kind == "person" for question in questions) * 2 > len(questions):
        return "those who ask are no reporters"
    short = [turn.opening.key for turn in talk.turns if _is_short(turn.opening)]
    characters = len(set(short)) > 1 and len(short) * 2 > size and not talk.pressed
    if characters or sum(_is_short(question.opening) for question in questions) * 2 > len(questions):
        return "those who talk are characters"
    return None


def _tells_news(unit: Unit) -> bool:
    """Tell whether a unit reports what somebody said, and does not ask anybody what he thinks of it."""
    seen = unit.evidence
    return seen.reports and not (seen.asks and (seen.addressed or bool(unit.opening.label)))


def _is_short(opening: Opening) -> bool:
    return opening.kind == "bare" and " " not in opening.key


def _is_hollow(talk: Dialogue) -> str | None:
    """Recognize what has the form of questions and answers, and no substance."""
    answers = talk.answers
    if all(len(unit.text) < 20 for answer in answers for unit in answer.units):
        return "the answers are not printed"
    if sum(answer.units[-1].evidence.asks for answer in answers) * 2 > len(answers):
        return "the answers ask"
    if not talk.spoken and len(answers) == 1 and not talk.turns[0].asks:
        return "its one question does not end as one"
    inside = sum(len(unit.text) for unit in talk.inside)
    if not (talk.spoken or talk.announced) and inside * 4 < sum(len(unit.text) for unit in talk.units):
        return "questions and answers are a small part of the text"
    return None


def _asks_nobody(talk: Dialogue) -> str | None:
    """Recognize questions that are put to nobody: from a list, in a title, in an invented dialogue."""
    questions, answers, introduced = talk.questions, talk.answers, talk.introduced
    impersonal = all(answer.opening.kind == "answers" for answer in answers)
    if impersonal and not introduced and not any(turn.addresses or turn.personal for turn in talk.turns):
        return "nobody in particular is asked"
    first = questions[0].first
    if len(questions) == 1 and first is talk.units[0] and not first.opening.label and not first.evidence.addressed:
        return "only its title asks"
    asking = sum(_is_asked(question) for question in questions)
    if asking * 2 < len(questions):
        return "those who ask do not ask"
    labelled = any(answer.opening.label for answer in answers)
    if not labelled and not any(turn.asks or turn.addresses for turn in talk.turns):
        return "nobody asks or is addressed"
    if not (talk.spoken or talk.announced) and _marks_at_random(talk):
        return "its marks set off neither questions nor answers"
    signs = {turn.first.sign for turn in talk.turns}
    personal = talk.mostly_personal
    if len(signs) == 1 and not signs & {"plain", "label"} and not introduced and not personal:
        return "one mark opens every turn, and nobody is introduced or speaks of himself"
    if asking * 5 < 4 * len(questions) and not introduced:
        return "nobody is introduced, and not all who ask do ask"
    if not (talk.spoken or personal or talk.announced) and not any(question.addressed for question in questions):
        return "nobody is addressed or speaks of himself"
    if len(answers) > MOST_ANSWERS * len(questions):
        return "most of those who answer are not asked"
    return None


def _marks_at_random(talk: Dialogue) -> bool:
    """Tell whether one mark opens some of the questions and some of the answers, as the points of a list do."""
    asking = [question.opening.mark for question in talk.questions]
    answering = [answer.opening.mark for answer in talk.answers]
    return any(
        mark
        and len(asking) <= 3 * asking.count(mark)
        and 2 * asking.count(mark) <= len(asking)
        and 2 * answering.count(mark) >= len(answering)
        for mark in set(asking)
    )


def _is_asked(question: Said) -> bool:
    said = bool(question.opening.label) and not question.first.text.startswith(_QUOTES)
    return said or question.question >= ASKS


def _support(talk: Dialogue) -> float:
    """Add up what speaks for an interview: press labels, address, an introduction, thanks, regular signs."""
    questions, answers, introduced = talk.questions, talk.answers, talk.introduced
    labelled = sum(bool(answer.opening.label) for answer in answers)
    addressed = sum(question.addressed for question in questions)
    length = sum(len(unit.text) for answer in answers for unit in answer.units) / len(answers)
    named = sum(question.opening.kind == "bare" for question in questions) if labelled else 0
    support = 2.0 * min(talk.pressed, 3) + 1.5 * min(named, 3) + min(labelled, 3) + 2.0 * min(addressed, 4)
    support += 1.0 * min(len(questions), len(answers), 4)
    if talk.closed:
        support += 2.5
    if any(question.first.evidence.addressed and question.first.evidence.question >= 6.0 for question in questions):
        support += 1.0
    if introduced:
        support += 2.0
    personal = talk.mostly_personal
    marked = _marks_both(talk)
    if marked:
        support += 1.5
    if _asks_regularly(talk):
        support += 2.5
    elif not talk.pressed and not ((marked or personal) and introduced) and addressed * 3 < len(questions):
        support -= 1.5 if talk.closed else 3.0
    if personal:
        support += 1.0 + (all(question.first.sign != "plain" for question in questions) and not labelled)
    if not talk.pressed and not labelled and length < 60 and (len(answers) > 1 or not introduced):
        support -= 8.0 if length <= 30 else 2.0 if introduced else 4.0
    return support


def _marks_both(talk: Dialogue) -> bool:
    """Tell whether questions and answers alternate, all with marks, and only the questions ask."""
    return (
        len(talk.questions) <= len(talk.answers) + 1
        and all(turn.first.sign not in {"plain", "label"} for turn in [*talk.questions, *talk.answers])
        and all(question.units[-1].evidence.asks for question in talk.questions)
        and not any(answer.units[-1].evidence.asks for answer in talk.answers)
    )


def _asks_regularly(talk: Dialogue) -> bool:
    """Tell whether every question opens with one sign and asks, and no answer opens with that sign."""
    sign = talk.questions[0].first.sign
    return (
        len(talk.questions) >= 2
        and sign != "plain"
        and all(question.first.sign == sign and question.question >= ASKS for question in talk.questions)
        and all(answer.first.sign != sign for answer in talk.answers)
    )
