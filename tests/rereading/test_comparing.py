"""Prove that a change of the reader can be judged, and adopted without losing what was said before."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import Crawled

from hnp_crawler.rereading import seeing
from hnp_crawler.schema import decode_line, encode_line


@pytest.fixture
def collection(crawled: Crawled, tmp_path: Path) -> Path:
    return Path(copytree(crawled.collection, tmp_path / "sample"))


NAME = "Bảo Châu"


def better(content: bytes) -> bytes:
    """Read the bylines as a better reader would."""
    return content.replace(NAME.encode(), "Bảo Chi".encode())


@pytest.fixture
def better_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    read = seeing.read_answer
    monkeypatch.setattr(seeing, "read_answer", lambda body, *args, **facts: read(better(body), *args, **facts))


def test_the_same_reader_changes_nothing(crawled: Crawled) -> None:
    compared = scrapy("reread", crawled.collection, "--compare")
    count = len(lines_of(crawled.collection))
    assert compared.code == 0
    assert compared.out.decode().startswith(
        f"{count} lines: 0 change, 0 are not read as articles any more, 0 articles are new"
    )


@pytest.mark.usefixtures("better_reader")
def test_changes_are_summed_and_shown(crawled: Crawled) -> None:
    lines = lines_of(crawled.collection)
    affected = [line for line in lines if NAME in str(line)]
    signed = [line for line in lines if NAME in (line["byline"] or "")]
    assert signed
    compared = scrapy("reread", crawled.collection, "--compare")
    said = compared.out.decode()
    assert compared.code == 1
    assert f"lines: {len(affected)} change" in said
    assert f"\nbyline: {len(signed)}\n" in said
    assert signed[0]["id"] in said
    assert "Bảo Chi" in said


@pytest.mark.usefixtures("better_reader")
def test_adopting_adds_versions_that_cite_the_same_records(collection: Path) -> None:
    before = (collection / "articles.jsonl").read_bytes()
    old = {line["id"]: line for line in lines_of(collection)}
    adopted = scrapy("reread", collection, "--adopt")
    assert adopted.code == 0, adopted.err
    after = (collection / "articles.jsonl").read_bytes()
    assert after.startswith(before)
    added = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert {line["id"] for line in added} == {key for key, line in old.items() if NAME in str(line)}
    for line in added:
        was = old[line["id"]]
        assert (line["version"], line["event"]) == (was["version"] + 1, "changed")
        assert line["changed"]
        assert line["capture"] == line["former"] == was["capture"]
        assert line["crawl_id"] != was["crawl_id"]
    assert scrapy("reread", collection, "--adopt").err.startswith("0 lines added")
    assert (collection / "articles.jsonl").read_bytes() == after
    structure = scrapy("verify", collection, "--no-reread", "--no-log")
    assert structure.code == 0, structure.out


def test_what_no_line_cites_is_only_told_when_asked(collection: Path) -> None:
    lines = (collection / "articles.jsonl").read_bytes().splitlines(keepends=True)
    (collection / "articles.jsonl").write_bytes(b"".join(lines[:-1]))
    assert scrapy("reread", collection).out == b"".join(lines[:-1])
    found = scrapy("reread", collection, "--finds").out.splitlines(keepends=True)
    assert found[:-1] == lines[:-1]
    first, again = decode_line(lines[-1]), decode_line(found[-1])
    assert (first.id, first.version, first.capture, first.crawl_id) == (again.id, 1, again.capture, again.crawl_id)
    compared = scrapy("reread", collection, "--compare")
    assert compared.code == 1
    assert "1 articles are new" in compared.out.decode()


def test_a_line_whose_page_is_no_article_any_more_is_named(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, *_) = lines_of(collection)
    read = seeing.read_answer

    def blind(body: bytes, url: str, **facts: object) -> object:
        return None if url == first["capture"]["target_uri"] else read(body, url, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(seeing, "read_answer", blind)
    again = scrapy("reread", collection)
    assert again.code == 1
    assert f"{first['id']} does not read as an article any more" in again.err
    assert again.out.count(b"\n") == len(lines_of(collection)) - 1


def test_broken_lines_are_refused(collection: Path) -> None:
    with (collection / "articles.jsonl").open("ab") as file:
        file.write(b'{"schema":"article/1"}\n')
    again = scrapy("reread", collection)
    assert again.code == 4
    assert "reading the lines of" in again.err


def test_lines_survive_decoding(crawled: Crawled) -> None:
    for line in (crawled.collection / "articles.jsonl").read_bytes().splitlines(keepends=True):
        assert encode_line(decode_line(line)) == line
