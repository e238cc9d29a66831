"""Show from a server's log that hosts are asked at their pace."""

from __future__ import annotations

import http.server
import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.download.pace import Limits, Pace, read_retry_after

CHILD = Path(__file__).with_name("politeness_child.py")
Answer = tuple[int, dict[str, str], str]


class LoggingServer:
    """Answer by script and log when each request came."""

    def __init__(self) -> None:
        self.log: list[tuple[float, str]] = []
        self.robots = ""
        self.answer: Callable[[str, int], Answer] = lambda path, times: (200, {}, path)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments: Any) -> None: ...

            def do_GET(self) -> None:
                outer.log.append((time.monotonic(), self.path))
                times = sum(path == self.path for _, path in outer.log)
                if self.path == "/robots.txt":
                    status, headers, body = 200, {}, outer.robots
                else:
                    status, headers, body = outer.answer(self.path, times)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def gaps(self, *, but: str = "") -> list[float]:
        times = [at for at, path in self.log if path != but]
        return [later - earlier for earlier, later in pairwise(times)]


@pytest.fixture
def server() -> Iterator[LoggingServer]:
    server = LoggingServer()
    yield server
    server.close()


def start(folder: Path, server: LoggingServer, count: int, **settings: Any) -> subprocess.Popen[str]:
    paths = json.dumps([f"/{n}" for n in range(count)])
    command = [sys.executable, str(CHILD), str(folder), server.base, paths, json.dumps(settings)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder)


def crawl(folder: Path, server: LoggingServer, count: int, **settings: Any) -> str:
    process = start(folder, server, count, **settings)
    _, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    assert "Traceback" not in log
    return log


def fetched(folder: Path) -> list[str]:
    lines = (folder / "items.jsonl").read_text("utf-8").splitlines()
    return sorted(item["url"].rpartition("/")[2] for item in map(json.loads, lines) if item["status"] == 200)


def states(folder: Path) -> dict[str, int]:
    connection = sqlite3.connect(folder / "ledger.sqlite")
    counts = dict(connection.execute("SELECT state, count(*) FROM urls GROUP BY state"))
    connection.close()
    return counts


# --- from a server's log ----------------------------------------------------------------------------------------------

NEARLY = 0.95
"""What a server sees of a gap that the crawler kept: connections take unequal time."""


def test_crawl_delay_is_kept_against_jitter_and_concurrency(tmp_path: Path, server: LoggingServer) -> None:
    server.robots = "User-agent: *\nCrawl-delay: 9\n\nUser-agent: hnp_crawler\nCrawl-delay: 0.4\n"
    crawl(tmp_path, server, 6, ROBOTSTXT_OBEY=True, AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.01)
    assert len(server.log) == 7
    assert min(server.gaps()[1:]) >= 0.4 * NEARLY


def test_concurrency_is_kept_without_a_delay(tmp_path: Path, server: LoggingServer) -> None:
    now, most = 0, 0

    def answer(path: str, times: int) -> Answer:
        nonlocal now, most
        now += 1
        most = max(most, now)
        time.sleep(0.05)
        now -= 1
        return 200, {}, ""

    server.answer = answer
    crawl(tmp_path, server, 12, CONCURRENT_REQUESTS_PER_DOMAIN=2)
    assert most == 2
    assert len(server.log) == 12


def test_no_window_holds_more_requests_than_allowed(tmp_path: Path, server: LoggingServer) -> None:
    server.answer = lambda path, times: (503, {"Retry-After": "0"}, "") if path == "/3" and times < 2 else (200, {}, "")
    crawl(tmp_path, server, 12, HNP_MAX_REQUESTS_PER_MINUTE=5, HNP_BACKOFF=0.01)
    times = [at for at, _ in server.log]
    assert len(times) == 13
    assert min(later - earlier for earlier, later in zip(times, times[5:], strict=False)) >= 2.0 * NEARLY
    assert max(server.gaps()[:3]) < 1.0


def test_a_redirect_to_another_host_counts_as_that_host_s(tmp_path: Path, server: LoggingServer) -> None:
    elsewhere = server.base.replace("127.0.0.1", "localhost")
    server.answer = lambda path, times: (
        (200, {}, "") if path.startswith("/to") else (302, {"Location": f"{elsewhere}/to{path}"}, "")
    )
    crawl(tmp_path, server, 4, HNP_MAX_REQUESTS_PER_MINUTE=5)
    assert len(server.log) == 8
    assert max(server.gaps()) < 1.0


def test_retry_after_pauses_the_host(tmp_path: Path, server: LoggingServer) -> None:
    server.answer = lambda path, times: (429, {"Retry-After": "2"}, "") if path == "/0" and times < 2 else (200, {}, "")
    log = crawl(tmp_path, server, 6, CONCURRENT_REQUESTS_PER_DOMAIN=1, HNP_BACKOFF=0.01)
    assert server.gaps()[0] >= 2.0 * NEARLY
    assert max(server.gaps()[1:]) < 1.0
    assert fetched(tmp_path) == ["0", "1", "2", "3", "4", "5"]
    assert "Pausing 127.0.0.1 for 2.0 s: HTTP 429" in log
    assert "127.0.0.1 answers as before" in log


def test_a_date_in_retry_after_counts_from_the_server_s_own_clock(tmp_path: Path, server: LoggingServer) -> None:
    # http.server adds the true Date before: Scrapy joins neither, and the first one counts.
    headers = {"Retry-After": "Thu, 01 Jan 2099 00:00:00 GMT"}
    server.answer = lambda path, times: (503, headers, "") if path == "/0" and times < 2 else (200, {}, "")
    crawl(tmp_path, server, 3, CONCURRENT_REQUESTS_PER_DOMAIN=1, HNP_MAX_PAUSE=1.5, HNP_BACKOFF=0.01)
    assert 1.5 * NEARLY <= server.gaps()[0] < 10


def test_trouble_doubles_the_pause(tmp_path: Path, server: LoggingServer) -> None:
    server.answer = lambda path, times: (503, {}, "") if times < 4 else (200, {}, "")
    crawl(tmp_path, server, 1, HNP_BACKOFF=0.3, RETRY_TIMES=5)
    first, second, third = server.gaps()
    assert first >= 0.3 * NEARLY
    assert second >= 0.6 * NEARLY
    assert third >= 1.2 * NEARLY
    assert states(tmp_path) == {"fetched": 1}


def test_slow_answers_are_trouble(tmp_path: Path, server: LoggingServer) -> None:
    def answer(path: str, times: int) -> Answer:
        if path == "/0":
            time.sleep(0.6)
        return 200, {}, ""

    server.answer = answer
    log = crawl(tmp_path, server, 2, CONCURRENT_REQUESTS_PER_DOMAIN=1, HNP_SLOW_ANSWER=0.5, HNP_BACKOFF=1.0)
    assert server.gaps()[0] >= 1.6 * NEARLY
    assert "an answer after 0.6 s" in log


def test_a_paused_crawl_ends_at_once_and_goes_on_later(tmp_path: Path, server: LoggingServer) -> None:
    server.answer = lambda path, times: (503, {"Retry-After": "500"}, "") if len(server.log) > 2 else (200, {}, "")
    process = start(tmp_path, server, 8, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    deadline = time.monotonic() + 30
    while len(server.log) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=30)
    assert process.returncode == 0, log
    assert len(server.log) == 3
    assert states(tmp_path) == {"fetched": 2, "pending": 6}
    server.answer = lambda path, times: (200, {}, "")
    crawl(tmp_path, server, 0)
    assert states(tmp_path) == {"fetched": 8}


@pytest.mark.parametrize("value", ["many", -1, "inf"])
def test_a_wrong_setting_stops_the_start(tmp_path: Path, server: LoggingServer, value: object) -> None:
    process = start(tmp_path, server, 1, HNP_BACKOFF=value)
    _, log = process.communicate(timeout=30)
    assert f"reading the setting HNP_BACKOFF: {value!r} is not a number" in log
    assert not server.log


# --- the pace itself --------------------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from(["ask", "trouble", "relief", "wait"])), max_size=60),
    st.integers(0, 6),
    st.floats(0, 20),
)
def test_no_order_of_events_goes_beyond_the_limits(
    events: list[tuple[float, str]], per_window: int, crawl_delay: float
) -> None:
    limits = Limits(per_window=per_window, window=60, backoff=5, most=100)
    pace = Pace(limits)
    pace.obey(crawl_delay)
    now, sent = 1000.0, []
    for seconds, event in events:
        now += seconds
        if event == "trouble":
            pace.trouble(now, retry_after=seconds * 10)
            assert now + 5 <= pace.paused_until <= now + 300 or pace.paused_until > now
            assert pace.backoff <= 100
        elif event == "relief":
            pace.relief(now)
        elif event == "ask":
            now = max(now, pace.earliest())
            pace.went(now)
            sent.append(now)
    for earlier, later in pairwise(sent):
        assert later - earlier >= crawl_delay - 1e-6
    if per_window:
        for earlier, later in zip(sent, sent[per_window:], strict=False):
            assert later - earlier >= 60 - 1e-6


def test_troubles_of_one_moment_are_one() -> None:
    pace = Pace(Limits(backoff=5, most=600))
    assert pace.trouble(100.0) == 5
    assert pace.trouble(100.5) == 0
    assert pace.trouble(101.0, retry_after=30) == pytest.approx(26)
    assert pace.trouble(131.5) == 10
    assert pace.trouble(200.0, retry_after=1e9) == 600


def test_good_answers_take_the_back_off_away_step_by_step() -> None:
    pace = Pace(Limits(per_window=0, backoff=5, most=600))
    pace.trouble(100.0)
    pace.trouble(106.0)
    pace.went(116.0)
    assert pace.earliest() == 126
    pace.relief(117.0)
    assert pace.earliest() == 121
    pace.relief(118.0)
    pace.relief(119.0)
    assert pace.earliest() == 116


def test_an_answer_to_an_earlier_request_ends_no_pause() -> None:
    pace = Pace(Limits(backoff=5))
    pace.trouble(100.0)
    pace.relief(101.0)
    assert pace.earliest() == 105


@given(st.text(max_size=80), st.none() | st.text(max_size=80))
def test_any_retry_after_is_read_or_not(value: str, date: str | None) -> None:
    seconds = read_retry_after(value, date, 0.0)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0), (" 30 ", 30), ("9" * 5000, 9_999_999_999), ("-1", None), ("1.5", None), ("", None), ("٣", None)],
)
def test_retry_after_in_seconds(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, None, 0.0) == seconds


def test_retry_after_as_a_date() -> None:
    assert read_retry_after("Thu, 01 Jan 1970 00:02:00 GMT", None, 60.0) == 60
    assert read_retry_after("Thu, 01 Jan 1970 00:02:00 -0000", None, 60.0) == 60
    assert read_retry_after("Thu, 01 Jan 1970 00:02:00 GMT", "nonsense", 60.0) == 60
    assert read_retry_after("Thu, 01 Jan 1970 00:02:00 GMT", None, 300.0) == 0
