from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.archive.captures.fetch import FetchError, fetch, lines_with, locate_in, record_at
from hnp_crawler.archive.index.cdxj import urlkey
from hnp_crawler.archive.warc.writer import Place

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def place(kept) -> Place:
    return Place(kept.capture.file, kept.capture.offset, kept.capture.length)


@pytest.fixture
def crawl(begin):
    crawl = begin()
    packed = HTML + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = gzip.compress(b"hello")
    crawl.get("http://h/1", packed + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
    crawl.get("http://h/2", HTML + b"X: again\r\n\r\n" + body)
    crawl.get("http://h/1", b"HTTP/1.1 304 Not Modified\r\n\r\n", validated=crawl.kept[0].capture)
    crawl.get("http://h/3", HTML + b"\r\nother")
    crawl.archive.close()
    return crawl


def test_answers_come_back_decoded_and_revisits_with_the_payload_of_the_first(crawl):
    locate = locate_in(crawl.folder / "indexes" / "index.cdxj")
    answers = [fetch(crawl.folder / "archive", place(kept), locate) for kept in crawl.kept]
    assert [answer.content().content for answer in answers] == [b"hello", b"hello", b"hello", b"other"]
    assert [answer.head.status for answer in answers] == [200, 200, 304, 200]
    assert answers[1].head.get("X") == "again"
    assert (answers[1].url, answers[1].date) == ("http://h/2", crawl.kept[1].capture.date)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"file": "absent"}, "citation-missing-file"),
        ({"file": "../indexes/index.cdxj"}, "citation-missing-file"),
        ({"offset": 3}, "citation-wrong-offset"),
        ({"offset": 1 << 40}, "citation-wrong-offset"),
        ({"length": 3}, "citation-wrong-length"),
    ],
)
def test_a_wrong_place_says_what_is_wrong(crawl, change, problem):
    with pytest.raises(FetchError) as raised:
        fetch(crawl.folder / "archive", replace(place(crawl.kept[0]), **change), lambda _: None)
    assert raised.value.problem == problem


def test_what_a_revisit_refers_to_must_be_there_and_be_it(crawl):
    archive, revisit = crawl.folder / "archive", place(crawl.kept[1])
    for origin, problem in (
        (None, "unresolved-revisit"),
        (place(crawl.kept[3]), "unresolved-revisit"),
        (place(crawl.kept[2]), "revisit-of-revisit"),
    ):
        with pytest.raises(FetchError) as raised:
            fetch(archive, revisit, lambda _, origin=origin: origin)
        assert raised.value.problem == problem


def test_a_record_is_read_at_its_place(crawl):
    with record_at(crawl.folder / "archive", place(crawl.kept[3])) as record:
        assert record.block.read() == HTML + b"\r\nother"
        assert record.id == crawl.kept[3].capture.record_id


def test_the_lines_of_a_url_are_found_by_bisection(crawl):
    index = crawl.folder / "indexes" / "index.cdxj"
    assert [len(list(lines_with(index, f"{urlkey(f'http://h/{n}')} "))) for n in range(5)] == [0, 2, 1, 1, 0]


@given(st.lists(st.text("abc", min_size=1, max_size=4), max_size=30), st.text("abcd", min_size=1, max_size=3))
def test_bisection_finds_what_a_search_through_all_finds(tmp_path_factory, words, prefix):
    path = tmp_path_factory.mktemp("lines") / "index"
    lines = sorted(f"{word}\n" for word in words)
    path.write_text("".join(lines))
    assert list(lines_with(path, prefix)) == [line for line in lines if line.startswith(prefix)]
