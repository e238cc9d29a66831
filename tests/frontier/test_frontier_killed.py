"""Kill real crawls with SIGKILL, start them again, and count what was lost."""

from __future__ import annotations

import http.server
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHILD = Path(__file__).with_name("frontier_child.py")


class Tree:
    """Serve pages 0 to ``size`` - 1, each with links to three more, and count what is asked for."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments: Any) -> None: ...

            def do_GET(self) -> None:
                outer.asked += 1
                number = int(self.path.strip("/"))
                children = [n for n in range(3 * number + 1, 3 * number + 4) if n < outer.size]
                body = "".join(f'<a href="/{n}">{n}</a>' for n in [*children, 0, number // 3]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *connection: None  # type: ignore[method-assign]
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def tree(request: pytest.FixtureRequest) -> Iterator[Tree]:
    tree = Tree(request.param)
    yield tree
    tree.close()


def crawl_with_kills(folder: Path, tree: Tree, scheduler: str, kills: list[int]) -> tuple[list[str], int]:
    """Kill a crawl each time the server was asked so often again, then let it end; gives its lines and the kills."""
    killed = 0
    for more in [*kills, None]:
        process = subprocess.Popen(
            [sys.executable, str(CHILD), str(folder), tree.base, scheduler], stderr=subprocess.PIPE, text=True
        )
        goal = None if more is None else tree.asked + more
        while goal is not None and process.poll() is None and tree.asked < goal:
            time.sleep(0.002)
        if goal is not None and process.poll() is None:
            process.kill()
            killed += 1
        _, log = process.communicate(timeout=120)
        assert process.returncode in (0, -9), log
        assert "Traceback" not in log, log
    return (folder / "lines.txt").read_text("ascii").splitlines(), killed


@pytest.mark.parametrize("tree", [400], indirect=True)
def test_kill_9_loses_no_url_of_a_real_crawl(tmp_path: Path, tree: Tree) -> None:
    lines, killed = crawl_with_kills(tmp_path, tree, "ledger", [30, 60, 90])
    assert killed == 3
    assert {line.rpartition("/")[2] for line in lines} == {str(n) for n in range(tree.size)}
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    assert connection.execute("SELECT state, count(*) FROM urls GROUP BY state").fetchall() == [("fetched", tree.size)]
    connection.close()


@pytest.mark.parametrize("tree", [400], indirect=True)
def test_a_full_disk_ends_the_crawl_and_the_next_goes_on(tmp_path: Path, tree: Tree) -> None:
    command = [sys.executable, str(CHILD), str(tmp_path), tree.base, "ledger"]
    full = subprocess.run([*command, "300000"], capture_output=True, text=True, timeout=120, check=False)
    assert full.stdout == "ledger_failed\n", full.stderr
    assert "CRITICAL: Stopping: writing the ledger" in full.stderr
    assert tree.asked < tree.size
    lines, _ = crawl_with_kills(tmp_path, tree, "ledger", [])
    assert {line.rpartition("/")[2] for line in lines} == {str(n) for n in range(tree.size)}


@pytest.mark.parametrize("tree", [1500], indirect=True)
def test_kill_9_loses_urls_of_scrapy_s_job_directory(tmp_path: Path, tree: Tree) -> None:
    # It knows which URLs it has seen, and no longer which of them still waited.
    lines, killed = crawl_with_kills(tmp_path, tree, "jobdir", [500])
    assert killed == 1
    assert len(set(lines)) < tree.size


@pytest.mark.soak
@pytest.mark.parametrize("tree", [3000], indirect=True)
def test_kill_9_against_scrapy_s_job_directory(tmp_path: Path, tree: Tree) -> None:
    """Show both: the same crawl with the same kills, by this project's frontier and by Scrapy's own."""
    chance = random.Random(11)
    kills = [chance.randint(40, 600) for _ in range(5)]
    found = {}
    for scheduler in ("ledger", "jobdir"):
        folder = tmp_path / scheduler
        folder.mkdir()
        tree.asked = 0
        lines, killed = crawl_with_kills(folder, tree, scheduler, kills)
        # A crawl that lost its queue may end, as finished, before it can be killed again.
        assert killed == len(kills) or scheduler == "jobdir"
        found[scheduler] = len(set(lines))
        print(f"{scheduler}: {found[scheduler]} of {tree.size} pages, {tree.asked} requests, {killed} kills")
    assert found["ledger"] == tree.size
    assert found["jobdir"] < tree.size
