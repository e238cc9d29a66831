"""An interview saved as text is published whole by the templates of every generation."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from hnp_crawler.items import Interviewee
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.sample_portal.model import Generation
from hnp_crawler.sample_portal.plain import reserve_interview

HEADERS = {"host": "127.0.0.1:8000"}
WHO = Interviewee(name="Trần Thị Vân", honorific="Đồng chí", office="Chủ tịch UBND", organization="phường Láng Hạ")
TEXT = """Làm từ việc nhỏ (20:05 19/05/2017)

HNP - Phóng viên đã trao đổi với đồng chí Chủ tịch UBND phường Láng Hạ Trần Thị Vân.

Chủ tịch UBND phường Láng Hạ Trần Thị Vân

PV: Việc đầu tiên là gì?
\u00a0
Đồng chí Trần Thị Vân: Là nghe dân.
\u00a0
Rồi mới làm.
\u00a0
PV: Xin cảm ơn đồng chí!

Trọng Toàn

Các bài mới đăng
Các bài đã đăng :
"""


@pytest.mark.parametrize("generation", ["b1", "b2", "c", "liferay"])
def test_text_becomes_a_page_and_its_truth(generation: Generation) -> None:
    reserve = reserve_interview(TEXT, generation, WHO, asks="PV:", answers="Đồng chí Trần Thị Vân:")
    portal = SamplePortal(articles=0, reserves=[reserve])
    (line,) = portal.truth()
    assert (line["title"], line["published_at"]) == ("Làm từ việc nhỏ", "2017-05-19T20:05:00+07:00")
    assert (line["agency"], line["byline"], line["generation"]) == ("HNP", "Trọng Toàn", generation)
    assert [turn["text"] for turn in line["interview"]["turns"]] == [
        "Việc đầu tiên là gì?",
        "Là nghe dân.\nRồi mới làm.",
        "Xin cảm ơn đồng chí!",
    ]
    assert [block["kind"] for block in line["body"]] == ["caption"] + ["paragraph"] * 4
    reply = portal.respond("GET", line["url"].removeprefix("http://127.0.0.1:8000"), HEADERS)
    text = html.fromstring(reply.body.decode()).text_content()
    assert all(block["text"] in text for block in line["body"])
    assert "HNP -" in text


def test_a_text_without_a_stamp_is_refused() -> None:
    with pytest.raises(ValueError, match="no stamp after the title: 'Không có giờ'"):
        reserve_interview("Không có giờ\nlead\ncaption\nPV: a?\nb", "b1", WHO, asks="PV:", answers="X:")


def test_the_real_interview_has_seven_turns() -> None:
    file = Path(__file__).parents[2] / "../shared/portal/seed-article.txt"
    if not file.exists():
        pytest.skip("no ../shared beside the repository")
    who = Interviewee(name="Lê Thị Thu Hằng", honorific="Đồng chí", office="Bí thư Đảng ủy Khối các cơ quan TP Hà Nội")
    reserve = reserve_interview(file.read_text("utf-8"), "b1", who, asks="PV:", answers="Đồng chí Lê Thị Thu Hằng:")
    interview = reserve.draft.interview
    assert interview is not None
    assert [turn.role for turn in interview.turns] == ["interviewer", "interviewee"] * 3 + ["interviewer"]
    assert (reserve.draft.byline, reserve.draft.agency) == ("Trọng Toàn", "HNP")
