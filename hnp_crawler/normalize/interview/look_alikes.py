"""Recognize texts whose questions no sign sets off: of a writer to the readers, of a story, of a letter."""

from __future__ import annotations

import re

from hnp_crawler.normalize.interview.decode import TITLE
from hnp_crawler.normalize.interview.dialogue import Dialogue, Said

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


def asks_its_readers(talk: Dialogue) -> str | None:
    """Say why questions without label, mark and typography are none of an interviewer, or return None."""
    questions, answers = talk.questions, talk.answers
    if sum(question.first.sign != "plain" for question in questions) * 2 > len(questions):
        return None
    sure = sum(question.addressed for question in questions) == len(questions) >= 3
    if not sure and sum(len(answer.units) for answer in answers) > LONGEST * len(answers):
        return "its questions are few among much text"
    if sum(answer.first.text.startswith(_CLOSED_BEFORE) for answer in answers) * 3 >= len(answers):
        return "its questions are quoted"
    if talk.closed or sum(bool(turn.opening.label) for turn in talk.turns) * 2 >= len(talk.turns):
        return None
    if any(unit.text.startswith(_WRITTEN) for unit in talk.units):
        return "it is a letter, or its author's opinion"
    personal = all(answer.personal for answer in answers)
    title = talk.units[0]
    titled = questions[0].first is title and title.sign == "plain" and len(title.text) < TITLE
    if titled and not personal and not talk.introduced:
        return "its title is the first to ask"
    if not talk.announced and _author_speaks(talk):
        return "its author speaks"
    if sum(question.asks for question in questions) * 3 < 2 * len(questions):
        return "its questions do not end as such"
    if sum(question.fills for question in questions) * 3 < 2 * len(questions):
        return "its questions stand inside paragraphs"
    if all(sum(map(_speaks_to_reader, part)) * 2 > len(part) for part in (questions, answers)):
        return "it speaks to its readers"
    asked = [question.question for question in questions]
    if max(asked) < STRONG and len(asked) == 1 and not talk.announced:
        return "its one question is weak, and nothing announces it"
    named = 1 < len(questions) < 2 * sum(question.called for question in questions)
    if not named and max(asked) < STRONG and (min(asked) < WEAK or not personal):
        return "its questions are weak"
    if talk.introduced:
        return None
    if sum(answer.addresses for answer in answers) * 2 >= len(answers):
        return "those who answer address somebody, too"
    if sum(map(_speaks_to_beloved, questions)) * 2 > len(questions):
        return "it is a letter to somebody close"
    return None


def _author_speaks(talk: Dialogue) -> bool:
    """Tell whether somebody speaks in the first person in the paragraphs before the first question."""
    before = personal = 0
    for unit in talk.units:
        if unit is talk.questions[0].first:
            break
        before += 1
        personal += unit.evidence.first_person
    return personal > max(AUTHOR, before // 2)


def _speaks_to_reader(turn: Said) -> bool:
    return any(_READER.search(unit.text) for unit in turn.units)


def _speaks_to_beloved(turn: Said) -> bool:
    return any(_EM.search(unit.text) and _ANH.search(unit.text) for unit in turn.units)
