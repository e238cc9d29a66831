from __future__ import annotations

import gzip
import io
import json
import re
from datetime import timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from hnp_crawler.archive.warc.records import NOT_MODIFIED, SAME_PAYLOAD
from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.archive.wire.spool import Spool

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CHUNKED = HTML + b"Transfer-Encoding: Chunked\r\n\r\n5;x\r\nhello\r\n0\r\n\r\n"


def records(path):
    """Read (type, fields, block) of each record with another reader than ours."""
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True, check_digests=True)
        ]


def test_an_exchange_becomes_its_exact_bytes_in_tied_records(begin):
    crawl = begin()
    response = HTML + b"X-Odd:  \xe1\xbb\r\n folded\r\nno colon\r\n\r\nhello"
    kept = crawl.get("http://h/a;jsessionid=1?q=1", response, protocols=("http/1.1", "tls/1.3"), cipher="TLS_AES")
    crawl.archive.close()
    (path,) = crawl.files
    assert re.fullmatch(r"HNP-20240312050003123-00000-test_host\.warc\.gz", path.name)
    (info, request, answer) = records(path)
    assert info[0] == "warcinfo"
    assert info[1]["WARC-Filename"] == path.name
    assert "operator: Thư viện\r\nrobots: obey\r\nisPartOf: sample\r\n" in info[2].decode()
    assert (request[0], request[2]) == ("request", b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    assert (answer[0], answer[2]) == ("response", response)
    for fields in (request[1], answer[1]):
        assert fields["WARC-Date"] == "2024-03-12T05:00:02.123456Z"
        assert fields["WARC-Target-URI"] == "http://h/a;jsessionid=1?q=1"
        assert fields["WARC-Warcinfo-ID"] == info[1]["WARC-Record-ID"]
        assert fields["WARC-IP-Address"] == "127.0.0.1"
        assert fields["WARC-Cipher-Suite"] == "TLS_AES"
    assert answer[1]["WARC-Concurrent-To"] == request[1]["WARC-Record-ID"] == f"<{request[1]['WARC-Record-ID'][1:-1]}>"
    member = path.read_bytes()[kept.capture.offset : kept.capture.offset + kept.capture.length]
    header = gzip.decompress(member)
    assert header.count(b"WARC-Protocol: ") == 2
    assert f"WARC-Record-ID: <{kept.capture.record_id}>".encode() in header
    assert (kept.status, kept.mime, kept.is_original, kept.revisit) == (200, "text/html", True, False)
    assert kept.capture.payload_digest == kept.digest == answer[1]["WARC-Payload-Digest"]


def test_the_digest_of_a_chunked_answer_is_that_of_its_entity_and_not_in_the_record(begin):
    crawl = begin()
    plain = crawl.get("http://h/plain", HTML + b"\r\nhello", method="POST")
    chunked = crawl.get("http://h/chunked", CHUNKED, method="POST")
    crawl.archive.close()
    assert chunked.digest == plain.digest
    fields = records(crawl.files[0])[-1][1]
    assert "WARC-Payload-Digest" not in fields
    assert "WARC-Block-Digest" in fields
    assert all(json.loads(line.split(" ", 2)[2])["digest"] == plain.digest for line in crawl.index)


def test_the_same_payload_becomes_a_revisit_of_the_first_capture(begin):
    crawl = begin()
    first = crawl.get("http://h/a", HTML + b"\r\nhello")
    again = crawl.get("http://h/b", CHUNKED)
    third = crawl.get("http://h/a", HTML + b"\r\nhello")
    crawl.archive.close()
    assert (again.revisit, again.refers_to, third.refers_to) == (True, first.capture, first.capture)
    _, fields, block = records(crawl.files[0])[4]
    assert block == CHUNKED[: CHUNKED.index(b"\r\n\r\n") + 4]
    assert fields["WARC-Profile"] == SAME_PAYLOAD
    assert fields["WARC-Refers-To"] == f"<{first.capture.record_id}>"
    assert fields["WARC-Refers-To-Target-URI"] == "http://h/a"
    assert fields["WARC-Refers-To-Date"] == first.capture.date
    assert fields["WARC-Payload-Digest"] == first.digest
    assert fields["WARC-Truncated"] == "length"
    line = json.loads(crawl.index[-1].split(" ", 2)[2])
    assert (line["mime"], line["digest"]) == ("warc/revisit", first.digest)


@pytest.mark.parametrize(
    "again",
    [
        {"response": HTML + b"\r\n"},
        {"response": HTML + b"\r\nhello", "truncated": "disconnect"},
        {"response": HTML + b"\r\nhello", "method": "POST"},
        {"response": HTML + b"\r\nother"},
    ],
)
def test_what_is_empty_torn_posted_or_different_is_no_revisit(begin, again):
    crawl = begin()
    crawl.get("http://h/", HTML + b"\r\n")
    crawl.get("http://h/a", HTML + b"\r\nhello")
    assert not crawl.get("http://h/b", **again).revisit


@pytest.mark.parametrize(
    "first",
    [
        {"response": HTML + b"\r\nhello", "truncated": "disconnect"},
        # Its line in the index has the request's body in its key: by URL and date nothing finds it.
        {"response": HTML + b"\r\nhello", "method": "POST"},
    ],
)
def test_nothing_refers_to_what_is_torn_or_was_posted(begin, first):
    crawl = begin()
    assert not crawl.get("http://h/a", **first).is_original
    assert crawl.get("http://h/b", HTML + b"\r\nhello").is_original
    third = crawl.get("http://h/c", HTML + b"\r\nhello")
    assert (third.refers_to, third.is_original) == (crawl.kept[1].capture, False)


def test_a_304_confirms_the_capture_that_it_was_asked_about(begin):
    crawl = begin()
    first = crawl.get("http://h/a", HTML + b"\r\nhello")
    block = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    known = crawl.get("http://h/a", block, validated=first.capture)
    unknown = crawl.get("http://h/a", block)
    crawl.archive.close()
    assert (known.revisit, known.status, unknown.revisit) == (True, 304, False)
    assert known.capture.payload_digest == first.digest != known.digest
    written = records(crawl.files[0])
    assert written[4][1]["WARC-Profile"] == NOT_MODIFIED
    assert written[4][1]["WARC-Refers-To"] == f"<{first.capture.record_id}>"
    assert written[4][2] == written[6][2] == block
    assert (written[4][0], written[6][0]) == ("revisit", "response")


def test_interim_answers_have_records_that_no_index_takes_for_the_page(begin):
    crawl = begin()
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    crawl.get("http://h/a", HTML + b"\r\nhello", interim=[early, early])
    crawl.archive.close()
    kinds = [(kind, block) for kind, _, block in records(crawl.files[0])[3:]]
    assert kinds == [("metadata", early), ("metadata", early)]
    assert sorted(line.split(" ")[0].rpartition(":")[0] for line in crawl.index) == [
        "",
        "urn:hnp:interim",
        "urn:hnp:interim",
    ]
    assert records(crawl.files[0])[3][1]["WARC-Concurrent-To"] == records(crawl.files[0])[1][1]["WARC-Record-ID"]


def test_a_failed_fetch_is_on_record_and_in_no_index(begin):
    crawl = begin()
    refused = crawl.get("http://h/a", None, request=b"", error="connection refused\r\nX: y", ip=None)
    reset = crawl.get("http://h/b", b"", error=None)
    crawl.archive.close()
    assert refused.capture is reset.capture is None
    failed, request, failed_too = records(crawl.files[0])[1:]
    assert failed[0] == failed_too[0] == "metadata"
    assert failed[1]["WARC-Target-URI"].startswith("urn:hnp:failure:")
    assert b"target-uri: http://h/a\r\nmethod: GET\r\n" in failed[2]
    assert b"error: connection refused X: y\r\n" in failed[2]
    assert failed_too[1]["WARC-Concurrent-To"] == request[1]["WARC-Record-ID"]
    assert b"error: no answer\r\n" in failed_too[2]
    assert crawl.index == []


def test_truncated_and_reconstructed_records_say_so(begin):
    crawl = begin()
    crawl.get("http://h/a", HTML + b"\r\nhel", truncated="time")
    crawl.get("http://h/b", HTML + b"\r\nhello", reconstructed=True)
    crawl.archive.close()
    _, _, torn, request, rebuilt = records(crawl.files[0])
    assert torn[1]["WARC-Truncated"] == "time"
    assert "HNP-Fidelity" not in torn[1]
    assert "reconstructed" in request[1]["HNP-Fidelity"]
    assert "reconstructed" in rebuilt[1]["HNP-Fidelity"]


@pytest.mark.parametrize(
    "response",
    [
        b"\x00\xff garbage",
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\nhello",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 60_000 + b"\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\n \r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nX",
        b"HTTP/1.1 204\r\n\r\n",
        b"\r\n",
    ],
)
def test_odd_answers_are_kept_exactly_and_pass_another_checker(begin, response):
    crawl = begin()
    crawl.get("http://h/a", response)
    crawl.archive.close()
    assert records(crawl.files[0])[-1][2] == response
    with crawl.files[0].open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            record.raw_stream.read()
            assert record.digest_checker.passed is not False, record.digest_checker.problems
    assert len(crawl.index) == 1


def test_files_rotate_by_size_and_by_age_and_between_exchanges_only(begin):
    crawl = begin(max_size=1)
    for number in range(3):
        crawl.get(f"http://h/{number}", HTML + b"\r\n%d" % number)
    crawl.archive.close()
    assert [[kind for kind, _, _ in records(path)] for path in crawl.files] == [["warcinfo", "request", "response"]] * 3
    assert [path.name for path in crawl.files] == crawl.archive.files
    crawl = begin(max_age=timedelta(seconds=5))
    for number in range(4):
        crawl.get(f"http://h/{number}", HTML + b"\r\n%d" % number)
    crawl.archive.close()
    assert len(crawl.archive.files) == 2
    assert len(crawl.index) == 7


def test_a_name_that_is_taken_is_passed_over(begin):
    crawl = begin()
    crawl.get("http://h/a", HTML + b"\r\nhello")
    crawl.archive.close()
    again = begin()
    again.get("http://h/a", HTML + b"\r\nhello")
    again.archive.close()
    assert [path.name.split("-")[2] for path in again.files] == ["00000", "00001"]


def test_while_open_a_file_and_the_index_are_visibly_unfinished(begin):
    crawl = begin()
    kept = crawl.get("http://h/a", HTML + b"\r\nhello")
    (path,) = crawl.files
    assert path.name == kept.capture.file + ".open"
    assert (crawl.folder / "indexes" / "index.cdxj.open").read_text().count("\n") == 1
    crawl.archive.close()
    assert [path.name for path in crawl.files] == [kept.capture.file]
    assert [path.name for path in (crawl.folder / "indexes").iterdir()] == ["index.cdxj"]


def test_a_second_archive_on_a_collection_that_is_open_is_refused(begin):
    begin()
    with pytest.raises(ArchiveWriteError, match=r"opening the archive in .*sample: File exists"):
        begin()


def test_the_crawl_explains_itself_in_records(begin):
    crawl = begin()
    place = crawl.archive.keep_resource("urn:hnp:crawl:1:log", "text/plain; charset=utf-8", Spool(b"line\n"))
    crawl.archive.keep_facts("urn:hnp:crawl:1:software", [("python", "3.11"), ("scrapy", "2.19")])
    with pytest.raises(ValueError, match="'http://h/' is not a urn"):
        crawl.archive.keep_facts("http://h/", [])
    crawl.archive.close()
    _, log, software = records(crawl.files[0])
    assert (log[0], log[1]["WARC-Target-URI"], log[2]) == ("resource", "urn:hnp:crawl:1:log", b"line\n")
    assert (software[0], software[2]) == ("metadata", b"python: 3.11\r\nscrapy: 2.19\r\n")
    (line,) = crawl.index
    assert line.startswith("urn:hnp:crawl:1:log 20240312")
    assert '"mime": "text/plain"' in line
    assert f'"offset": "{place.offset}"' in line


def test_a_large_body_is_streamed_and_whole(begin):
    crawl = begin()
    body = bytes(range(256)) * 20_000
    kept = crawl.get("http://h/a", HTML + b"\r\n" + body)
    crawl.archive.close()
    member = crawl.files[0].read_bytes()[kept.capture.offset :]
    with gzip.open(io.BytesIO(member)) as file:
        assert file.read().endswith(body + b"\r\n\r\n")
