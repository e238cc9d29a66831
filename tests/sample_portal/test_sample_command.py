"""``scrapy sample_portal`` serves until it is told to end, or writes the truth."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from hnp_crawler.sample_portal import SamplePortal

ROOT = Path(__file__).parents[2]


def started(*arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "scrapy.cmdline", "sample_portal", *arguments]
    return subprocess.Popen(line, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal(number: int) -> None:
    process = started("--port", "0", "--articles", "12")
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    with urllib.request.urlopen(f"{url}robots.txt") as response:
        assert response.read().startswith(b"User-agent: *")
    process.send_signal(number)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0


def test_it_writes_the_truth(tmp_path: Path) -> None:
    file = tmp_path / "truth.jsonl"
    process = started("--articles", "12", "--truth", str(file), "--base", "http://127.0.0.1:8000")
    process.communicate(timeout=60)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert lines == json.loads(json.dumps(list(SamplePortal(articles=12).truth("http://127.0.0.1:8000"))))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--articles", "-1"], "--articles and --night must not be negative"),
        (["--host", "192.0.2.1"], "serving the sample portal on 192.0.2.1:8000"),
        (["nonsense"], "'nonsense' is not an option"),
        (["--port", "99999"], "--port 99999 is not between 0 and 65535"),
    ],
)
def test_wrong_arguments_are_refused_with_a_sentence(arguments: list[str], sentence: str) -> None:
    process = started(*arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert sentence in out + err
    assert "Traceback" not in err
