"""Decide whether the questions and answers found in an article make it an interview."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnp_crawler.normalize.interview.habits import Habits
from hnp_crawler.normalize.interview.labels import Opening
from hnp_crawler.normalize.interview.look_alikes import asks_its_readers
from hnp_crawler.normalize.interview.spans import is_addressed, is_introduced, speaks_for_himself
from hnp_crawler.normalize.interview.turns import Span
from hnp_crawler.normalize.interview.units import Unit

ENOUGH = 5.0
"""Support that an interview needs; a press label with its answer and one more sign reach it."""

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
    questions = [span for span in spans if span.role == "interviewer" and not span.closing]
    answers = [span for span in spans if span.role == "interviewee"]
    if not questions or not answers:
        return "no question is answered"
    return (
        _belongs_elsewhere(units, spans, questions, habits)
        or _is_hollow(units, spans, answers)
        or _asks_nobody(units, spans, questions, answers, habits)
        or asks_its_readers(units, spans, questions, answers, habits)
        or (
            None
            if _support(units, spans, questions, answers, habits) >= ENOUGH
            else "too little speaks for an interview"
        )
    )


def _belongs_elsewhere(
    units: Sequence[Unit], spans: Sequence[Span], questions: Sequence[Span], habits: Habits
) -> str | None:
    """Recognize what has questions and answers too: court and assembly reports, news that quotes."""
    inside = [units[index] for span in spans for index in span.units]
    reports = sum(_tells_news(unit) for unit in inside)
    pressed = any(units[span.units[0]].opening.kind == "asks" for span in questions)
    if reports * 3 > len(spans) or (reports * 4 >= len(spans) and not pressed):
        return "it reports what was said"
    if any(_AUDIENCE.match(unit.text) for unit in inside if not unit.opening.label):
        return "a speaker addresses an audience"
    if not pressed and any(map(_COURT.search, habits.recurring)):
        return "the labels are those of a court"
    if sum("bị cáo" in unit.text or "Bị cáo" in unit.text for unit in inside) * 3 > len(spans):
        return "the questions are put to a defendant"
    if sum(units[span.units[0]].opening.kind == "person" for span in questions) * 2 > len(questions):
        return "those who ask are no reporters"
    firsts = [units[span.units[0]].opening for span in questions]
    short = [units[span.units[0]].opening.key for span in spans if _is_short(units[span.units[0]].opening)]
    dialogue = len(set(short)) > 1 and len(short) * 2 > len(spans) and not any(one.kind == "asks" for one in firsts)
    if dialogue or sum(map(_is_short, firsts)) * 2 > len(questions):
        return "those who talk are characters"
    return None


def _tells_news(unit: Unit) -> bool:
    """Tell whether a unit reports what somebody said, and does not ask anybody what he thinks of it."""
    seen = unit.evidence
    return seen.reports and not (seen.asks and (seen.addressed or bool(unit.opening.label)))


def _is_short(opening: Opening) -> bool:
    return opening.kind == "bare" and " " not in opening.key


def _is_hollow(units: Sequence[Unit], spans: Sequence[Span], answers: Sequence[Span]) -> str | None:
    """Recognize what has the form of questions and answers, and no substance."""
    if all(len(units[index].text) < 20 for span in answers for index in span.units):
        return "the answers are not printed"
    if sum(units[span.units[-1]].evidence.asks for span in answers) * 2 > len(answers):
        return "the answers ask"
    signed = any(span.closing or units[span.units[0]].opening.label for span in spans)
    if not signed and len(answers) == 1 and not any(units[index].evidence.asks for index in spans[0].units):
        return "its one question does not end as one"
    announced = signed or any(unit.evidence.introduces for unit in units)
    inside = sum(len(units[index].text) for span in spans for index in span.units)
    if not announced and inside * 4 < sum(len(unit.text) for unit in units):
        return "questions and answers are a small part of the text"
    return None


def _asks_nobody(
    units: Sequence[Unit], spans: Sequence[Span], questions: Sequence[Span], answers: Sequence[Span], habits: Habits
) -> str | None:
    """Recognize questions that are put to nobody: from a list, in a title, in an invented dialogue."""
    inside = [units[index] for span in spans for index in span.units]
    impersonal = all(units[span.units[0]].opening.kind == "answers" for span in answers)
    introduced = is_introduced(units, habits)
    if impersonal and not introduced and not any(_is_personal(one) for one in inside):
        return "nobody in particular is asked"
    first = units[questions[0].units[0]]
    if len(questions) == 1 and first is units[0] and not first.opening.label and not first.evidence.addressed:
        return "only its title asks"
    asking = sum(_asks(units, span) for span in questions)
    if asking * 2 < len(questions):
        return "those who ask do not ask"
    labelled = any(units[span.units[0]].opening.label for span in answers)
    if not labelled and not any(unit.evidence.asks or unit.evidence.addressed for unit in inside):
        return "nobody asks or is addressed"
    signs = {units[span.units[0]].sign for span in spans}
    spoken = any(span.closing or units[span.units[0]].opening.label for span in spans)
    if not spoken and _marks_at_random(units, questions, answers):
        return "its marks set off neither questions nor answers"
    personal = sum(speaks_for_himself(units, span) for span in answers) * 2 >= len(answers)
    if len(signs) == 1 and not signs & {"plain", "label"} and not introduced and not personal:
        return "one mark opens every turn, and nobody is introduced or speaks of himself"
    if asking * 5 < 4 * len(questions) and not introduced:
        return "nobody is introduced, and not all who ask do ask"
    announced = any(unit.evidence.introduces for unit in units)
    if not (spoken or personal or announced) and not any(is_addressed(units, span, habits) for span in questions):
        return "nobody is addressed or speaks of himself"
    if len(answers) > MOST_ANSWERS * len(questions):
        return "most of those who answer are not asked"
    return None


def _marks_at_random(units: Sequence[Unit], questions: Sequence[Span], answers: Sequence[Span]) -> bool:
    """Tell whether one mark opens some of the questions and some of the answers, as the points of a list do."""
    asking = [units[span.units[0]].opening.mark for span in questions]
    answering = [units[span.units[0]].opening.mark for span in answers]
    return any(
        mark
        and len(asking) <= 3 * asking.count(mark)
        and 2 * asking.count(mark) <= len(asking)
        and 2 * answering.count(mark) >= len(answering)
        for mark in set(asking)
    )


def _asks(units: Sequence[Unit], span: Span) -> bool:
    first = units[span.units[0]]
    said = bool(first.opening.label) and not first.text.startswith(_QUOTES)
    return said or any(units[index].evidence.question >= 2.0 for index in span.units)


def _is_personal(unit: Unit) -> bool:
    return unit.evidence.addressed or unit.evidence.first_person


def _support(
    units: Sequence[Unit], spans: Sequence[Span], questions: Sequence[Span], answers: Sequence[Span], habits: Habits
) -> float:
    """Add up what speaks for an interview: press labels, address, an introduction, thanks, regular signs."""
    firsts = [units[span.units[0]] for span in questions]
    pressed = sum(unit.opening.kind == "asks" for unit in firsts)
    labelled = sum(bool(units[span.units[0]].opening.label) for span in answers)
    addressed = sum(is_addressed(units, span, habits) for span in questions)
    length = sum(len(units[index].text) for span in answers for index in span.units) / len(answers)
    named = sum(unit.opening.kind == "bare" for unit in firsts) if labelled else 0
    support = 2.0 * min(pressed, 3) + 1.5 * min(named, 3) + min(labelled, 3) + 2.0 * min(addressed, 4)
    support += 1.0 * min(len(questions), len(answers), 4)
    closed = any(span.closing for span in spans)
    if closed:
        support += 2.5
    if any(unit.evidence.addressed and unit.evidence.question >= 6.0 for unit in firsts):
        support += 1.0
    introduced = is_introduced(units, habits)
    if introduced:
        support += 2.0
    personal = sum(speaks_for_himself(units, span) for span in answers) * 2 >= len(answers)
    marked = _marks_both(units, questions, answers)
    if marked:
        support += 1.5
    if _asks_regularly(units, questions, answers):
        support += 2.5
    elif not pressed and not ((marked or personal) and introduced) and addressed * 3 < len(questions):
        support -= 1.5 if closed else 3.0
    if personal:
        support += 1.0 + (all(unit.sign != "plain" for unit in firsts) and not labelled)
    if not pressed and not labelled and length < 60 and (len(answers) > 1 or not introduced):
        support -= 8.0 if length <= 30 else 2.0 if introduced else 4.0
    return support


def _marks_both(units: Sequence[Unit], questions: Sequence[Span], answers: Sequence[Span]) -> bool:
    """Tell whether questions and answers alternate, all with marks, and only the questions ask."""
    return (
        len(questions) <= len(answers) + 1
        and all(units[span.units[0]].sign not in {"plain", "label"} for span in [*questions, *answers])
        and all(units[span.units[-1]].evidence.asks for span in questions)
        and not any(units[span.units[-1]].evidence.asks for span in answers)
    )


def _asks_regularly(units: Sequence[Unit], questions: Sequence[Span], answers: Sequence[Span]) -> bool:
    """Tell whether every question opens with one sign and asks, and no answer opens with that sign."""
    sign = units[questions[0].units[0]].sign
    return (
        len(questions) >= 2
        and sign != "plain"
        and all(units[span.units[0]].sign == sign for span in questions)
        and all(any(units[index].evidence.question >= 2.0 for index in span.units) for span in questions)
        and all(units[span.units[0]].sign != sign for span in answers)
    )
