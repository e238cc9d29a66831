"""Gather units into turns, and turns into an interview with its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hnp_crawler.items import Evidence as Ground
from hnp_crawler.items import Interview, Role, Turn
from hnp_crawler.normalize.interview.decode import State
from hnp_crawler.normalize.interview.introductions import reporter_name
from hnp_crawler.normalize.interview.labels import interviewer_name, names_somebody, pen_name, read_opening
from hnp_crawler.normalize.interview.people import Roster
from hnp_crawler.normalize.interview.units import Unit

TITLES = 3
"""Units from the top among which a title stands that names its speaker like a label."""


_BESIDE = (State.BESIDE_ANSWER, State.BESIDE_QUESTION)


@dataclass(slots=True)
class Span:
    """Hold the units of one turn."""

    role: Role
    units: list[int]
    closing: bool = False


def spans_of(path: Sequence[State]) -> list[Span]:
    """Gather the states of consecutive units into the spans of turns."""
    spans: list[Span] = []
    for index, state in enumerate(path):
        if state is State.QUESTION:
            spans.append(Span("interviewer", [index]))
        elif state is State.THANKS:
            spans.append(Span("interviewer", [index], closing=True))
        elif state is State.ANSWER:
            spans.append(Span("interviewee", [index]))
        elif state is State.QUESTION_ON or state is State.ANSWER_ON:
            spans[-1].units.append(index)
    return spans


def _ground(units: Sequence[Unit], spans: Sequence[Span]) -> Ground:
    labels = sum(1 for span in spans if units[span.units[0]].opening.label)
    marks = sum(1 for span in spans if units[span.units[0]].opening.mark and not units[span.units[0]].opening.label)
    if labels * 3 >= len(spans):
        return "labels"
    return "marks" if marks * 3 >= len(spans) else "alternation"


def assemble(units: Sequence[Unit], path: Sequence[State], spans: Sequence[Span]) -> Interview:
    """Build the interview: turns with their speakers, and the people who answer."""
    ground = _ground(units, spans)
    lead = [unit.printed for unit, state in zip(units, path, strict=True) if state is State.BEFORE]
    beside = [unit.printed for unit, state in zip(units, path, strict=True) if state in _BESIDE]
    after = [
        unit.printed
        for unit, state in zip(units, path, strict=True)
        if state == State.AFTER and not unit.opening.label and unit.evidence.outside <= 0
    ][:4]
    roster = Roster()
    roster.note_all(lead)
    roster.note_captions(beside)
    for unit in units[:TITLES]:
        title = read_opening(unit.printed)
        if title.kind and names_somebody(title.label):
            roster.note_title(title.label)
    if roster.main() is None:
        roster.note_all(after)
    reporter = reporter_name([*lead, *beside])
    printed = [units[span.units[0]].opening.label for span in spans if span.role == "interviewee"]
    labels = dict.fromkeys(label for label in printed if label)
    for label in sorted(labels, key=len, reverse=True):
        roster.speaker(label)
    speakers = {label: roster.speaker(label) for label in labels}
    named = {speaker for speaker in speakers.values() if speaker}
    sole = next(iter(named)) if len(named) == 1 else (None if named else roster.main())
    turns: list[Turn] = []
    former: str | None = None
    for span in spans:
        opening = units[span.units[0]].opening
        if span.role == "interviewer":
            speaker = interviewer_name(opening.label) or pen_name(opening) or reporter
        else:
            speaker = speakers[opening.label] if opening.label else (former or sole)
            former = speaker
        turns.append(
            Turn(
                role=span.role,
                speaker=speaker,
                label=opening.label or None,
                text=_join(units, span),
                doubtful=_doubtful(units, span),
            )
        )
    seen: list[str] = []
    for turn in turns:
        if turn.role == "interviewee" and turn.speaker and turn.speaker not in seen:
            seen.append(turn.speaker)
    questions = sum(1 for span in spans if span.role == "interviewer" and not span.closing)
    return Interview(
        is_interview=True,
        evidence=ground,
        reason=f"An interview: {questions} questions and {len(spans)} turns, found by {ground}.",
        interviewees=tuple(roster.interviewee(name) for name in seen),
        turns=tuple(turns),
    )


def _join(units: Sequence[Unit], span: Span) -> str:
    parts = [units[span.units[0]].text]
    for index in span.units[1:]:
        parts += ("\n" if units[index].first else " ", units[index].printed)
    return "".join(parts).strip()


def _doubtful(units: Sequence[Unit], span: Span) -> bool:
    unit = units[span.units[0]]
    if unit.opening.label or span.closing:
        return False
    margin = unit.evidence.question - unit.evidence.answer
    return margin < 1.5 if span.role == "interviewer" else margin > 1.0
