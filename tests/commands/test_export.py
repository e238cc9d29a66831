"""Prove that what is exported is the newest version of every article, and that it is found without its accents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import Crawled

from hnp_crawler.exporting import parquet
from hnp_crawler.exporting.rows import ARTICLES, TURNS


@pytest.fixture
def changed(crawled: Crawled, tmp_path: Path) -> Path:
    """Give a collection whose first article has a second version, and whose second article is gone."""
    collection = Path(copytree(crawled.collection, tmp_path / "sample"))
    first, second, *_ = lines_of(collection)
    newer = {**first, "version": 2, "event": "changed", "title": "Đảng bộ Thành phố họp"}
    with (collection / "articles.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(newer, ensure_ascii=False, separators=(",", ":")) + "\n")
    gone = {"schema": "removal/1", "event": "removed", "id": second["id"], "url": second["url"], "reason": "http 404"}
    gone |= {"target": None, "version": 1, "last_good": None, "evidence": None, "date": "2026-09-02T00:00:00+00:00"}
    (collection / "removals.jsonl").write_text(json.dumps({**gone, "crawl_id": "c"}) + "\n", "utf-8")
    return collection


def test_lines_are_those_of_the_newest_versions(changed: Path, tmp_path: Path) -> None:
    lines = (changed / "articles.jsonl").read_bytes().splitlines(keepends=True)
    assert scrapy("export", changed).out == b"".join(lines[1:])
    assert scrapy("export", changed, "--jsonl", tmp_path / "a.jsonl").code == 0
    assert (tmp_path / "a.jsonl").read_bytes() == b"".join(lines[1:])


@pytest.fixture
def database(changed: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = scrapy("export", changed, "--sqlite", tmp_path / "a.sqlite")
    assert made.code == 0, made.err
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as opened:
        yield opened


def test_tables_hold_every_article_and_every_turn(database: sqlite3.Connection, changed: Path) -> None:
    newest = lines_of(changed)[1:]
    rows = list(database.execute("SELECT id, title, version, removed, line FROM articles ORDER BY number"))
    assert [json.loads(row[4]) for row in rows] == newest
    assert [row[:3] for row in rows] == [(line["id"], line["title"], line["version"]) for line in newest]
    assert [row[3] for row in rows if row[3]] == ["2026-09-02T00:00:00+00:00"]
    turns = [
        (line["id"], number, turn["role"], turn["speaker"], turn["text"])
        for line in newest
        for number, turn in enumerate(line["interview"]["turns"] if line["interview"] else [], 1)
    ]
    assert turns
    columns = "article_id, number, role, speaker, text"
    assert sorted(database.execute(f"SELECT {columns} FROM turns")) == sorted(turns)


@pytest.mark.parametrize("words", ["Đảng bộ", "đảng bộ", "dang bo", "DANG BO", "đang bo", '"dang bo thanh pho"'])
def test_search_folds_accents(database: sqlite3.Connection, words: str) -> None:
    found = (
        "SELECT articles.title FROM articles JOIN search ON search.rowid = number WHERE search MATCH ? ORDER BY rank"
    )
    assert ("Đảng bộ Thành phố họp",) in list(database.execute(found, (words,)))


def test_parquet_holds_the_same(changed: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    made = scrapy("export", changed, "--parquet", tmp_path / "tables")
    assert made.code == 0, made.err
    articles = pq.read_table(tmp_path / "tables" / "articles.parquet")
    turns = pq.read_table(tmp_path / "tables" / "turns.parquet")
    assert articles.column_names == list(ARTICLES)
    assert turns.column_names == list(TURNS)
    newest = lines_of(changed)[1:]
    assert articles.column("id").to_pylist() == [line["id"] for line in newest]
    assert articles.column("authors").to_pylist() == [line["authors"] for line in newest]
    assert turns.num_rows == sum(len(line["interview"]["turns"]) for line in newest if line["interview"])


def test_a_wrong_call_is_refused(changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hnp_crawler.commands.export.is_installed", lambda: False)
    there = tmp_path / "there"
    there.write_text("")
    for words, sentence in [
        (["nowhere"], "'nowhere' is no collection"),
        ([changed, "--jsonl", there], "is there already"),
        ([changed, "--parquet", tmp_path / "p"], "needs the package pyarrow"),
        ([changed, "--xml", "x"], "'--xml' is no option"),
    ]:
        refused = scrapy("export", *words)
        assert (refused.code, refused.out) == (2, b"")
        assert sentence in refused.err
    assert parquet.is_installed() in (True, False)
    with (changed / "articles.jsonl").open("a") as lines:
        lines.write("torn")
    torn = scrapy("export", changed, "--sqlite", tmp_path / "a.sqlite")
    assert torn.code == 4
    assert "line 122 cannot be read" in torn.err
    assert not list(tmp_path.glob("a.sqlite*"))
