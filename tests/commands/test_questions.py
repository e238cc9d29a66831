"""Ask the commands that read a collection, as an operator does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from comparing import lines_of
from crawling import ROOT, Crawled


def ask(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *map(str, words)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_status_tells_of_the_crawl(crawled: Crawled) -> None:
    told = ask("status", crawled.collection)
    assert told.returncode == 0, told.stderr
    assert crawled.manifest["id"] in told.stdout
    assert "120 articles in 120 versions, 0 vanished" in told.stdout
    assert told.stderr == ""


def test_status_is_told_to_programs(crawled: Crawled) -> None:
    status = json.loads(ask("status", crawled.collection, "--json").stdout)
    assert status["crawls"][0]["new"] == 120
    assert status["urls"] == crawled.manifest["urls"]
    assert status["problems"] == []


def test_history_tells_of_an_article_by_its_url(crawled: Crawled) -> None:
    line = lines_of(crawled.collection)[0]
    told = ask("history", crawled.collection, line["url"])
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[0] == line["title"]
    assert line["capture"]["record_id"] in told.stdout
    history = json.loads(ask("history", crawled.collection, line["id"], "--json").stdout)
    assert [moment["event"] for moment in history["moments"]] == ["new"]


def test_answers_are_utf8_whatever_the_terminal_is(crawled: Crawled) -> None:
    line = next(line for line in lines_of(crawled.collection) if line["language"] == "vi")
    for words in (
        ["history", crawled.collection, line["id"]],
        ["cite", line["id"], "--collection", crawled.collection],
    ):
        told = ask(*words, PYTHONIOENCODING="ascii")
        assert told.returncode == 0, told.stderr
        assert line["title"] in told.stdout


def test_the_shell_of_scrapy_is_refused_with_a_sentence() -> None:
    refused = ask("shell", "http://127.0.0.1:9/", "-c", "response", "--nolog")
    assert refused.returncode == 2
    assert "is not one of this project's; scrapy shell, fetch, view and bench work outside its folder" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["status"], 2, "scrapy status: taking stock: the arguments are COLLECTION"),
        (["status", "/nowhere"], 2, "'/nowhere' is no collection"),
        (["status", "{}", "--crawls", "0"], 2, "must be above 0"),
        (["history", "{}"], 2, "the arguments are COLLECTION ARTICLE"),
        (["history", "{}", "hnp:vi:0"], 1, "knows no article 'hnp:vi:0'"),
    ],
)
def test_a_wrong_question_gets_one_sentence(crawled: Crawled, words: list[str], code: int, sentence: str) -> None:
    told = ask(*(word.format(crawled.collection) for word in words))
    assert told.returncode == code
    assert sentence in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert told.stdout == ""
