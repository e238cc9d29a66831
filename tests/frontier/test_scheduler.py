from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from hnp_crawler.download.politeness import GivenBack
from hnp_crawler.frontier.crawl_ledger import ledger_of, use_ledger
from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.frontier.signals import url_settled
from hnp_crawler.items import Capture
from hnp_crawler.ledger import Found, Kind, Ledger, Outcome, RecrawlPolicy, State

CAPTURE = Capture(
    file="HNP-1.warc.gz",
    offset=7,
    length=100,
    record_id="urn:uuid:1",
    target_uri="https://hanoi.gov.vn/a",
    date="2026-01-02T03:04:05.000000Z",
    payload_digest="sha256:AAAA",
)


class PortalSpider(Spider):
    name = "portal"

    def parse(self, response: Response) -> None: ...

    def parse_article(self, response: Response, section: str = "") -> None: ...

    def give_up(self, failure: Failure) -> str:
        return "given up"

    def ledger_key(self, url: str) -> str:
        return url.partition(";jsessionid")[0].replace("http://", "https://")


class Engine:
    """Stand for Scrapy's engine: what is in flight is what the test puts there."""

    def __init__(self) -> None:
        self.active: set[Request] = set()
        self.downloader = self
        self.scraper = type("Scraper", (), {"slot": type("Slot", (), {"active": set()})()})()


class Frontier:
    """Hold a scheduler in the place that the engine gives it."""

    def __init__(self, folder: Path) -> None:
        self.crawler: Crawler = get_crawler(PortalSpider, {"HNP_OUTPUT": str(folder)})
        self.crawler.spider = self.spider = PortalSpider.from_crawler(self.crawler)
        self.engine = self.crawler.engine = Engine()  # type: ignore[assignment]
        self.scheduler = LedgerScheduler.from_crawler(self.crawler)
        self.scheduler.attach(self.spider)
        self.settled: list[tuple[str, str, str | None]] = []
        self.crawler.signals.connect(self.note_settled, url_settled)

    def note_settled(self, url: str, state: str, reason: str | None) -> None:
        self.settled.append((url, str(state), reason))

    def send(self, signal: object, **arguments: Any) -> None:
        for _, returned in self.crawler.signals.send_catch_log(signal, spider=self.spider, **arguments):
            assert not isinstance(returned, Failure), returned

    def add(self, url: str, **arguments: Any) -> bool:
        return self.scheduler.enqueue_request(Request(f"https://hanoi.gov.vn/{url}", **arguments))

    def next(self) -> Request:
        request = self.scheduler.next_request()
        assert request is not None
        self.engine.active.add(request)
        return request

    def answer(self, request: Request, status: int = 200) -> Response:
        response = Response(request.url, status=status, request=request)
        self.send(signals.response_received, response=response, request=request)
        return response

    def finish(self, request: Request) -> None:
        self.engine.active.discard(request)
        self.scheduler.tick()

    def state(self, url: str) -> tuple[str, str | None]:
        row = self.scheduler.ledger.urls.get(f"https://hanoi.gov.vn/{url}")
        assert row is not None
        return row.state, row.reason


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    frontier = Frontier(tmp_path)
    yield frontier
    frontier.scheduler.ledger.close()


def drain(frontier: Frontier) -> list[str]:
    urls = []
    while (request := frontier.scheduler.next_request()) is not None:
        frontier.engine.active.add(request)
        urls.append(request.url.rpartition("/")[2])
    return urls


# --- order and identity -----------------------------------------------------------------------------------------------


def test_a_url_is_scheduled_once_under_all_its_spellings(frontier: Frontier) -> None:
    assert frontier.add("a;jsessionid=1.undefined")
    assert not frontier.add("a")
    assert not frontier.scheduler.enqueue_request(Request("http://hanoi.gov.vn/a"))
    assert frontier.next().url == "https://hanoi.gov.vn/a;jsessionid=1.undefined"
    assert frontier.crawler.stats is not None
    assert frontier.crawler.stats.get_value("dupefilter/filtered") == 2


def test_method_and_body_belong_to_the_identity(frontier: Frontier) -> None:
    bodies = [b"PageIndex=0", b"PageIndex=1", b"PageIndex=0"]
    assert [frontier.add("api", method="POST", body=body) for body in bodies] == [True, True, False]
    assert frontier.add("api")
    assert [frontier.next().body for _ in range(3)] == [b"PageIndex=0", b"PageIndex=1", b""]


def test_a_late_request_of_high_rank_overtakes_those_leased_ahead(frontier: Frontier) -> None:
    for name in "abc":
        frontier.add(name)
    assert frontier.next().url.endswith("a")
    frontier.add("urgent", priority=9)
    frontier.scheduler.offer([Found("k", "https://hanoi.gov.vn/more", priority=10)])
    assert drain(frontier) == ["more", "urgent", "b", "c"]


def test_the_scheduler_knows_what_waits(frontier: Frontier) -> None:
    assert not frontier.scheduler.has_pending_requests()
    assert frontier.scheduler.next_request() is None
    for name in "abc":
        frontier.add(name)
    frontier.next()
    assert frontier.scheduler.has_pending_requests()
    assert len(frontier.scheduler) == 2
    drain(frontier)
    assert not frontier.scheduler.has_pending_requests()


def test_a_request_comes_back_as_it_was_after_a_restart(tmp_path: Path) -> None:
    first = Frontier(tmp_path)
    request = Request(
        "https://hanoi.gov.vn/a",
        callback=first.spider.parse_article,
        errback=first.spider.give_up,
        method="POST",
        body=b"PageIndex=1\xff",
        headers={"X": ["1", "2"]},
        priority=3,
        meta={"depth": 2, "hnp_kind": "listing", "hnp_via": "https://hanoi.gov.vn/", "n": [1, {"x": None}]},
        cb_kwargs={"section": "tin-tức"},
    )
    first.scheduler.enqueue_request(request)
    first.next()
    first.scheduler.ledger.close()
    second = Frontier(tmp_path)
    again = second.next()
    row = second.scheduler.ledger.urls.get(second.scheduler.key_of(again))
    assert row is not None
    assert (row.kind, row.via, row.hop) == ("listing", "https://hanoi.gov.vn/", 2)
    for name in ("url", "method", "body", "headers", "priority", "cb_kwargs"):
        assert getattr(again, name) == getattr(request, name)
    assert again.callback == second.spider.parse_article
    assert again.errback is not None
    failure = Failure(IgnoreRequest("x"))
    failure.request = again  # type: ignore[attr-defined]
    assert again.errback(failure) == "given up"
    assert {k: v for k, v in again.meta.items() if k != "hnp_key"} == request.meta
    second.scheduler.ledger.close()


def test_a_callback_that_is_gone_settles_the_url_as_failed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    frontier = Frontier(tmp_path)
    frontier.scheduler.offer([Found("https://hanoi.gov.vn/a", "https://hanoi.gov.vn/a", request='{"callback":"old"}')])
    assert frontier.scheduler.next_request() is None
    state, reason = frontier.state("a")
    assert state == State.FAILED
    assert reason is not None
    assert "'old'" in reason
    assert "Cannot make the request" in caplog.text
    frontier.scheduler.ledger.close()


# --- settlement -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, ("fetched", None)),
        (304, ("unchanged", None)),
        (404, ("gone", "HTTP 404")),
        (410, ("gone", "HTTP 410")),
        (301, ("redirected", "HTTP 301")),
        (403, ("failed", "HTTP 403")),
        (503, ("failed", "HTTP 503")),
    ],
)
def test_the_status_code_decides_as_long_as_nobody_knows_better(
    frontier: Frontier, status: int, state: tuple[str, str | None]
) -> None:
    frontier.add("a")
    request = frontier.next()
    frontier.answer(request, status)
    assert frontier.state("a") == ("leased", None)
    frontier.finish(request)
    assert frontier.state("a") == state
    assert frontier.settled == [(request.url, *state)]


def test_a_url_is_settled_only_when_callback_and_pipelines_are_done(frontier: Frontier) -> None:
    frontier.add("a")
    request = frontier.next()
    frontier.answer(request)
    frontier.engine.active.discard(request)
    frontier.engine.scraper.slot.active.add(request)
    frontier.scheduler.tick()
    assert frontier.state("a") == ("leased", None)
    frontier.add("child")
    frontier.engine.scraper.slot.active.clear()
    assert frontier.scheduler.has_pending_requests()
    assert frontier.state("a") == ("fetched", None)


def test_a_better_outcome_is_completed_by_earlier_notes(frontier: Frontier) -> None:
    frontier.add("a", meta={"hnp_kind": "article"})
    request = frontier.next()
    request.meta["hnp_capture"] = CAPTURE
    frontier.answer(request)
    frontier.scheduler.note(request.replace(), Outcome(State.FETCHED, etag='"1"', published=5))
    frontier.scheduler.note(request, Outcome(State.TRUNCATED, "length"))
    frontier.finish(request)
    row = frontier.scheduler.ledger.urls.get(request.url)
    assert row is not None
    assert (row.state, row.reason, row.status) == ("truncated", "length", 200)
    assert frontier.scheduler.ledger.captures.get(row.capture) == CAPTURE


def test_a_request_can_be_settled_at_once(frontier: Frontier) -> None:
    frontier.add("a")
    request = frontier.next()
    frontier.scheduler.settle(request, Outcome(State.BLOCKED, "challenge"))
    assert frontier.state("a") == ("blocked", "challenge")
    frontier.answer(request)
    frontier.finish(request)
    assert frontier.state("a") == ("blocked", "challenge")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (IgnoreRequest("Forbidden by robots.txt"), ("robots", "Forbidden by robots.txt")),
        (IgnoreRequest("Filtered offsite request"), ("out of scope", "IgnoreRequest: Filtered offsite request")),
        (IgnoreRequest("max redirections reached"), ("failed", "IgnoreRequest: max redirections reached")),
        (TimeoutError("60 s"), ("failed", "TimeoutError: 60 s")),
    ],
)
def test_a_failure_says_why(frontier: Frontier, error: Exception, state: tuple[str, str]) -> None:
    frontier.add("a")
    request = frontier.next()
    failure = Failure(error)
    failure.request = request  # type: ignore[attr-defined]
    assert request.errback is not None
    assert request.errback(failure) is failure
    frontier.finish(request)
    assert frontier.state("a") == state


def test_an_exception_in_a_callback_or_a_pipeline_is_a_failure(frontier: Frontier) -> None:
    failure = Failure(KeyError("title"))
    for name in "ab":
        frontier.add(name)
    a, b = frontier.next(), frontier.next()
    frontier.send(signals.spider_error, failure=failure, response=frontier.answer(a))
    frontier.send(signals.item_error, response=frontier.answer(b), failure=failure)
    frontier.send(signals.item_error, response=None, failure=failure)
    frontier.finish(a)
    frontier.finish(b)
    assert frontier.state("a") == ("failed", "reading: KeyError: 'title'")
    assert frontier.state("b") == ("failed", "keeping: KeyError: 'title'")


def test_a_request_that_ended_without_a_word_failed(frontier: Frontier) -> None:
    frontier.add("a")
    frontier.finish(frontier.next())
    assert frontier.state("a") == ("failed", "the request ended without an answer")


def test_a_request_given_back_at_the_end_is_pending(frontier: Frontier) -> None:
    frontier.add("a")
    request = frontier.next()
    failure = Failure(GivenBack("the crawl is ending"))
    failure.request = request  # type: ignore[attr-defined]
    assert request.errback is not None
    request.errback(failure)
    frontier.finish(request)
    assert frontier.state("a") == ("pending", None)


def test_closing_gives_back_what_was_leased_ahead(frontier: Frontier) -> None:
    for name in "abc":
        frontier.add(name)
    request = frontier.next()
    frontier.answer(request)
    frontier.engine.active.clear()
    frontier.scheduler.close("shutdown")
    assert frontier.scheduler.ledger.urls.counts() == {"fetched": 1, "pending": 2}


# --- retries and redirects --------------------------------------------------------------------------------------------


def test_a_retry_keeps_its_row(frontier: Frontier) -> None:
    frontier.add("a", callback=frontier.spider.parse_article)
    request = frontier.next()
    request.meta.update(hnp_capture=CAPTURE, hnp_kept=object(), download_latency=0.1)
    retry = request.replace(dont_filter=True, priority=-1)
    retry.meta["retry_times"] = 1
    assert frontier.scheduler.enqueue_request(retry)
    frontier.finish(request)
    assert frontier.state("a") == ("pending", None)
    again = frontier.next()
    assert (again.meta["retry_times"], again.priority, again.callback) == (1, -1, frontier.spider.parse_article)
    frontier.answer(again)
    frontier.finish(again)
    assert frontier.scheduler.ledger.urls.counts() == {"fetched": 1}
    row = frontier.scheduler.ledger.urls.get(again.url)
    assert row is not None
    assert row.request == '{"callback":"parse_article"}'


def redirected(request: Request, url: str, status: int = 302) -> Request:
    """Do as Scrapy's redirect middleware does."""
    target = request.replace(url=url, dont_filter=request.dont_filter)
    target.meta["redirect_urls"] = [*request.meta.get("redirect_urls", []), request.url]
    target.meta["redirect_reasons"] = [*request.meta.get("redirect_reasons", []), status]
    return target


def test_a_redirect_gives_its_target_a_row(frontier: Frontier) -> None:
    frontier.add("a", callback=frontier.spider.parse_article)
    a = frontier.next()
    assert frontier.scheduler.enqueue_request(redirected(a, "https://hanoi.gov.vn/b"))
    frontier.finish(a)
    assert frontier.state("a") == ("redirected", "to https://hanoi.gov.vn/b")
    b = frontier.next()
    row = frontier.scheduler.ledger.urls.get(b.url)
    assert row is not None
    assert (row.via, b.callback) == ("https://hanoi.gov.vn/a", frontier.spider.parse_article)
    child = Request("https://hanoi.gov.vn/c", meta=dict(b.meta))
    assert frontier.scheduler.enqueue_request(child)
    frontier.answer(b)
    frontier.finish(b)
    assert frontier.state("b") == ("fetched", None)
    assert frontier.scheduler.ledger.urls.counts() == {"redirected": 1, "fetched": 1, "pending": 1}


def test_a_redirect_to_a_known_url_is_settled_without_another_fetch(frontier: Frontier) -> None:
    frontier.add("a")
    frontier.add("b")
    a = frontier.next()
    assert not frontier.scheduler.enqueue_request(redirected(a, "https://hanoi.gov.vn/b", 301))
    frontier.finish(a)
    row = frontier.scheduler.ledger.urls.get(a.url)
    assert row is not None
    assert (row.state, row.status) == ("redirected", 301)
    assert drain(frontier) == ["b"]


def test_a_redirect_to_another_spelling_keeps_the_row(frontier: Frontier) -> None:
    frontier.add("a")
    a = frontier.next()
    assert frontier.scheduler.enqueue_request(redirected(a, "https://hanoi.gov.vn/a;jsessionid=x"))
    frontier.finish(a)
    again = frontier.next()
    assert again.url == "https://hanoi.gov.vn/a;jsessionid=x"
    frontier.answer(again)
    frontier.finish(again)
    assert frontier.scheduler.ledger.urls.counts() == {"fetched": 1}


def test_what_is_not_to_be_filtered_is_fetched_again(frontier: Frontier) -> None:
    frontier.add("a")
    request = frontier.next()
    assert frontier.add("a", dont_filter=True)
    frontier.answer(request)
    frontier.finish(request)
    assert frontier.state("a")[0] == "pending"
    again = frontier.next()
    frontier.answer(again)
    frontier.finish(again)
    assert frontier.add("a", dont_filter=True)
    assert frontier.state("a")[0] == "pending"


# --- coming back ------------------------------------------------------------------------------------------------------


def leave_an_article(folder: Path, **changes: Any) -> None:
    frontier = Frontier(folder)
    frontier.add("a", meta={"hnp_kind": Kind.ARTICLE.value})
    request = frontier.next()
    request.meta["hnp_capture"] = CAPTURE
    frontier.answer(request)
    frontier.scheduler.note(request, Outcome(State.FETCHED, etag='"1"', last_modified="Mon", **changes))
    frontier.finish(request)
    frontier.scheduler.ledger.close()


def test_a_known_article_is_asked_for_with_its_validators(tmp_path: Path) -> None:
    leave_an_article(tmp_path)
    frontier = Frontier(tmp_path)
    assert frontier.add("a", dont_filter=True, meta={"hnp_kind": "article"})
    request = frontier.next()
    assert request.headers.get("If-None-Match") == b'"1"'
    assert request.headers.get("If-Modified-Since") == b"Mon"
    assert request.meta["hnp_validated"] == CAPTURE
    assert frontier.scheduler.enqueue_request(redirected(request, "https://hanoi.gov.vn/b"))
    frontier.finish(request)
    target = frontier.next()
    assert "hnp_validated" not in target.meta
    assert "If-None-Match" not in target.headers
    frontier.scheduler.ledger.close()


def test_a_full_crawl_asks_without_conditions(tmp_path: Path) -> None:
    leave_an_article(tmp_path)
    crawler = get_crawler(PortalSpider)
    ledger = Ledger(tmp_path / "ledger.sqlite", lambda: 1.8e9)
    ledger.begin("full", RecrawlPolicy(full=True))
    use_ledger(crawler, ledger)
    assert ledger_of(crawler) is ledger
    scheduler = LedgerScheduler.from_crawler(crawler)
    scheduler.attach(PortalSpider())
    assert scheduler.enqueue_request(Request("https://hanoi.gov.vn/a", meta={"hnp_kind": "article"}))
    request = scheduler.next_request()
    assert request is not None
    assert "If-None-Match" not in request.headers
    ledger.close()


def test_a_stamp_wakes_an_article(tmp_path: Path) -> None:
    first = Frontier(tmp_path)
    first.add("a", meta={"hnp_kind": "article", "hnp_stamp": "1"})
    request = first.next()
    first.answer(request)
    first.finish(request)
    first.scheduler.ledger.close()
    second = Frontier(tmp_path)
    assert not second.add("a", meta={"hnp_kind": "article", "hnp_stamp": "1"})
    assert second.add("a", meta={"hnp_kind": "article", "hnp_stamp": "2"})
    second.scheduler.ledger.close()


def test_the_ledger_that_the_scheduler_opened_closes_with_the_engine(frontier: Frontier) -> None:
    frontier.crawler.signals.send_catch_log(signals.engine_stopped)
    with pytest.raises(Exception, match="closed"):
        frontier.scheduler.ledger.urls.pending()
