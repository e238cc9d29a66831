"""Take an article from a page that was saved as text, to publish it in the templates of any generation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from hnp_crawler.items import Interview, Interviewee, Turn
from hnp_crawler.sample_portal.model import HANOI, Draft, Generation, Piece, Shot
from hnp_crawler.sample_portal.plan import Reserve

_TITLE = re.compile(r"^(.*) \((\d\d:\d\d \d\d/\d\d/\d{4})\)$")
_FURNITURE = "Các bài mới đăng"


def reserve_interview(
    text: str, generation: Generation, interviewee: Interviewee, *, asks: str, answers: str
) -> Reserve:
    """Read an interview saved as text in the order of the legacy portal, for one generation to publish.

    The order is title with stamp, lead with the tag ``HNP - ``, caption, the turns, the author. ``asks`` and
    ``answers`` are the two labels, e.g. ``PV:``. Raises ``ValueError`` where the first line has no stamp.
    """
    lines = [line.strip() for line in text.partition(_FURNITURE)[0].splitlines()]
    head, lead, caption, *body, byline = [line for line in lines if line]
    found = _TITLE.match(head)
    if found is None:
        raise ValueError(f"reading an article saved as text: no stamp after the title: {head!r}")
    agency, dash, said = lead.partition(" - ")
    picture = Piece("picture", shot=Shot(705, caption, caption))
    draft = Draft(
        language="vi",
        title=found[1],
        pieces=(picture, Piece("caption", caption), *(Piece("paragraph", paragraph) for paragraph in body)),
        agency=agency if dash else None,
        lead=said or lead,
        byline=byline,
        authors=(byline,),
        interview=Interview(
            is_interview=True,
            evidence="labels",
            reason=f"The turns are labelled {asks} and {answers}",
            interviewees=(interviewee,),
            turns=tuple(_turns(body, interviewee, asks, answers)),
        ),
    )
    return Reserve(generation, draft, datetime.strptime(found[2], "%H:%M %d/%m/%Y").replace(tzinfo=HANOI))


def _turns(body: Sequence[str], interviewee: Interviewee, asks: str, answers: str) -> list[Turn]:
    turns: list[Turn] = []
    for paragraph in body:
        if paragraph.startswith(asks):
            text = paragraph.removeprefix(asks).strip()
            turns.append(Turn(role="interviewer", speaker=None, label=asks, text=text))
        elif paragraph.startswith(answers):
            text = paragraph.removeprefix(answers).strip()
            turns.append(Turn(role="interviewee", speaker=interviewee.name, label=answers, text=text))
        else:
            last = turns.pop()
            turns.append(Turn(role=last.role, speaker=last.speaker, label=last.label, text=f"{last.text}\n{paragraph}"))
    return turns
