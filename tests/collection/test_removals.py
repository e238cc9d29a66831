from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from hnp_crawler.collection.removals import note_removals, read_standing, unlisted
from hnp_crawler.items import Article, Block, Capture, Related, Removal
from hnp_crawler.ledger import Found, Kind, Ledger, Outcome, State, compared_fields
from hnp_crawler.schema import removal_schema

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LISTING = "https://hanoi.gov.vn/tin"


def capture(offset: int) -> Capture:
    return Capture(
        file="HNP-1.warc.gz",
        offset=offset,
        length=9,
        record_id=f"urn:uuid:{offset}",
        target_uri="https://hanoi.gov.vn/a",
        date="2026-01-02T00:00:00.000000Z",
        payload_digest="sha256:A",
    )


def article(article_id: str) -> Article:
    return Article(
        id=article_id,
        url=f"https://hanoi.gov.vn/{article_id}",
        language="vi",
        title="Họp báo",
        published_raw=None,
        published_at=None,
        published_precision=None,
        published_source=None,
        section=None,
        agency=None,
        lead=None,
        body=(Block(kind="paragraph", text="Một."),),
        byline=None,
        authors=(),
        interview=None,
        images=(),
        attachments=(),
        related=Related(),
        layout="b1",
        crawl_id="c1",
        reader="1",
        capture=capture(1),
    )


class Portal:
    """Play one collection's crawls: what is listed, and what each address answers."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "ledger.sqlite", lambda: 1_700_000_000)
        self.path = folder / "removals.jsonl"
        self.crawls = 0
        self.offset = 100

    def begin(self) -> None:
        self.crawls += 1
        self.ledger.begin(f"c{self.crawls}")

    def publish(self, *ids: str) -> None:
        for key in ids:
            self.answer(key)
            one = article(key)
            self.ledger.articles.record(key, one.url, compared_fields(one), one.capture)

    def list_all(self, *ids: str, complete: bool = True) -> None:
        self.ledger.listings.name(LISTING, ids)
        self.ledger.listings.finish(LISTING, complete=complete)

    def answer(self, key: str, state: str = State.FETCHED, status: int = 200, reason: str | None = None) -> None:
        self.offset += 10
        self.ledger.urls.take(Found(key, f"https://hanoi.gov.vn/{key}", kind=Kind.ARTICLE, force=True))
        self.ledger.urls.settle(key, Outcome(state, reason, status, capture(self.offset)))

    def end(self) -> list[Removal]:
        lines = note_removals(self.ledger, self.path, NOW, f"c{self.crawls}", 0.5)
        self.ledger.end("finished", {})
        return lines

    def crawl_once(self, *ids: str) -> None:
        self.begin()
        self.publish(*ids)
        self.list_all(*ids)
        assert self.end() == []


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path)
    yield portal
    portal.ledger.close()


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [(404, State.GONE, "http 404"), (410, State.GONE, "http 410"), (200, State.GONE, "soft 404")],
)
def test_what_is_gone_gets_one_tombstone(portal: Portal, status: int, state: str, reason: str) -> None:
    portal.crawl_once("a", "b")
    for lines in (1, 0):
        portal.begin()
        portal.answer("a", state, status)
        noted = portal.end()
        assert len(noted) == lines
        if noted:
            assert (noted[0].event, noted[0].id, noted[0].reason, noted[0].version) == ("removed", "a", reason, 1)
            assert noted[0].last_good == capture(1)
            assert noted[0].evidence == capture(portal.offset)
            assert noted[0].date == "2026-01-02T00:00:00+00:00"
    known = portal.ledger.articles.get("a")
    assert known is not None
    assert known.vanished_reason == reason


def test_what_returns_is_noted_and_may_vanish_again(portal: Portal) -> None:
    portal.crawl_once("a")
    events = []
    for state in (State.GONE, State.UNCHANGED, State.UNCHANGED, State.GONE):
        portal.begin()
        portal.answer("a", state, 404 if state == State.GONE else 304)
        if state == State.UNCHANGED:
            portal.ledger.articles.see("a")
        events.append([line.event for line in portal.end()])
    assert events == [["removed"], ["returned"], [], ["removed"]]
    assert set(read_standing(portal.path)) == {"a"}


def test_a_redirect_to_a_listing_is_a_removal_and_one_to_an_article_is_not(portal: Portal) -> None:
    portal.crawl_once("a", "b", "c", "d")
    portal.begin()
    portal.answer(LISTING)
    portal.answer("a", State.REDIRECTED, 302, f"to {LISTING}")
    portal.answer("b", State.REDIRECTED, 301, "to c")
    portal.answer("d", State.REDIRECTED, 302, "to https://hanoi.gov.vn/not-fetched")
    noted = portal.end()
    assert [(line.id, line.reason, line.target) for line in noted] == [
        ("a", "redirect", f"https://hanoi.gov.vn/{LISTING}")
    ]


def test_an_alias_that_is_gone_removes_nothing(portal: Portal) -> None:
    portal.crawl_once("a", "b")
    portal.ledger.articles.alias("twin", "a")
    portal.begin()
    portal.answer("twin", State.GONE, 404)
    assert portal.end() == []
    portal.begin()
    portal.answer("twin", State.GONE, 404)
    portal.answer("a", State.GONE, 404)
    assert [line.id for line in portal.end()] == ["a"]


def test_what_a_listing_dropped_is_unlisted_until_a_listing_names_it(portal: Portal) -> None:
    portal.crawl_once("a", "b", "c")
    events = []
    for listed, complete in ((("a", "b"), False), (("a", "b"), True), (("a", "b"), True), (("a", "b", "c"), True)):
        portal.begin()
        portal.list_all(*listed, complete=complete)
        portal.answer("c", State.UNCHANGED, 304)
        portal.ledger.articles.see("c")
        events.append([line.event for line in portal.end()])
    assert events == [[], ["removed"], [], ["returned"]]


def test_only_the_end_of_a_walk_shows_what_was_dropped(portal: Portal) -> None:
    portal.crawl_once("a", "b", "c")
    portal.begin()
    portal.list_all("a", "b", complete=False)
    assert list(unlisted(portal.ledger)) == []
    portal.ledger.listings.finish(LISTING, complete=True)
    assert [row.key for row in unlisted(portal.ledger)] == ["c"]
    portal.ledger.listings.name("https://hanoi.gov.vn/other", ["c"])
    assert list(unlisted(portal.ledger)) == []


def test_a_walk_past_a_page_that_failed_shows_nothing(portal: Portal) -> None:
    portal.crawl_once("a", "b", "c")
    portal.begin()
    portal.list_all("a", "b")
    page = Found("p2", f"{LISTING}?page=2", kind=Kind.LISTING, request=json.dumps({"meta": {"hnp_listing": LISTING}}))
    portal.ledger.urls.take(page)
    portal.ledger.urls.settle("p2", Outcome(State.FAILED, "HTTP 503"))
    assert list(unlisted(portal.ledger)) == []
    assert portal.end() == []


def test_an_unlisted_article_that_is_gone_at_last_gets_the_sharper_reason(portal: Portal) -> None:
    portal.crawl_once("a", "b", "c")
    portal.begin()
    portal.list_all("a", "b")
    assert [line.reason for line in portal.end()] == ["unlisted"]
    portal.begin()
    portal.answer("c", State.GONE, 410)
    assert [line.reason for line in portal.end()] == ["http 410"]


def test_a_listing_that_drops_nearly_everything_is_broken(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    portal.crawl_once(*"abcdef")
    portal.begin()
    portal.list_all("a")
    assert portal.end() == []
    assert "dropped 5 entries and names 1" in caplog.text


def test_a_killed_crawls_findings_are_noted_by_the_next(portal: Portal) -> None:
    portal.crawl_once("a", "b")
    portal.begin()
    portal.answer("a", State.GONE, 404)
    portal.begin()
    assert [line.id for line in portal.end()] == ["a"]


def test_a_line_that_was_written_before_the_kill_is_not_written_again(portal: Portal) -> None:
    portal.crawl_once("a")
    portal.begin()
    portal.answer("a", State.GONE, 404)
    note_removals(portal.ledger, portal.path, NOW, "c2")
    portal.ledger.articles.see("a")  # the ledger as it was: it had not been told yet
    portal.begin()
    assert portal.end() == []
    known = portal.ledger.articles.get("a")
    assert known is not None
    assert known.vanished is not None


def test_an_article_that_was_never_held_leaves_no_tombstone(portal: Portal) -> None:
    portal.begin()
    portal.answer("x", State.GONE, 404)
    assert portal.end() == []


def test_the_lines_follow_their_schema(portal: Portal) -> None:
    portal.crawl_once("a", "b")
    portal.begin()
    portal.answer("a", State.GONE, 404)
    portal.end()
    check = jsonschema.Draft202012Validator(removal_schema())
    line = json.loads(portal.path.read_bytes())
    check.validate(line)
    assert list(check.iter_errors({**line, "reason": "because"}))
    assert replace(read_standing(portal.path)["a"], version=2).version == 2
