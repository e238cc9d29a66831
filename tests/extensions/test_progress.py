"""Watch a crawl on a terminal, and in a pipe as cron has it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import termios
from pathlib import Path

from crawling import ROOT, command

from hnp_crawler.sample_portal import SamplePortal, serve


def watched(words: list[str]) -> str:
    """Run a command whose standard error is a terminal; give what it wrote there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 200))
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.close(theirs)
        written = bytearray()
        try:
            while piece := os.read(ours, 1 << 16):
                written += piece
        except OSError:  # the other end is closed
            pass
        finally:
            os.close(ours)
        assert running.wait(60) == 0
    return written.decode()


def test_a_terminal_shows_how_far_the_crawl_is(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=40)) as server:
        shown = watched(command(tmp_path, {"start": server.url}, {"DOWNLOAD_DELAY": "0.02"}))
    line = re.compile(
        r"\d+% .{20} \d+/\d+ URLs \[\d\d:\d\d, about [\d:?]+ left, .{3,9}/s\], "
        r"\d+ pages, \d+ articles, \d+ waiting, \d+ to come by the listings"
    )
    assert line.search(shown), shown[-2000:]
    assert "DEBUG" not in shown
    assert "ended: finished" in shown


def test_cron_gets_the_summary_only(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=10)) as server:
        words = command(tmp_path, {"start": server.url}, {})
        talk = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    assert talk.startswith("Crawl ")
    assert "\r" not in talk
