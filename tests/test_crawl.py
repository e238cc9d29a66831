"""Prove the whole way of the data on the sample portal, through ``scrapy crawl`` as an operator calls it."""

from __future__ import annotations

import gzip
import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from comparing import differences, lines_of
from crawling import ROOT, Crawled, crawl, start_crawl
from warcio.archiveiterator import ArchiveIterator

from hnp_crawler.sample_portal import SamplePortal, Server, serve
from hnp_crawler.schema import article_schema, decode_line, encode_line


def test_every_article_is_found_once_with_every_field_right(crawled: Crawled, portal: Server) -> None:
    assert crawled.code == 0, crawled.talk
    wrong = list(differences(lines_of(crawled.collection), portal.portal.truth(portal.url.rstrip("/"))))
    assert not wrong, f"{len(wrong)} differences, first: " + "\n".join(wrong[:10])


def test_every_line_follows_the_published_schema(crawled: Crawled) -> None:
    check = jsonschema.Draft202012Validator(article_schema())
    for line in (crawled.collection / "articles.jsonl").read_bytes().splitlines(keepends=True):
        check.validate(json.loads(line))
        assert encode_line(decode_line(line)) == line


def test_every_line_and_picture_cites_a_record_that_holds_it(crawled: Crawled) -> None:
    for line in lines_of(crawled.collection):
        cited = [line["capture"], *(one["capture"] for one in line["images"] + line["attachments"] if one["capture"])]
        for capture in cited:
            with (crawled.collection / "archive" / capture["file"]).open("rb") as file:
                file.seek(capture["offset"])
                member = gzip.decompress(file.read(capture["length"]))
            head = member.split(b"\r\n\r\n", 1)[0].decode()
            assert f"WARC-Record-ID: <{capture['record_id']}>" in head
            assert f"WARC-Target-URI: {capture['target_uri']}" in head
            assert f"WARC-Date: {capture['date']}" in head


def test_every_picture_and_file_is_captured_and_asked_for_once(crawled: Crawled) -> None:
    files = [file for line in lines_of(crawled.collection) for file in line["images"] + line["attachments"]]
    assert len(files) > 100
    assert [file["url"] for file in files if file["capture"] is None] == []
    asked = Counter(seen.target for seen in crawled.asked if seen.status == 200 and seen.method == "GET")
    pictures = {target: count for target, count in asked.items() if target.endswith((".jpg", ".png", ".pdf"))}
    assert len(pictures) > 50
    assert max(pictures.values()) == 1


def test_every_exchange_of_the_server_is_on_record(crawled: Crawled) -> None:
    asked = Counter((seen.method, f"http://{seen.host}{seen.target}") for seen in crawled.asked)
    kept: Counter[tuple[str, str]] = Counter()
    for path in sorted((crawled.collection / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "request":
                    method = record.http_headers.protocol if record.http_headers else "?"
                    kept[method, record.rec_headers["WARC-Target-URI"]] += 1
    assert kept
    assert kept == asked


def test_no_library_warns_of_how_it_is_used(crawled: Crawled) -> None:
    assert re.findall(r"\w+Warning: .*", crawled.talk) == []


def test_others_find_no_fault_with_the_archive(crawled: Crawled) -> None:
    for path in (crawled.collection / "archive").iterdir():
        assert path.name.endswith(".warc.gz")
        subprocess.run(["gzip", "-t", path], check=True)
        subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=True)


def test_the_accounts_name_what_became_of_every_url(crawled: Crawled) -> None:
    manifest = crawled.manifest
    listed = (crawled.collection / "crawls" / manifest["id"] / "urls.jsonl").read_text("utf-8")
    urls = [json.loads(line) for line in listed.splitlines()]
    assert Counter(url["state"] for url in urls) == manifest["urls"]
    assert not {"pending", "leased"} & set(manifest["urls"])
    assert manifest["completeness"] == 1
    assert manifest["disagreements"] == []
    assert manifest["files"]["articles.jsonl"]["size"] == (crawled.collection / "articles.jsonl").stat().st_size


def test_a_second_crawl_adds_no_line_to_an_unchanged_portal(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=30)) as server:
        first = crawl(tmp_path, start=server.url)
        before = (tmp_path / "articles.jsonl").read_bytes()
        second = crawl(tmp_path, start=server.url)
    assert (first.code, second.code) == (0, 0), second.talk
    assert (tmp_path / "articles.jsonl").read_bytes() == before
    assert second.manifest["articles"]["new"] == 0


def test_an_interrupted_crawl_leaves_whole_files_and_the_next_goes_on(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60)) as server:
        running = start_crawl(tmp_path, {"DOWNLOAD_DELAY": "0.02"}, start=server.url)
        while not (tmp_path / "articles.jsonl").exists() or not (tmp_path / "articles.jsonl").stat().st_size:
            assert running.poll() is None, running.communicate()[0]
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        talk = running.communicate(timeout=60)[0]
        assert running.returncode == 6, talk
        assert [path.suffix for path in (tmp_path / "archive").iterdir()] == [".gz"]
        for path in (tmp_path / "archive").iterdir():
            subprocess.run(["gzip", "-t", path], check=True)
        lines = lines_of(tmp_path)
        ended = crawl(tmp_path, start=server.url)
        assert ended.code == 0, ended.talk
        wrong = list(differences(lines_of(tmp_path), server.portal.truth(server.url.rstrip("/"))))
    assert 0 < len(lines) < 60
    assert not [sentence for sentence in wrong if " lines" in sentence or "not published" in sentence]


def test_an_argument_given_twice_is_refused(tmp_path: Path) -> None:
    refused = crawl(tmp_path / "hnp", None, "-a", "start=http://127.0.0.1:9/", start="http://127.0.0.1:8/")
    assert refused.code == 2
    assert "-a start=… is given 2 times" in refused.talk
    assert not (tmp_path / "hnp").exists()


def test_a_host_that_cannot_be_reached_is_told_of_in_lines(tmp_path: Path) -> None:
    ended = crawl(tmp_path, start="http://127.0.0.1:9/")
    assert ended.code == 3
    assert "Could not fetch http://127.0.0.1:9/: Connection was refused" in ended.talk
    (log,) = tmp_path.glob("crawls/*/crawl.log")
    assert "Traceback" not in ended.talk + log.read_text("utf-8")


def test_what_nobody_expected_ends_as_no_finished_crawl_does(tmp_path: Path) -> None:
    failed = crawl(tmp_path / "hnp", {"DNS_RESOLVER": "nowhere"}, start="http://127.0.0.1:9/")
    assert failed.code == 7
    assert failed.talk.endswith(
        "scrapy crawl: running the crawl: ValueError: Error loading object 'nowhere': not a full path\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-a", "since=yesterday"], "'yesterday' is not a date"),
        (["-a", "begin=2017"], "'begin' is not one of start, urls"),
        (["-s", "HNP_FSYNC=sometimes"], "'sometimes' is not one of never, close, record"),
        (["-s", "HNP_CONTACT=a\nb"], "is not one line"),
        (["-s", "HNP_OUTPT=elsewhere"], "HNP_OUTPT is not one of them; HNP_OUTPUT may be meant"),
        (["-s", "DOWNLOAD_TIMEOUT=3m"], "DOWNLOAD_TIMEOUT: '3m' is not a number"),
        (["-s", "ROBOTSTXT_OBEY=of course"], "ROBOTSTXT_OBEY: 'of course' is not on or off"),
    ],
)
def test_a_wrong_start_is_refused_with_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    refused = crawl(tmp_path / "hnp", None, *words)
    assert refused.code == 2
    assert sentence in refused.talk
    assert "Traceback" not in refused.talk
    assert len(refused.talk.strip().splitlines()) == 1
    assert not (tmp_path / "hnp").exists()


def test_a_second_crawl_at_once_is_refused(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60)) as server:
        running = start_crawl(tmp_path, {"DOWNLOAD_DELAY": "0.5"}, start=server.url)
        while not (tmp_path / ".lock").exists():
            assert running.poll() is None
            time.sleep(0.05)
        refused = crawl(tmp_path, start=server.url)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
    assert refused.code == 5
    assert "is writing to it; one crawl at a time" in refused.talk
    assert len(refused.talk.strip().splitlines()) == 1


def test_scrapys_own_settings_and_feeds_keep_working(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=30)) as server:
        feed = tmp_path / "more.jsonl"
        ended = crawl(
            tmp_path / "c", {"CLOSESPIDER_TIMEOUT": "60"}, "-O", str(feed), start=server.url, max_articles="5"
        )
    assert ended.code == 0, ended.talk
    assert feed.read_text("utf-8").count("\n") == 5
    assert [json.loads(line)["id"] for line in feed.read_text("utf-8").splitlines()] == [
        line["id"] for line in lines_of(tmp_path / "c")
    ]


def test_a_feed_that_cannot_be_written_is_no_good_end(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_bytes(b"")
    with serve(SamplePortal(articles=5)) as server:
        ended = crawl(tmp_path / "c", {}, "-O", str(tmp_path / "in the way" / "feed.jsonl"), start=server.url)
    assert ended.code == 1
    assert len(lines_of(tmp_path / "c")) == 5
    assert ended.manifest["troubles"] == ["exceptions, see crawl.log: 5"]


def test_sections_and_period_limit_what_is_read(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=120)) as server:
        ended = crawl(
            tmp_path, start=server.url + "tin-so-nganh", sections="tin-so-nganh", since="2026-01-01", until="2026-06-30"
        )
    assert ended.code == 0, ended.talk
    lines = lines_of(tmp_path)
    assert lines
    assert all("/tin-so-nganh/" in line["url"] for line in lines)
    assert all("2026-01-01" <= line["published_at"][:10] <= "2026-06-30" for line in lines)


def test_listed_urls_are_read_and_not_followed(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=30)) as server:
        truth = list(server.portal.truth(server.url.rstrip("/")))[:3]
        file = tmp_path / "urls.txt"
        file.write_text("\n".join(article["urls"][0] for article in truth), "utf-8")
        ended = crawl(tmp_path / "c", urls=str(file))
    assert ended.code == 0, ended.talk
    assert {line["id"] for line in lines_of(tmp_path / "c")} == {article["id"] for article in truth}


def test_the_spider_is_listed() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert listed.stdout.split() == ["hnp", "wayback"]
