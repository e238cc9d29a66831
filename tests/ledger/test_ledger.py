from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hnp_crawler.items import Capture
from hnp_crawler.ledger import Found, Kind, Ledger, LedgerError, Outcome, RecrawlPolicy, State, url_line

DAY = 86_400


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite", clock) as ledger:
        ledger.begin("c1")
        yield ledger


def found(name: str, **changes: object) -> Found:
    return replace(Found(key=f"https://hanoi.gov.vn/{name}", url=f"https://hanoi.gov.vn/{name}"), **changes)  # type: ignore[arg-type]


def capture(offset: int, digest: str = "sha256:AAAA", uri: str = "https://hanoi.gov.vn/a") -> Capture:
    return Capture(
        file="HNP-1.warc.gz",
        offset=offset,
        length=100,
        record_id=f"urn:uuid:{offset:032}",
        target_uri=uri,
        date="2026-01-02T03:04:05.000000Z",
        payload_digest=digest,
    )


def fetch_all(ledger: Ledger, state: State = State.FETCHED) -> list[str]:
    fetched = []
    while rows := ledger.urls.lease(10):
        for row in rows:
            ledger.urls.settle(row.key, Outcome(state))
            fetched.append(row.url.rsplit("/", 1)[1])
    return fetched


# --- frontier ---------------------------------------------------------------------------------------------------------


def test_a_url_is_handed_out_once_a_crawl(ledger: Ledger) -> None:
    assert ledger.urls.offer([found("a"), found("b"), found("a")]) == [True, True, False]
    assert ledger.urls.offer([found("a")]) == [False]
    assert fetch_all(ledger) == ["a", "b"]
    assert ledger.urls.offer([found("a"), found("b")]) == [False, False]
    assert not ledger.urls.waiting()


def test_higher_priority_first_then_in_the_order_found(ledger: Ledger) -> None:
    ledger.urls.offer([found("a"), found("b", priority=5), found("c", priority=-1), found("d", priority=5)])
    assert [row.key[-1] for row in ledger.urls.lease(3)] == ["b", "d", "a"]
    assert [row.key[-1] for row in ledger.urls.lease(3)] == ["c"]


def test_a_row_keeps_all_that_was_offered(ledger: Ledger) -> None:
    one = found("a", kind=Kind.ARTICLE, via="https://hanoi.gov.vn/", hop=3, priority=7, request='{"x":1}', stamp="s")
    ledger.urls.offer([one])
    (row,) = ledger.urls.lease(5)
    for name in ("key", "url", "kind", "via", "hop", "priority", "request", "stamp"):
        assert getattr(row, name) == getattr(one, name)
    assert row.state == State.LEASED
    assert row.first_seen == row.last_seen == 1_700_000_000


def test_many_thousand_links_are_remembered_beyond_the_cache(ledger: Ledger) -> None:
    names = [str(n) for n in range(50_000)]
    for start in range(0, len(names), 500):
        assert all(ledger.urls.offer([found(n) for n in names[start : start + 500]]))
    assert not ledger.urls.met(found("0").key)
    assert ledger.urls.met(found("49999").key)
    assert not any(ledger.urls.offer([found(n) for n in names[:500]]))


def test_what_is_out_of_scope_is_on_record_and_can_come_into_scope(ledger: Ledger) -> None:
    out = found("x", state=State.OUT_OF_SCOPE, reason="another host")
    assert ledger.urls.offer([out, out]) == [False, False]
    assert ledger.urls.counts() == {"out of scope": 1}
    assert ledger.urls.offer([found("x")]) == [True]
    assert ledger.urls.offer([out]) == [False]
    assert fetch_all(ledger) == ["x"]


def test_what_is_asked_for_outdoes_what_is_on_record_in_one_offer(ledger: Ledger) -> None:
    trap = found("x", state=State.TRAP)
    assert ledger.urls.offer([trap, found("x"), trap]) == [True, False, False]
    assert fetch_all(ledger) == ["x"]


def test_a_known_url_that_turns_out_to_be_a_listing_is_fetched(ledger: Ledger) -> None:
    ledger.urls.offer([found("x", kind=Kind.ARTICLE)])
    fetch_all(ledger)
    ledger.begin("c2")
    assert ledger.urls.offer([found("x", kind=Kind.ARTICLE)]) == [False]
    assert ledger.urls.met(found("x").key)
    assert ledger.urls.met(found("x").key, Kind.ARTICLE)
    assert not ledger.urls.met(found("x").key, Kind.LISTING)
    assert ledger.urls.offer([found("x", kind=Kind.LISTING)]) == [True]
    fetch_all(ledger)
    assert ledger.urls.met(found("x").key, Kind.LISTING)
    assert ledger.urls.offer([found("x", kind=Kind.SEED)]) == [False]


def test_force_fetches_again_within_a_crawl(ledger: Ledger) -> None:
    ledger.urls.offer([found("a")])
    assert ledger.urls.offer([found("a", force=True)]) == [False]
    fetch_all(ledger)
    assert ledger.urls.offer([found("a", force=True)]) == [True]


def test_released_and_requeued_urls_wait_again(ledger: Ledger) -> None:
    ledger.urls.offer([found("a", request="first"), found("b")])
    a, b = ledger.urls.lease(2)
    ledger.urls.release([b.key])
    ledger.urls.requeue(a.key, a.url + "?again", -1, "second")
    again = ledger.urls.lease(2)
    assert [(row.url, row.priority, row.request) for row in again] == [
        (b.url, 0, None),
        (a.url + "?again", -1, "second"),
    ]
    ledger.urls.settle(a.key, Outcome(State.FETCHED))
    row = ledger.urls.get(a.key)
    assert row is not None
    assert row.request == "first"


def test_take_leases_past_the_queue_only_what_is_wanted(ledger: Ledger) -> None:
    picture = found("p.jpg", kind=Kind.PICTURE)
    assert ledger.urls.take(picture) is not None
    assert ledger.urls.take(picture) is None
    assert not ledger.urls.waiting()
    ledger.urls.settle(picture.key, Outcome(State.FETCHED, capture=capture(7)))
    assert ledger.urls.take(picture) is None
    assert ledger.captures.of_url(picture.key) == capture(7)
    ledger.begin("c2")
    assert ledger.urls.take(picture) is None


def test_settling_what_was_never_offered_is_an_error(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="'nowhere' was never offered"):
        ledger.urls.settle("nowhere", Outcome(State.FETCHED))


def test_a_failure_keeps_what_a_good_answer_left(ledger: Ledger) -> None:
    ledger.urls.offer([found("a", kind=Kind.ARTICLE)])
    ledger.urls.settle(
        found("a").key,
        Outcome(
            State.FETCHED, status=200, capture=capture(1), etag='"x"', last_modified="Mon", entity_digest="sha256:E"
        ),
    )
    ledger.urls.settle(found("a").key, Outcome(State.FAILED, "HTTP 503", status=503, capture=capture(2)))
    row = ledger.urls.get(found("a").key)
    assert row is not None
    assert (row.state, row.reason, row.status, row.failures) == (State.FAILED, "HTTP 503", 503, 1)
    assert row.conditions() == {"If-None-Match": '"x"', "If-Modified-Since": "Mon"}
    assert row.entity_digest == "sha256:E"
    assert ledger.captures.get(row.capture) == capture(2)
    assert ledger.captures.of_url(row.key) is None
    ledger.urls.settle(row.key, Outcome(State.FETCHED, status=200))
    row = ledger.urls.get(row.key)
    assert row is not None
    assert (row.conditions(), row.entity_digest, row.failures) == ({}, None, 0)


# --- coming back ------------------------------------------------------------------------------------------------------


def test_the_next_crawl_fetches_what_its_policy_asks_for(ledger: Ledger, clock: Clock) -> None:
    kinds = {"s": Kind.SEED, "l": Kind.LISTING, "a": Kind.ARTICLE, "p": Kind.PICTURE, "o": Kind.OTHER}
    everything = [found(name, kind=kind) for name, kind in kinds.items()]
    ledger.urls.offer(everything)
    fetch_all(ledger)
    clock.now += 600
    ledger.begin("c2")
    assert ledger.urls.offer(everything) == [True, True, False, False, False]
    fetch_all(ledger)
    clock.now += DAY
    ledger.begin("c3")
    assert ledger.urls.offer(everything) == [True, True, True, False, True]
    fetch_all(ledger)
    ledger.begin("c4", RecrawlPolicy(full=True))
    assert ledger.urls.offer(everything) == [True] * 5


def test_a_young_article_is_due_sooner_than_an_old_one(ledger: Ledger, clock: Clock) -> None:
    now = int(clock.now)
    ages = {"young": now - 2 * DAY, "old": now - 100 * DAY, "ancient": now - 5000 * DAY}
    for name, published in ages.items():
        ledger.urls.offer([found(name, kind=Kind.ARTICLE)])
        ledger.urls.settle(found(name).key, Outcome(State.FETCHED, published=published))
    due = []
    for day in (0.9, 24.9, 25.1, 181):
        clock.now = now + day * DAY
        ledger.begin(f"day {day}")
        due.append(ledger.urls.recall())
        ledger.urls.release(row.key for row in ledger.urls.lease(0))
    assert due == [1, 0, 1, 1]


def test_a_clock_that_was_ahead_puts_nothing_off(ledger: Ledger, clock: Clock) -> None:
    now = clock.now
    clock.now = now + 1500 * DAY
    ledger.begin("ahead")
    ledger.urls.offer([found("a", kind=Kind.ARTICLE)])
    fetch_all(ledger)
    clock.now = now + DAY
    ledger.begin("set back")
    assert ledger.urls.recall() == 1
    assert fetch_all(ledger) == ["a"]
    ledger.begin("the same day")
    assert ledger.urls.recall() == 0


def test_listed_as_changed_is_fetched_again(ledger: Ledger, clock: Clock) -> None:
    article = found("a", kind=Kind.ARTICLE)
    ledger.urls.offer([article])
    # A listing met later in the same crawl tells the stamp: that alone is no change.
    assert ledger.urls.offer([replace(article, stamp="10:00 01/02/2026")]) == [False]
    fetch_all(ledger)
    clock.now += 60
    ledger.begin("c2")
    assert ledger.urls.offer([replace(article, stamp="10:00 01/02/2026")]) == [False]
    assert ledger.urls.offer([replace(article, stamp="11:00 01/02/2026")]) == [True]


def test_what_failed_is_tried_again_ever_more_rarely(ledger: Ledger, clock: Clock) -> None:
    picture = found("p", kind=Kind.PICTURE)
    gaps = []
    ledger.urls.offer([picture])
    for night in range(6):
        (row,) = ledger.urls.lease(1)
        ledger.urls.settle(row.key, Outcome(State.FAILED, "timeout"))
        for days in range(1, 400):
            clock.now += DAY
            ledger.begin(f"{night} {days}")
            if ledger.urls.offer([picture])[0]:
                gaps.append(days)
                break
    assert gaps == [1, 2, 3, 6, 12, 24]


def test_robots_and_scope_are_asked_anew_by_every_crawl(ledger: Ledger) -> None:
    for state in (State.ROBOTS, State.TRAP, State.OUT_OF_SCOPE):
        ledger.urls.offer([found(state)])
        ledger.urls.settle(found(state).key, Outcome(state))
    ledger.begin("c2")
    assert ledger.urls.offer([found("robots"), found("trap"), found("out of scope")]) == [True, True, True]


# --- after a crash ----------------------------------------------------------------------------------------------------


def test_the_leases_of_a_dead_crawl_return(tmp_path: Path, clock: Clock) -> None:
    with Ledger(tmp_path / "l", clock) as ledger:
        ledger.begin("dead")
        ledger.urls.offer([found("a"), found("b", priority=1, request="{}"), found("c")])
        assert len(ledger.urls.lease(2)) == 2
    with Ledger(tmp_path / "l", clock) as ledger:
        assert ledger.begin("next") == 2
        assert fetch_all(ledger) == ["b", "a", "c"]
        serials = [(crawl.id, crawl.ended) for crawl in ledger.crawls.latest()]
        assert serials == [("next", None), ("dead", None)]


KILLED = """
import os, signal, sys
from pathlib import Path
from hnp_crawler.ledger import Found, Ledger, Outcome, State
now = [1.7e9]
ledger = Ledger(Path(sys.argv[1]), lambda: now[0])
ledger.begin("dead")
ledger.urls.offer([Found("0", "0")])
for turn in range(int(sys.argv[2])):
    now[0] += 0.13
    for row in ledger.urls.lease(3):
        n = int(row.key)
        ledger.urls.offer([Found(str(m), str(m)) for m in (2 * n + 1, 2 * n + 2) if m < 1000])
        ledger.urls.settle(row.key, Outcome(State.FETCHED))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("turns", [1, 7, 8, 60, 200])
def test_kill_9_loses_no_url(tmp_path: Path, clock: Clock, turns: int) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "l"), str(turns)], check=False)
    assert killed.returncode == -9
    fetched = set()
    with Ledger(tmp_path / "l", clock) as ledger:
        ledger.begin("next")
        ledger.urls.offer([Found("0", "0")])
        while rows := ledger.urls.lease(7):
            for row in rows:
                n = int(row.key)
                ledger.urls.offer([Found(str(m), str(m)) for m in (2 * n + 1, 2 * n + 2) if m < 1000])
                ledger.urls.settle(row.key, Outcome(State.FETCHED))
                fetched.add(n)
        assert ledger.urls.counts() == {"fetched": 1000}
    assert len(fetched) >= 1000 - 3 * turns


# --- the file ---------------------------------------------------------------------------------------------------------


def test_changes_are_committed_after_a_second_or_when_told(tmp_path: Path, clock: Clock) -> None:
    def seen_outside() -> int:
        with sqlite3.connect(tmp_path / "l") as connection:
            count = connection.execute("SELECT count(*) FROM urls").fetchone()[0]
        connection.close()
        return int(count)

    with Ledger(tmp_path / "l", clock) as ledger:
        ledger.begin("c")
        ledger.urls.offer([found("a")])
        assert seen_outside() == 0
        clock.now += 1
        ledger.urls.offer([found("b")])
        assert seen_outside() == 2
        ledger.urls.offer([found("c")])
        ledger.commit()
        assert seen_outside() == 3
        clock.now -= 3600
        ledger.urls.offer([found("d")])
        ledger.urls.offer([found(str(n)) for n in range(2000)])
        assert seen_outside() == 2004


def test_a_foreign_file_is_refused(tmp_path: Path, clock: Clock) -> None:
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(LedgerError, match=r"^opening the ledger .*other\.sqlite: the file is another program's"):
        Ledger(other, clock)
    assert other.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "l").write_bytes(b"<html>" * 1000)
    with pytest.raises(LedgerError, match=r"opening the ledger .*: file is not a database"):
        Ledger(tmp_path / "l", clock)


def test_a_newer_ledger_is_refused(tmp_path: Path, clock: Clock) -> None:
    Ledger(tmp_path / "l", clock).close()
    with sqlite3.connect(tmp_path / "l") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="its layout 99 is newer than"):
        Ledger(tmp_path / "l", clock)


@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_a_damaged_file_is_refused(tmp_path: Path, clock: Clock, part: float) -> None:
    with Ledger(tmp_path / "l", clock) as ledger:
        ledger.begin("c")
        ledger.urls.offer([found(str(n)) for n in range(2000)])
    content = bytearray((tmp_path / "l").read_bytes())
    at = int(len(content) * part) // 4096 * 4096
    content[at : at + 4096] = b"\xff" * 4096
    (tmp_path / "l").write_bytes(content)
    with pytest.raises(LedgerError, match=r"^opening the ledger .*: (the file is damaged: |database disk image)"):
        Ledger(tmp_path / "l", clock)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(LedgerError, match=r"opening the ledger .*no/l: unable to open database file"):
        Ledger(tmp_path / "no" / "l", clock)


def test_a_failing_write_is_an_error_of_the_ledger(tmp_path: Path, clock: Clock) -> None:
    with Ledger(tmp_path / "l", clock) as ledger:
        ledger.begin("c")
        other = sqlite3.connect(tmp_path / "l", timeout=0)
        other.execute("DROP TABLE captures")
        other.close()
        ledger.urls.offer([found("a")])
        with pytest.raises(LedgerError, match=r"^writing the ledger .*: no such table"):
            ledger.captures.add(capture(1))
        # What rests on the missing row must not be written either.
        for later in (lambda: ledger.urls.offer([found("b")]), ledger.commit, lambda: ledger.end("finished", {})):
            with pytest.raises(LedgerError, match="no such table"):
                later()
    connection = sqlite3.connect(tmp_path / "l")
    assert connection.execute("SELECT count(*) FROM urls").fetchone() == (0,)
    connection.close()


def test_a_ledger_serves_many_crawls_and_closings(tmp_path: Path, clock: Clock) -> None:
    for serial in range(3):
        with Ledger(tmp_path / "l", clock, durable=True) as ledger:
            ledger.begin(f"c{serial}")
            with pytest.raises(LedgerError, match="already holds a crawl"):
                ledger.begin(f"c{serial}")
            ledger.end("finished", {"articles": serial})
            with pytest.raises(LedgerError, match="none was begun"):
                ledger.end("finished", {})
            crawl = ledger.crawls.get(f"c{serial}")
            assert crawl is not None
            assert (crawl.reason, crawl.counts, crawl.ended) == ("finished", {"articles": serial}, 1_700_000_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l"]


def test_marks_start_at_zero(ledger: Ledger) -> None:
    assert ledger.mark("articles.jsonl") == 0
    ledger.set_mark("articles.jsonl", 10)
    ledger.set_mark("articles.jsonl", 25)
    assert ledger.mark("articles.jsonl") == 25


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_the_urls_of_a_crawl_are_those_it_settled_and_those_that_wait(ledger: Ledger, clock: Clock) -> None:
    ledger.urls.offer([found("a", kind=Kind.LISTING), found("b", kind=Kind.PICTURE), found("c", priority=-1)])
    for row in ledger.urls.lease(2):
        ledger.urls.settle(row.key, Outcome(State.FETCHED, status=200, capture=capture(row.id)))
    clock.now += 60
    ledger.begin("c2")
    ledger.urls.offer([found("a", kind=Kind.LISTING), found("b", kind=Kind.PICTURE)])
    (row,) = ledger.urls.lease(1)
    ledger.urls.settle(row.key, Outcome(State.GONE, "HTTP 404", status=404))
    assert ledger.crawl is not None
    lines = [url_line(row, where, "c2") for row, where in ledger.urls.of_crawl(ledger.crawl.serial)]
    assert [(line["key"][-1], line["state"]) for line in lines] == [("a", "gone"), ("c", "pending")]
    assert lines[0]["settled"] == "2023-11-14T22:14:20Z"
    assert lines[0]["capture"]["offset"] == 1
    assert json.loads(json.dumps(lines)) == lines
    assert ledger.urls.counts(ledger.crawl.serial) == {"gone": 1, "pending": 1}
    assert ledger.urls.counts() == {"gone": 1, "pending": 1, "fetched": 1}


# --- captures ---------------------------------------------------------------------------------------------------------


def test_the_earliest_capture_that_holds_a_payload_is_no_revisit(ledger: Ledger) -> None:
    assert ledger.captures.first("sha256:AAAA") is None
    ledger.captures.add(capture(0), revisit=True)
    ledger.captures.add(capture(10))
    ledger.captures.add(capture(20))
    ledger.captures.add(capture(30, "sha256:BBBB"))
    assert ledger.captures.first("sha256:AAAA") == capture(10)
    assert ledger.captures.first("sha256:BBBB") == capture(30, "sha256:BBBB")
    assert ledger.captures.count() == 4


def test_a_capture_that_is_known_keeps_its_key_and_stays_a_revisit(ledger: Ledger) -> None:
    key = ledger.captures.add(capture(5), revisit=True)
    assert ledger.captures.add(capture(5)) == key
    assert ledger.captures.get(key) == capture(5)
    assert ledger.captures.first("sha256:AAAA") is None
    assert ledger.captures.get(None) is None


def test_captures_that_a_repair_cut_off_are_forgotten(ledger: Ledger) -> None:
    for offset in (0, 10, 20):
        ledger.captures.add(capture(offset))
    assert ledger.captures.forget_after("HNP-1.warc.gz", 10) == 2
    assert ledger.captures.count() == 1


# --- whatever is offered, in whatever order ---------------------------------------------------------------------------


class Frontier(RuleBasedStateMachine):
    """Compare the ledger with a plain model over offers, leases, settlements, crashes and new crawls."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.file = sqlite3.connect(":memory:")
        self.ledger = Ledger(Path(":memory:"), self.clock)
        self.crawls = 1
        self.ledger.begin("0")
        self.states: dict[str, str] = {}
        self.settled_now: set[str] = set()

    def teardown(self) -> None:
        self.ledger.close()
        self.file.close()

    @rule(names=st.lists(st.sampled_from("abcdefgh"), max_size=6), listing=st.booleans())
    def offer(self, names: list[str], listing: bool) -> None:
        kind = Kind.LISTING if listing else Kind.PICTURE
        expected = []
        for name in names:
            state = self.states.get(name)
            new = state is None or (state == "done" and listing and name not in self.settled_now)
            if new:
                self.states[name] = "pending"
            expected.append(new)
        assert self.ledger.urls.offer([found(name, kind=kind) for name in names]) == expected

    @rule(most=st.integers(1, 4))
    def lease(self, most: int) -> None:
        rows = self.ledger.urls.lease(most)
        pending = [name for name, state in self.states.items() if state == "pending"]
        assert len(rows) == min(most, len(pending))
        for row in rows:
            name = row.key[-1]
            assert self.states[name] == "pending"
            self.states[name] = "leased"

    @precondition(lambda self: "leased" in self.states.values())
    @rule(back=st.booleans())
    def settle_or_release(self, back: bool) -> None:
        name = next(name for name, state in self.states.items() if state == "leased")
        if back:
            self.ledger.urls.release([found(name).key])
            self.states[name] = "pending"
        else:
            self.ledger.urls.settle(found(name).key, Outcome(State.FETCHED))
            self.states[name] = "done"
            self.settled_now.add(name)

    @rule()
    def begin_again(self) -> None:
        leased = [name for name, state in self.states.items() if state == "leased"]
        assert self.ledger.begin(str(self.crawls)) == len(leased)
        self.crawls += 1
        self.settled_now.clear()
        self.states.update(dict.fromkeys(leased, "pending"))

    @invariant()
    def every_url_has_its_state(self) -> None:
        names = {"pending": "pending", "leased": "leased", "fetched": "done"}
        counts = {names[state]: count for state, count in self.ledger.urls.counts().items()}
        assert counts == {state: list(self.states.values()).count(state) for state in set(self.states.values())}
        assert self.ledger.urls.pending() == counts.get("pending", 0)


TestFrontier = Frontier.TestCase
TestFrontier.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@given(st.lists(st.text(max_size=60), min_size=1, unique=True), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_is_kept_as_it_is(keys: list[str], text: str) -> None:
    everything = [Found(key, text, Kind.PICTURE, reason=text, stamp=text, request=text) for key in keys]
    with Ledger(Path(":memory:"), Clock()) as ledger:
        ledger.begin("c")
        assert all(ledger.urls.offer(everything))
        rows = ledger.urls.lease(100)
        assert [(row.key, row.url, row.stamp, row.request) for row in rows] == [(key, text, text, text) for key in keys]
        for row in rows:
            ledger.urls.settle(row.key, Outcome(State.FETCHED))
        ledger.begin("d")
        assert not any(ledger.urls.offer(everything))
