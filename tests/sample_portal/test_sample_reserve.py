"""An article of given wording is published whole by the templates of every generation."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import html

from hnp_crawler.sample_portal import Reserve, SamplePortal
from hnp_crawler.sample_portal.model import HANOI, Draft, File, Generation, Piece, Shot

HEADERS = {"host": "127.0.0.1:8000"}
CAPTION = "Chủ tịch UBND phường Láng Hạ Trần Thị Vân"
DRAFT = Draft(
    language="vi",
    title="Làm từ việc nhỏ",
    agency="HNP",
    lead="Phóng viên đã trao đổi với đồng chí Chủ tịch UBND phường Láng Hạ Trần Thị Vân.",
    pieces=(
        Piece("picture", shot=Shot(1, CAPTION, CAPTION)),
        Piece("caption", CAPTION),
        Piece("paragraph", "PV: Việc đầu tiên là gì?"),
        Piece("paragraph", "Đồng chí Trần Thị Vân: Là nghe dân; 3 < 5 & “rõ việc”."),
    ),
    byline="Trọng Toàn",
    authors=("Trọng Toàn",),
    files=(File("ke hoach.pdf", "Tải về Kế hoạch"),),
)


@pytest.mark.parametrize("generation", ["b1", "b2", "c", "liferay"])
def test_it_is_printed_and_known(generation: Generation) -> None:
    reserve = Reserve(generation, DRAFT, datetime(2017, 5, 19, 20, 5, tzinfo=HANOI))
    portal = SamplePortal(articles=0, reserves=[reserve])
    (line,) = portal.truth()
    assert (line["title"], line["published_at"]) == ("Làm từ việc nhỏ", "2017-05-19T20:05:00+07:00")
    assert (line["agency"], line["byline"], line["generation"]) == ("HNP", "Trọng Toàn", generation)
    assert [block["kind"] for block in line["body"]] == ["caption", "paragraph", "paragraph"]
    reply = portal.respond("GET", line["url"].removeprefix("http://127.0.0.1:8000"), HEADERS)
    text = html.fromstring(reply.body.decode()).text_content()
    for printed in (line["title"], line["lead"], line["byline"], line["attachments"][0]["title"], "HNP "):
        assert printed in text
    assert all(block["text"] in text for block in line["body"])


def test_it_stands_still_while_the_portal_moves_on() -> None:
    reserve = Reserve("b1", DRAFT, datetime(2017, 5, 19, 20, 5, tzinfo=HANOI))
    lines = list(SamplePortal(articles=0, night=200, reserves=[reserve]).truth())
    assert [line["revision"] for line in lines if line["title"] == DRAFT.title] == [0]
