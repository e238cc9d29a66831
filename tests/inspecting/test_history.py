from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.collection.folders import Folders
from hnp_crawler.inspecting.history import Change, changes_between, history_of, identify, read_history, words_between
from hnp_crawler.items import Article, Block, Capture, Interview, Picture, Related, Removal, Turn
from hnp_crawler.ledger import Ledger
from hnp_crawler.schema import encode_line

CAPTURE = Capture(
    file="HNP-1.warc.gz",
    offset=0,
    length=9,
    record_id="urn:uuid:1",
    target_uri="https://hanoi.gov.vn/a",
    date="2026-01-02T00:00:00.000000Z",
    payload_digest="sha256:A",
)
FIRST = Article(
    id="hnp:vi:2851753",
    url="https://hanoi.gov.vn/a",
    language="vi",
    title="Họp báo",
    published_raw=None,
    published_at=None,
    published_precision=None,
    published_source=None,
    section="Tin",
    agency=None,
    lead=None,
    body=(Block(kind="paragraph", text="Một."), Block(kind="paragraph", text="Gặp 5 khó khăn.")),
    byline=None,
    authors=("An",),
    interview=None,
    images=(),
    attachments=(),
    related=Related(),
    layout="b1",
    crawl_id="20260102T000000Z",
    reader="1",
    capture=CAPTURE,
)
SECOND = replace(
    FIRST,
    title=None,
    body=(*FIRST.body[:1], Block(kind="paragraph", text="Gặp 7 khó khăn."), Block(kind="heading", text="Kết")),
    version=2,
    event="changed",
    changed=("title", "body"),
    crawl_id="20260104T000000Z",
    capture=replace(CAPTURE, date="2026-01-04T00:00:05.000000Z"),
)
GONE = Removal(
    event="removed",
    id=FIRST.id,
    url=FIRST.url,
    reason="http 410",
    version=1,
    last_good=CAPTURE,
    date="2026-01-03T00:00:00+00:00",
    crawl_id="20260103T000000Z",
)
BACK = replace(GONE, event="returned", crawl_id="20260104T000000Z", date="2026-01-04T00:00:09+00:00")


def test_the_moments_stand_in_order() -> None:
    history = history_of([FIRST, SECOND], [GONE, BACK])
    assert [moment.event for moment in history.moments] == ["new", "removed", "changed", "returned"]
    assert [moment.reason for moment in history.moments] == [None, "http 410", None, None]


def test_versions_are_compared_field_by_field_and_paragraph_by_paragraph() -> None:
    assert list(changes_between(FIRST, SECOND)) == [
        Change("title", "Họp báo", ""),
        Change("body", "Gặp 5 khó khăn.", "Gặp 7 khó khăn."),
        Change("body", "", "[heading] Kết"),
    ]


def test_parts_are_compared_as_people_read_them() -> None:
    spoken = Interview(
        is_interview=True,
        evidence="labels",
        reason="",
        turns=(Turn(role="interviewer", speaker=None, label="PV:", text="Vì sao?"),),
    )
    after = replace(
        FIRST,
        interview=spoken,
        images=(Picture(url="https://h/p.jpg", caption="Ảnh", alt=None),),
        authors=("An", "Bình"),
        changed=("interview", "images", "authors"),
    )
    assert [change.after for change in changes_between(FIRST, after)] == ["PV:: Vì sao?", "https://h/p.jpg Ảnh", "Bình"]


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_both_texts_can_be_made_from_their_difference(before: list[str], after: list[str]) -> None:
    runs = list(words_between(" ".join(before), " ".join(after)))
    assert " ".join(text for kind, text in runs if kind != "+").split() == before
    assert " ".join(text for kind, text in runs if kind != "-").split() == after


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    long = "a " * 5000
    assert list(words_between(long, "b")) == [("-", long), ("+", "b")]


def test_a_history_is_read_by_id_url_and_alias(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    other = replace(FIRST, id="hnp:vi:9", title=f"about {FIRST.id}")
    folders.articles.write_bytes(b"".join(map(encode_line, (FIRST, other, SECOND))))
    folders.removals.write_bytes(encode_line(GONE))
    with Ledger(tmp_path / "ledger.sqlite", lambda: 0) as ledger:
        ledger.articles.alias("hnp:vi:77", FIRST.id)
        url = "http://hanoi.gov.vn/sr_RS_latin/tintuc/-/hn/ZVOm7e3VDMRM/3/2851753/5/hop-bao.html;jsessionid=Iw.app2"
        ids = [identify(named, ledger) for named in (FIRST.id, url, "hnp:vi:77")]
    assert ids == [FIRST.id] * 3
    history = read_history(folders, FIRST.id)
    assert history is not None
    assert [moment.version for moment in history.moments] == [1, 1, 2]
    assert read_history(folders, "hnp:vi:1") is None


def test_a_damaged_line_is_refused(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.articles.write_bytes(encode_line(FIRST).replace(b'"version":1', b'"version":"x"'))
    with pytest.raises(ValueError, match="version"):
        read_history(folders, FIRST.id)
