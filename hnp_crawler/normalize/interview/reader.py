"""Read an article's paragraphs as an interview, or say why it is none."""

from __future__ import annotations

from collections.abc import Sequence

from hnp_crawler.items import Interview
from hnp_crawler.normalize.interview.decode import CAPTION, State, best_path, may_ask
from hnp_crawler.normalize.interview.habits import Habits, first_habits, learn_signs, short_name
from hnp_crawler.normalize.interview.people import Roster
from hnp_crawler.normalize.interview.relabel import restore_labels
from hnp_crawler.normalize.interview.sieve import may_be_interview
from hnp_crawler.normalize.interview.turns import assemble, spans_of
from hnp_crawler.normalize.interview.units import Unit, cut_into_units
from hnp_crawler.normalize.interview.verdict import refusal
from hnp_crawler.normalize.text import clean


def read_interview(paragraphs: Sequence[str], emphasis: Sequence[Sequence[str]] | None = None) -> Interview:
    """Read an article as an interview: who asks, who answers, turn by turn.

    ``paragraphs`` are the article's lines in reading order; title, lead, captions, byline and page furniture may be
    among them and stay out of the turns. ``emphasis`` holds, for each paragraph, its runs in bold or italics. The
    whole article decides: see ``docs/interviews.md``. Never raises; linear in the length of the text.
    """
    lines = [clean(paragraph) for paragraph in paragraphs]
    if not may_be_interview(lines):
        return _none("nobody is asked anything")
    runs = [[clean(run) for run in part] for part in emphasis] if emphasis is not None else None
    units = cut_into_units(lines, runs)
    restore_labels(units)
    habits = first_habits(units)
    path = best_path(units, habits) if may_ask(units, habits) else []
    if State.QUESTION not in path:
        return _none("nobody is asked anything")
    habits = _learn(units, path, habits)
    path = best_path(units, habits)
    spans = spans_of(path)
    reason = refusal(units, spans, habits)
    return _none(reason) if reason else assemble(units, path, spans)


def _none(reason: str) -> Interview:
    return Interview(is_interview=False, evidence=None, reason=f"Not an interview: {reason}.")


def _learn(units: Sequence[Unit], path: Sequence[State], habits: Habits) -> Habits:
    """Learn from the first reading what the second one may expect."""
    questions = [i for i, state in enumerate(path) if state is State.QUESTION]
    answers = [i for i, state in enumerate(path) if state is State.ANSWER]
    others = [i for i, state in enumerate(path) if state in (State.QUESTION_ON, State.ANSWER_ON)]
    learnt = learn_signs(units, questions, answers, others)
    if habits.question_by_sign.get("plain"):
        learnt.question_by_sign["plain"] = habits.question_by_sign["plain"]
    learnt.roles, learnt.recurring, learnt.names = habits.roles, habits.recurring, habits.names
    if not learnt.names:
        roster = Roster()
        roster.note_all(unit.printed for unit, state in zip(units, path, strict=True) if state is State.BEFORE)
        main = roster.main()
        learnt.names = (short_name(main),) if main else ()
    alone = len(learnt.names) == 1
    learnt.spoken_of = () if alone and _names_himself(units, path, learnt.names[0]) else learnt.names
    return learnt


def _names_himself(units: Sequence[Unit], path: Sequence[State], name: str) -> bool:
    """Tell whether the one who answers calls himself by this name rather than ``tôi``."""
    answers = [unit.text for unit, state in zip(units, path, strict=True) if state in (State.ANSWER, State.ANSWER_ON)]
    himself = sum(name in text and len(text) > CAPTION for text in answers)
    return himself >= 2 and himself * 4 >= len(answers)
