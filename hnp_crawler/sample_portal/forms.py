"""List the forms in which Vietnamese interviews mark who asks and who answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hnp_crawler.items import Evidence


@dataclass(frozen=True, slots=True)
class Form:
    """Describe one way to mark the turns of an interview.

    Labels are patterns over the person (``{call}``, ``{name}``, ``{given}``, ``{post}``, ``{office}``,
    ``{organization}``, ``{capitals}``, ``{rank}``) and the reporter (``{reporter}``, ``{reader}``).
    """

    name: str
    ask: str = ""
    answer: str = ""
    ask_later: str | None = None
    """Label of the questions after the first; ``None``: as the first."""
    answer_later: str | None = None
    ask_mark: str = ""
    """Mark before a question that has no label; ``#`` stands for a number."""
    answer_mark: str = ""
    alone: bool = False
    """Whether a label has a line of its own."""
    space: str = " "
    """What parts label and text."""
    closing: Literal["as question", "bare", "none"] = "as question"
    bold: Literal["question", "label", "nothing"] = "nothing"
    evidence: Evidence = "labels"
    post: int | None = None
    """Which of the stock's posts the interviewee holds; ``None``: any."""
    woman: bool | None = None
    people: int = 1
    eth: bool = False
    """Whether Đ was typed as U+00D0."""
    glued: bool = False
    """Whether the last question is glued to the end of an answer's paragraph."""


# Posts of the stock: 0 chairman, 1 secretary (Đồng chí), 2 director (Ông), 3 deputy director (Bà), 4 PGS.TS, 5 TS.
FORMS: Final[tuple[Form, ...]] = (
    Form("PV", "PV:", "{call}:", post=1),
    Form("reporter", "Phóng viên:", "{call}:", post=2, bold="label"),
    Form("dashed labels", "- Phóng viên:", "- {call}:", post=3),
    Form("dot asks, plus answers", ". Phóng viên:", "+ {post} {name} (ảnh):", "", "", ". ", "+ ", closing="none"),
    Form("starred label", "* Phóng viên:", "{rank} {name}:", post=4),
    Form("long label first", "Phóng viên (PV):", "{call}:", "PV:", post=0),
    Form("bare dashes", ask_mark="- ", answer_mark="- ", evidence="marks", post=2),
    Form("bare stars", ask_mark="* ", evidence="marks", post=3, closing="bare"),
    Form("plus asks, dash answers", ask_mark="+ ", answer_mark="- ", evidence="marks", post=0),
    Form("numbered", ask_mark="#", evidence="marks", bold="question", post=4, closing="bare"),
    Form("ask and reply", "Hỏi:", "Đáp:", post=2),
    Form("ask and answer", "Hỏi:", "Trả lời:", bold="question", post=5),
    Form("dotted initials", "P.V:", "{call}:", post=3),
    Form("slashed initials", "P/V:", "{post} {name}:", post=0),
    Form("own name", "{reporter}:", "{post} {name}:", post=6),
    Form("outlet", "Báo Thủ đô:", "Luật sư {name}:", post=5, closing="none"),
    Form("question label", "Câu hỏi:", "{name} trả lời:", post=2, closing="none"),
    Form("bullets", ask_mark="• ", evidence="marks", post=1, closing="bare"),
    Form("reader", "Bạn đọc {reader} hỏi:", "{call} trả lời:", post=2, closing="none"),
    Form("no label", evidence="alternation", bold="question", post=2),
    Form("no label, plain", evidence="alternation", post=1),
    Form("only answers labelled", answer="{rank} {name}:", bold="question", post=5),
    Form("only the first pair labelled", "PV:", "{call}:", "", "", bold="question", post=3, closing="bare"),
    Form("first pair labelled, then dashes", "PV:", "{call}:", "", "", "- ", "- ", post=2),
    Form("office without a name", "Phóng viên:", "Đồng chí {post}:", post=1),
    Form("name, dash, office", "PV:", "{name} - {post}:", answer_later="{name}:", post=6),
    Form("capitals", "PHÓNG VIÊN:", "{capitals}:", post=0, closing="bare"),
    Form("shortened to the given name", "PV:", "Ông {name}:", answer_later="Ông {given}:", woman=False, post=2),
    Form("office after a comma", "PV:", "{call}, {post}:", answer_later="{call}:", post=3),
    Form("affiliation in brackets", "PV:", "{rank} {name} ({organization}):", answer_later="{rank} {name}:", post=4),
    Form("labels on their own lines", "Phóng viên:", "{call}:", alone=True, bold="label", post=2),
    Form("labels without a colon", "PV", "{call}", alone=True, bold="label", post=3),
    Form("panel", "PV:", "{call}:", people=2),
    Form("no space after the colon", "PV:", "{call} :", space="", post=1),
    Form("eth", "Hỏi:", "Đáp:", eth=True, post=1),
    Form("glued question", "PV:", "{call}:", glued=True, post=0),
)
