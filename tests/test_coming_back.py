"""Decide from the ledger what a later crawl asks for again, and under which address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from comparing import differences, lines_of
from crawling import crawl
from nights import standing

from hnp_crawler.ledger import Found, Kind, Ledger, Outcome, RecrawlPolicy, State
from hnp_crawler.sample_portal import SamplePortal, serve

DAY = 86_400
NOW = 1_700_000_000


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite", clock) as ledger:
        yield ledger


def article(url: str = "https://h/old", stamp: str | None = None) -> Found:
    return Found("hnp:vi:1", url, kind=Kind.ARTICLE, stamp=stamp)


def fetch(ledger: Ledger, state: str = State.FETCHED, published: int | None = None) -> str:
    (row,) = ledger.urls.lease(1)
    ledger.urls.settle(row.key, Outcome(state, published=published))
    return row.url


def test_what_this_crawl_had_is_not_recalled_by_it(ledger: Ledger) -> None:
    ledger.begin("c1", RecrawlPolicy(share=0, least=0))
    ledger.urls.offer([article()])
    fetch(ledger)
    assert ledger.urls.recall() == 0
    ledger.begin("c2", RecrawlPolicy(share=0, least=0))
    assert ledger.urls.recall() == 1


def test_a_full_crawl_recalls_what_is_not_due(ledger: Ledger) -> None:
    ledger.begin("c1")
    ledger.urls.offer([article(), Found("p", "https://h/p.png", kind=Kind.PICTURE)])
    fetch(ledger)
    fetch(ledger)
    ledger.begin("c2")
    assert ledger.urls.recall() == 0
    ledger.begin("c3", RecrawlPolicy(full=True))
    assert ledger.urls.recall() == 1


def test_the_age_of_an_article_is_remembered_when_it_answers_that_it_is_unchanged(ledger: Ledger, clock: Clock) -> None:
    ledger.begin("c1")
    ledger.urls.offer([article()])
    fetch(ledger, published=NOW - 400 * DAY)
    clock.now += 101 * DAY
    ledger.begin("c2")
    assert ledger.urls.recall() == 1
    fetch(ledger, State.UNCHANGED)
    row = ledger.urls.get("hnp:vi:1")
    assert row is not None
    assert row.due == clock.now + 501 * DAY // 4


def test_a_waiting_article_is_asked_for_under_the_address_that_a_listing_names_now(ledger: Ledger) -> None:
    ledger.begin("c1")
    ledger.urls.offer([article(stamp="2026-01-01 https://h/old")])
    ledger.begin("c2")
    ledger.urls.offer([article("https://h/new", "2026-01-01 https://h/new")])
    ledger.urls.offer([article("https://h/new?utm_source=x", "2026-01-01 https://h/new")])
    assert fetch(ledger) == "https://h/new"


def test_listings_show_what_vanished_moved_and_came_although_nothing_is_due(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60, seed=3)) as server:
        assert crawl(tmp_path, start=server.url).code == 0
        before = {line["id"]: line["layout"] for line in lines_of(tmp_path)}
        server.portal.night = 12
        base = server.url.rstrip("/")
        assert crawl(tmp_path, start=server.url).code == 0
        gone = {line["id"] for line in server.portal.vanished(base)} & before.keys()
        there = {line["id"]: line for line in server.portal.truth(base)}
    moved = [key for key in before if before[key] == "b1" and there.get(key, {}).get("generation") == "c"]
    now = {line["id"]: line["url"] for line in lines_of(tmp_path)}
    assert gone
    assert standing(tmp_path) == gone
    assert moved
    assert [now[key] for key in moved] == [there[key]["url"] for key in moved]
    assert there.keys() <= now.keys()


def test_articles_that_came_when_there_were_enough_come_with_the_next_crawl(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=40)) as server:
        few = crawl(tmp_path / "c", start=server.url, max_articles="3")
        assert (few.code, len(lines_of(tmp_path / "c"))) == (0, 3), few.talk
        assert few.manifest["urls"]["pending"]
        all_of_them = crawl(tmp_path / "c", {"HNP_CHECK_COVERAGE": "1"}, start=server.url)
        assert all_of_them.code == 0, all_of_them.talk
        assert list(differences(lines_of(tmp_path / "c"), server.portal.truth(server.url.rstrip("/")))) == []


def test_what_a_listing_names_again_is_asked_for_though_it_is_not_due(tmp_path: Path) -> None:
    """Nights with the default settings: an article that went is due again after a share of its age, years for some."""
    with serve(SamplePortal(articles=60)) as server:
        gone = []
        for night in (0, 9, 12):
            server.portal.night = night
            ended = crawl(tmp_path, start=server.url)
            assert ended.code == 0, ended.talk
            gone.append(standing(tmp_path))
        vanished = {line["id"] for line in server.portal.vanished(server.url.rstrip("/"))}
    assert gone[0] == set()
    assert gone[1] - gone[2]
    assert gone[2] <= vanished
    assert ended.manifest["removals"]["returned"] == len(gone[1] - gone[2])


def test_a_lost_ledger_is_made_anew_and_nothing_comes_back_by_that(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60)) as server:
        for night in (0, 9):
            server.portal.night = night
            assert crawl(tmp_path, start=server.url).code == 0
        gone, removals = standing(tmp_path), (tmp_path / "removals.jsonl").read_bytes()
        (tmp_path / "ledger.sqlite").unlink()
        ended = crawl(tmp_path, start=server.url)
    assert ended.code == 0, ended.talk
    assert gone
    assert (tmp_path / "removals.jsonl").read_bytes() == removals
    assert "The ledger did not know of 69 article lines; it was told of them" in ended.talk
    assert ended.manifest["articles"]["new"] == 0


def test_articles_of_another_period_get_their_lines_from_the_crawl_that_wants_them(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60)) as server:
        truth = list(server.portal.truth(server.url.rstrip("/")))
        late = crawl(tmp_path, start=server.url, since="2026-01-01")
        assert late.code == 0, late.talk
        assert 0 < len(lines_of(tmp_path)) < len(truth)
        asked = len(server.log)
        assert crawl(tmp_path, start=server.url, since="2026-01-01").manifest["articles"]["new"] == 0
        again = len(server.log) - asked
        early = crawl(tmp_path, start=server.url, until="2019-12-31")
        assert early.code == 0, early.talk
        assert early.manifest["articles"]["new"] > 0
        whole = crawl(tmp_path, start=server.url)
        assert whole.code == 0, whole.talk
        assert list(differences(lines_of(tmp_path), truth)) == []
    assert again < asked / 2, "what lies outside the period was asked for again"
