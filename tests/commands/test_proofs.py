"""Prove the commands that show what a collection stands on: verify, repair, cite, package, read, fixture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, which
from zipfile import ZipFile

import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import ROOT, Crawled

from hnp_crawler.collection.folders import CollectionLock, Folders, ReadingLock
from hnp_crawler.inspecting.specimens import read_fixture, what_is_read

UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
"""What takes from root that permissions do not bind it."""


@pytest.fixture
def collection(crawled: Crawled, tmp_path: Path) -> Path:
    return Path(copytree(crawled.collection, tmp_path / "sample"))


def test_an_undamaged_collection_has_no_problem_and_every_line_is_proved(crawled: Crawled) -> None:
    verified = scrapy("verify", crawled.collection, "--all", "--no-log")
    assert verified.code == 0, verified.out
    findings = [json.loads(line) for line in verified.out.splitlines()]
    assert {finding["kind"] for finding in findings} == {"pass"}
    proved = [finding for finding in findings if finding["subject"] == "article"]
    assert len(proved) == len(lines_of(crawled.collection))
    assert verified.err == f"{len(findings)} pass, 0 fail, 0 not checkable\n"


@pytest.mark.parametrize("field", ["title", "lead", "id", "url"])
def test_an_edited_line_is_found(collection: Path, field: str) -> None:
    lines = lines_of(collection)
    edited = next(line for line in lines if line[field])
    edited[field] += "1"
    (collection / "articles.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines), "utf-8"
    )
    verified = scrapy("verify", collection)
    assert verified.code == 1
    problems = {json.loads(line)["problem"] for line in verified.out.splitlines()}
    assert "line-differs" in problems
    assert "line-differs" in verified.err


def test_the_fixity_log_grows_and_finds_a_file_that_changed(collection: Path) -> None:
    assert scrapy("verify", collection).code == 0
    assert scrapy("verify", collection).code == 0
    log = (collection / "fixity.jsonl").read_bytes()
    entries = [json.loads(line) for line in log.splitlines()]
    assert len(entries) == 2
    assert entries[0]["findings"]["fail"] == 0
    assert list(entries[0]["files"]) == [f"archive/{path.name}" for path in (collection / "archive").iterdir()]
    (file,) = (collection / "archive").iterdir()
    file.write_bytes(file.read_bytes() + b"\0")
    verified = scrapy("verify", collection)
    assert verified.code == 1
    assert [line for line in verified.out.splitlines() if b"hash-differs" in line and b"fixity.jsonl" in line]
    assert (collection / "fixity.jsonl").read_bytes().startswith(log)


def test_a_collection_that_is_written_to_is_left_alone(collection: Path) -> None:
    with CollectionLock(Folders(collection)):
        for words in (
            ["verify", collection],
            ["verify", "--no-log", collection],
            ["repair", collection],
            ["reread", collection],
            ["package", collection, "--wacz", "x.wacz"],
        ):
            refused = scrapy(*words)
            assert refused.code == 5
            assert "is writing to" in refused.err


def test_a_collection_that_is_read_is_read_by_others_too_and_not_written_to(collection: Path) -> None:
    (collection / ".lock").touch()
    with ReadingLock(Folders(collection)):
        assert scrapy("verify", "--no-log", collection).code == 0
        refused = scrapy("repair", collection)
    assert refused.code == 5
    assert refused.err.endswith("it is being verified or packaged; one crawl at a time\n")


@pytest.mark.skipif(bool(UNPRIVILEGED) and not which("setpriv"), reason="root may write anywhere, without setpriv")
def test_what_is_not_writable_is_verified_and_packaged(collection: Path, tmp_path: Path) -> None:
    (collection / ".lock").touch()
    for path in (collection, *collection.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    wacz = tmp_path / "c.wacz"
    for words in (["verify", "--no-log", collection], ["package", collection, "--wacz", wacz]):
        ended = subprocess.run([*UNPRIVILEGED, sys.executable, "-m", "scrapy", *words], cwd=ROOT, check=False)
        assert ended.returncode == 0
    for folder in (collection, *(path for path in collection.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def test_a_package_that_lacks_a_file_is_no_good_one(collection: Path, tmp_path: Path) -> None:
    (collection / "articles.jsonl").unlink()
    packaged = scrapy("package", collection, "--wacz", tmp_path / "c.wacz")
    assert packaged.code == 1
    assert "articles.jsonl, which a crawl left, is not there" in packaged.err


def test_a_record_is_cited_while_its_file_is_open(collection: Path) -> None:
    line = lines_of(collection)[0]
    path = collection / "archive" / line["capture"]["file"]
    closed = scrapy("cite", line["id"], "--collection", collection)
    path.rename(path.with_name(path.name + ".open"))
    cited = scrapy("cite", line["id"], "--collection", collection)
    assert cited.code == 0
    assert cited.out == closed.out.replace(b".warc.gz, byte", b".warc.gz.open, byte")


def test_a_line_whose_file_is_missing_is_not_said_to_be_no_article(collection: Path) -> None:
    lines = lines_of(collection)
    (path,) = (collection / "archive").iterdir()
    path.with_name("rest.warc.gz").write_bytes(path.read_bytes()[: min(line["capture"]["offset"] for line in lines)])
    path.unlink()
    reread = scrapy("reread", collection)
    assert reread.code == 1
    assert reread.out == b""
    assert reread.err.count("cites a file that was not read") == len(lines)


def test_a_line_that_cannot_be_read_is_named_where_it_is_cited(collection: Path) -> None:
    lines = collection / "articles.jsonl"
    line = json.loads(lines.read_bytes().splitlines()[0])
    lines.write_bytes(lines.read_bytes().replace(b'"capture":', b'"captured":', 1))
    said = scrapy("cite", line["id"], "--collection", collection)
    assert said.code != 0
    assert f"the line at byte 0 of {lines} cannot be read: " in said.err
    assert said.err.count("\n") == 1
    index = collection / "indexes" / "index.cdxj"
    seed = index.read_text("utf-8").splitlines()[0]
    index.write_text(seed.replace('"offset": "', '"offset": "-') + "\n", "utf-8")
    said = scrapy("cite", json.loads(seed.split(" ", 2)[2])["url"], "--collection", collection)
    assert "reading an index line: offset is '-" in said.err
    assert said.err.count("\n") == 1


def test_a_killed_crawl_is_repaired_by_hand(collection: Path) -> None:
    (file,) = (collection / "archive").iterdir()
    index = (collection / "indexes" / "index.cdxj").read_bytes()
    file.rename(file.with_name(file.name + ".open"))
    with file.with_name(file.name + ".open").open("ab") as torn:
        torn.write(b"\x1f\x8b\x08torn")
    with (collection / "articles.jsonl").open("ab") as lines:
        lines.write(b'{"schema"')
    repaired = scrapy("repair", collection, "--rebuild-index")
    assert repaired.code == 0
    assert repaired.out.count(b"bytes were moved to") == 2
    assert (collection / "indexes" / "index.cdxj").read_bytes() == index
    assert scrapy("verify", collection, "--no-log").code == 0
    assert scrapy("repair", collection).out == b"nothing to repair\n"


def test_a_citation_is_found_by_id_record_and_url(crawled: Crawled) -> None:
    line = next(line for line in lines_of(crawled.collection) if line["images"])
    capture = line["capture"]
    shown = [
        scrapy("cite", wanted, "--collection", crawled.collection)
        for wanted in (line["id"], capture["record_id"], line["url"], capture["target_uri"])
    ]
    assert {ended.code for ended in shown} == {0}
    assert len({ended.out for ended in shown}) == 1
    said = shown[0].out.decode()
    assert json.dumps(line, ensure_ascii=False, separators=(",", ":")) in said
    assert f"# record: archive/{capture['file']}, byte {capture['offset']}, {capture['length']} bytes" in said
    assert f"WARC-Record-ID: <{capture['record_id']}>" in said
    assert "# request: " in said
    assert "\nGET /" in said
    assert "# answer: its head\nHTTP/1.1 200 OK" in said
    assert "<html" in said


def test_what_is_no_article_can_be_cited_too_and_raw(crawled: Crawled, portal: object) -> None:
    seed = crawled.manifest["seeds"][0]
    said = scrapy("cite", seed, "--collection", crawled.collection)
    assert said.code == 0, said.err
    assert b"# no article line was written of this record" in said.out
    picture = next(p for line in lines_of(crawled.collection) for p in line["images"] if p["capture"])
    raw = scrapy("cite", picture["capture"]["record_id"], "--collection", crawled.collection, "--raw")
    assert raw.out.startswith(b"HTTP/1.1 200 OK\r\n")
    text = scrapy("cite", picture["capture"]["record_id"], "--collection", crawled.collection)
    assert b"--raw writes it" in text.out
    assert not set(text.out) & set(b"\x1b\x00\x07")


def test_a_page_is_shown_field_by_field(crawled: Crawled, tmp_path: Path) -> None:
    line = next(line for line in lines_of(crawled.collection) if line["interview"])
    said = scrapy("read", line["id"], "--collection", crawled.collection).out.decode()
    assert "kind: article" in said
    assert line["title"] in said
    assert line["interview"]["turns"][0]["text"].splitlines()[0] in said
    assert f"({line['found']['title']})" in said
    listing = scrapy("read", crawled.manifest["seeds"][0], "--collection", crawled.collection).out.decode()
    assert "kind: listing" in listing
    page = tmp_path / "page.html"
    page.write_bytes(b"<!-- saved from url=(0027)https://hanoi.gov.vn/tin.htm -->\n<p>\x1b[2J</p>")
    assert scrapy("read", page).out.decode().startswith("https://hanoi.gov.vn/tin.htm: status 200")
    assert scrapy("read", page, "--url", "https://hanoi.gov.vn/").code == 0


def test_a_fixture_waits_for_a_person(crawled: Crawled, tmp_path: Path) -> None:
    line = lines_of(crawled.collection)[0]
    made = scrapy("fixture", line["id"], "first", "--collection", crawled.collection, "--into", tmp_path)
    assert made.code == 0, made.err
    specimen, expected = read_fixture(tmp_path / "first")
    assert expected.pop("reviewed_by") is None
    assert expected == what_is_read(specimen)
    assert expected["article"]["title"] == line["title"]
    again = scrapy("fixture", line["id"], "first", "--collection", crawled.collection, "--into", tmp_path)
    assert again.code == 2
    assert "File exists" in again.err


def test_a_collection_is_packaged(collection: Path, tmp_path: Path) -> None:
    wacz, bag = tmp_path / "a.wacz", tmp_path / "bag"
    made = scrapy("package", collection, "--wacz", wacz, "--bagit", bag, "--title", "Mẫu")
    assert made.code == 0, made.err
    with ZipFile(wacz) as package:
        manifest = json.loads(package.read("datapackage.json"))
    assert manifest["title"] == "Mẫu"
    assert manifest["mainPageUrl"].startswith("http://127.0.0.1:")
    assert (bag / "data" / "articles.jsonl").read_bytes() == (collection / "articles.jsonl").read_bytes()


@pytest.mark.parametrize("tail", [b'{"id": "torn', b"{}\n", b'{"id": "x", "version": 1, "capture": null}\n', b"[]\n"])
def test_lines_that_cannot_be_read_are_not_packaged(collection: Path, tmp_path: Path, tail: bytes) -> None:
    with (collection / "articles.jsonl").open("ab") as lines:
        lines.write(tail)
    count = (collection / "articles.jsonl").read_bytes().count(b"\n") + (not tail.endswith(b"\n"))
    refused = scrapy("package", collection, "--wacz", tmp_path / "a.wacz")
    assert refused.code == 4
    assert f"line {count} of articles.jsonl is no article line" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert list(tmp_path.glob("*.wacz*")) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify", "nowhere"], "'nowhere' is no collection"),
        (["verify"], "the arguments are <collection>, and 0 are given"),
        (["verify", "{c}", "--fast"], "'--fast' is no option"),
        (["repair", "nowhere"], "'nowhere' is no collection"),
        (["cite", "hnp:vi:1", "--collection", "{c}"], "holds no article, record or URL 'hnp:vi:1'"),
        (["cite", "hnp:vi:1", "--collection", "nowhere"], "'nowhere' is no collection"),
        (["cite", "x", "--version", "0", "--collection", "{c}"], "--version 0 is not a number from 1 up"),
        (["read", "hnp:vi:1", "--collection", "{c}"], "holds no article, record or URL"),
        (["read", "{file}"], "--url must say where the page comes from"),
        (["fixture", "{file}", "../up", "--url", "https://hanoi.gov.vn/"], "'../up' is no name"),
        (["package", "{c}"], "--wacz FILE or --bagit FOLDER"),
        (["package", "{c}", "--wacz", "{file}"], "is there already"),
        (["package", "{c}", "--wacz", "{c}/a.wacz"], "lies inside the collection"),
        (["package", "{c}", "--bagit", "/nowhere/at/all"], "there is no folder"),
    ],
)
def test_a_wrong_call_is_refused_with_one_sentence(
    crawled: Crawled, tmp_path: Path, words: list[str], sentence: str
) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>", "utf-8")
    refused = scrapy(*(word.format(c=crawled.collection, file=file) for word in words))
    assert refused.code == 2
    assert sentence in refused.err
    assert len(refused.err.splitlines()) == 1
    assert refused.out == b""
