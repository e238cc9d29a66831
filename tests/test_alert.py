from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from crawling import crawl

from hnp_crawler.alert import AlertError, post, run_command
from hnp_crawler.sample_portal import SamplePortal, serve


class Webhook(HTTPServer):
    """Take messages on loopback."""

    taken: list[bytes]
    status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Taker(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook(("127.0.0.1", 0), Taker) as server:
        server.taken = []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_crawl_that_ends_with_problems_tells_both_ways(tmp_path: Path, webhook: Webhook) -> None:
    noted = tmp_path / "noted.json"
    command = shlex.join([sys.executable, "-c", f"import sys; open({str(noted)!r}, 'w').write(sys.stdin.read())"])
    settings = {"HNP_CHECK_MIN_ARTICLES": "500", "HNP_ALERT_COMMAND": command, "HNP_ALERT_URL": webhook.url}
    with serve(SamplePortal(articles=10)) as server:
        ended = crawl(tmp_path / "c", settings, start=server.url)
    assert ended.code == 1, ended.talk
    assert "ALARM       10 articles were met" in ended.talk
    (alarm,) = ended.manifest["alarms"]
    for taken in (noted.read_text("utf-8"), webhook.taken[0].decode()):
        told = json.loads(taken)
        assert (told["exit_code"], told["alarms"]) == (1, [alarm])
        assert told["text"].endswith(alarm)
    log = (tmp_path / "c" / "crawls" / told["id"] / "crawl.log").read_text("utf-8")
    assert f"ERROR: Check: {alarm}" in log


def test_a_crawl_that_ends_well_tells_nobody(tmp_path: Path, webhook: Webhook) -> None:
    with serve(SamplePortal(articles=10)) as server:
        assert crawl(tmp_path / "c", {"HNP_ALERT_URL": webhook.url}, start=server.url).code == 0
    assert webhook.taken == []


def test_a_crawl_that_cannot_start_tells_the_reason(tmp_path: Path, webhook: Webhook) -> None:
    settings = {"HNP_ALERT_URL": webhook.url, "HNP_BLOCKED_SHARE": "7"}
    ended = crawl(tmp_path / "c", settings, start="http://127.0.0.1:9/")
    assert ended.code == 2
    told = json.loads(webhook.taken[0])
    assert (told["outcome"], told["exit_code"]) == ("refused", 2)
    assert "HNP_BLOCKED_SHARE: '7'" in told["reason"]
    assert told["text"].endswith(told["reason"])


def test_a_crawl_with_a_wrong_address_to_tell_is_refused_all_the_same(tmp_path: Path) -> None:
    ended = crawl(tmp_path / "c", {"HNP_ALERT_URL": "mailto:me"}, start="http://127.0.0.1:9/")
    assert ended.code == 2
    assert "HNP_ALERT_URL: 'mailto:me'" in ended.talk


def test_a_message_that_is_not_taken_is_an_error(webhook: Webhook) -> None:
    webhook.status = 500
    with pytest.raises(AlertError, match="posting the alert to http://127"):
        post(webhook.url, {})
    with pytest.raises(AlertError, match="running the alert command 'false'"):
        run_command(["false"], {})
    with pytest.raises(AlertError, match="'/no/such'"):
        run_command(["/no/such"], {})
