"""Recognize texts whose questions no sign sets off: of a writer to the readers, of a story, of a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnp_crawler.normalize.interview.decode import TITLE
from hnp_crawler.normalize.interview.habits import Habits
from hnp_crawler.normalize.interview.spans import (
    addresses,
    ends_asking,
    fills_paragraphs,
    is_addressed,
    is_called,
    is_introduced,
    speaks_for_himself,
)
from hnp_crawler.normalize.interview.turns import Span
from hnp_crawler.normalize.interview.units import Unit

_CLOSED_BEFORE = ('",', "”,", '" ,', "” ,", "',", "’,")
"""How a paragraph begins that goes on behind a quotation of the one before."""
_WRITTEN = (
    "Kính gửi",
    "“Kính gửi",
    '"Kính gửi',
    "Trân trọng kính chào",
    "Bài viết thể hiện quan điểm",
    "Bài viết thể hiện góc nhìn",
    "Bài viết thể hiện văn phong",
)
"""How a letter's salutation begins, and the note that an article is somebody's opinion."""
AUTHOR = 2
"""Paragraphs in the first person that a lead may have: a title and a sentence that quote the guest."""
LONGEST = 4.5
"""Paragraphs of an answer, on average, where nothing but its words sets off the question before it."""

STRONG = 5.0
"""Evidence of a question that addresses somebody and asks."""
WEAK = 3.0
"""Evidence of a question that has its mark and nothing more."""
_READER = re.compile(r"(?<![Cc]ác )(?<!ững )(?<!ười )\b[Bb]ạn\b(?! (?:đọc|bè|trẻ|trai|gái|học|thân|đời|diễn|bầu))")
"""The word by which advice speaks to its readers."""
_EM = re.compile(
    r"(?<!trẻ )(?<!anh )(?<!chị )(?<!đàn )(?<!con )(?<!các )(?<!ững )\b[Ee]m\b(?! (?:bé|trai|gái|út|ruột))"
)
_ANH = re.compile(r"\b[Aa]nh\b(?! (?:em|trai|chị|hùng|[A-ZĐ]))")
"""The two words by which a couple speaks of itself."""


def asks_its_readers(
    units: Sequence[Unit], spans: Sequence[Span], questions: Sequence[Span], answers: Sequence[Span], habits: Habits
) -> str | None:
    """Say why questions without label, mark and typography are none of an interviewer, or return None."""
    if sum(units[span.units[0]].sign != "plain" for span in questions) * 2 > len(questions):
        return None
    addressed = sum(is_addressed(units, span, habits) for span in questions)
    sure = addressed == len(questions) >= 3
    if not sure and sum(len(span.units) for span in answers) > LONGEST * len(answers):
        return "its questions are few among much text"
    if sum(units[span.units[0]].text.startswith(_CLOSED_BEFORE) for span in answers) * 3 >= len(answers):
        return "its questions are quoted"
    labelled = sum(bool(units[span.units[0]].opening.label) for span in spans)
    if labelled * 2 >= len(spans) or any(span.closing for span in spans):
        return None
    if any(unit.text.startswith(_WRITTEN) for unit in units):
        return "it is a letter, or its author's opinion"
    personal = all(speaks_for_himself(units, span) for span in answers)
    titled = questions[0].units[0] == 0 and units[0].sign == "plain" and len(units[0].text) < TITLE
    if titled and not personal and not is_introduced(units, habits):
        return "its title is the first to ask"
    announced = any(unit.evidence.introduces for unit in units)
    before = units[: questions[0].units[0]]
    if not announced and sum(unit.evidence.first_person for unit in before) > max(AUTHOR, len(before) // 2):
        return "its author speaks"
    if sum(ends_asking(units, span) for span in questions) * 3 < 2 * len(questions):
        return "its questions do not end as such"
    if sum(fills_paragraphs(units, span) for span in questions) * 3 < 2 * len(questions):
        return "its questions stand inside paragraphs"
    if all(sum(_speaks_to_reader(units, span) for span in part) * 2 > len(part) for part in (questions, answers)):
        return "it speaks to its readers"
    asked = [max(units[index].evidence.question for index in span.units) for span in questions]
    if max(asked) < STRONG and len(asked) == 1 and not announced:
        return "its one question is weak, and nothing announces it"
    named = 1 < len(questions) < 2 * sum(is_called(units, span, habits) for span in questions)
    if not named and max(asked) < STRONG and (min(asked) < WEAK or not personal):
        return "its questions are weak"
    if is_introduced(units, habits):
        return None
    if sum(addresses(units, span) for span in answers) * 2 >= len(answers):
        return "those who answer address somebody, too"
    if sum(_speaks_to_beloved(units, span) for span in questions) * 2 > len(questions):
        return "it is a letter to somebody close"
    return None


def _speaks_to_reader(units: Sequence[Unit], span: Span) -> bool:
    return any(_READER.search(units[index].text) for index in span.units)


def _speaks_to_beloved(units: Sequence[Unit], span: Span) -> bool:
    return any(_EM.search(units[index].text) and _ANH.search(units[index].text) for index in span.units)
