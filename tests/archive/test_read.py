from __future__ import annotations

import gc
import gzip
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from hnp_crawler.archive.warc.dates import parse_warc_date, warc_date
from hnp_crawler.archive.warc.read import Damage, read_records, scan

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def warc(url: str, block: bytes, version: str = "WARC/1.0", end: bytes = b"\r\n\r\n") -> bytes:
    header = f"{version}\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Target-URI: <{url}>\r\n"
    return f"{header}WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + end


def member(content: bytes) -> bytes:
    """Give a gzip member that says no time: tests are called by their bytes, the same in every process."""
    return gzip.compress(content, mtime=0)


def read(content: bytes, **settings):
    return [
        record if isinstance(record, Damage) else (record.uri("WARC-Target-URI"), record.block.read())
        for record in scan(io.BytesIO(content), "x", **settings)
    ]


A, B, C = (warc(f"http://h/{name}", HTML + name.encode() * 5) for name in "abc")
SEEN = [(f"http://h/{name}", HTML + name.encode() * 5) for name in "abc"]


@pytest.mark.parametrize(
    "content",
    [
        A + B + C,
        member(A) + member(B) + member(C),
        member(A + B + C),
        member(A + B) + member(C),
        (A + B + C).replace(b"WARC/1.0", b"WARC/1.1"),
        b"\r\n" + A + b"\r\n\r\n" + B + C[:-4],
    ],
)
def test_files_by_any_writer_are_read(content):
    assert read(content) == SEEN


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05.000000Z"),
        ("2020-01-02T03:04:05.123456789Z", "2020-01-02T03:04:05.123456Z"),
        ("2020-01", "2020-01-01T00:00:00.000000Z"),
        ("0987", "0987-01-01T00:00:00.000000Z"),
    ],
)
def test_dates_of_any_precision_are_read(text, moment):
    assert warc_date(parse_warc_date(text)) == moment


@pytest.mark.parametrize("text", ["2020-13-01T00:00:00Z", "2020-02-30", "0000", "yesterday", "", None])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="WARC-Date is"):
        parse_warc_date(text)


@pytest.mark.filterwarnings("ignore:Exception ignored in. .function SpooledTemporaryFile")  # warcio leaves it open
def test_a_file_by_warcio_is_read(tmp_path):
    for packed in (True, False):
        with (tmp_path / "a").open("wb") as file:
            writer = WARCWriter(file, gzip=packed)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            for url, block in SEEN:
                record = writer.create_warc_record(
                    url, "response", payload=io.BytesIO(block[len(HTML) :]), http_headers=headers
                )
                writer.write_record(record)
                record.raw_stream.close()
        records = list(read_records(tmp_path / "a"))
        assert [record.uri("WARC-Target-URI") for record in records] == [url for url, _ in SEEN]
        assert all(record.alone == packed for record in records)
    gc.collect()


def test_offsets_and_lengths_cut_out_the_members():
    content = member(A) + member(B)
    places = [(record.offset, record.length, record.alone) for record in scan(io.BytesIO(content), "x")]
    first = len(member(A))
    assert places == [(0, first, True), (first, len(content) - first, True)]
    assert [record.id for record in scan(io.BytesIO(content), "x", start=first)] == ["urn:x:http://h/b"]
    assert [record.offset for record in scan(io.BytesIO(A + B), "x")] == [0, len(A)]


def test_arc_files_are_read():
    describe = b"filedesc://a.arc 0.0.0.0 20090101000000 text/plain 9\n1 0 Heri\n\n"
    page = b"http://h/a b 1.2.3.4 20090102030405 text/html %d\n" % len(HTML) + HTML + b"\n"
    for content in (describe + page, member(describe) + member(page)):
        first, second = scan(io.BytesIO(content), "x")
        assert first.type == "warcinfo"
        assert (second.type, second.uri("WARC-Target-URI")) == ("response", "http://h/a b")
        assert (second.get("warc-date"), second.get("Content-Length")) == ("2009-01-02T03:04:05Z", str(len(HTML)))
        assert second.version == "ARC/1.0"


PACKED = [member(record) for record in (A, B, C)]
FLIPPED = bytearray(PACKED[1])
FLIPPED[len(FLIPPED) // 2] ^= 0xFF


@pytest.mark.parametrize(
    ("middle", "problem"),
    [
        (PACKED[1][:40], "broken-member"),
        (bytes(FLIPPED), "broken-member"),
        (b"", None),
        (b"foreign bytes", "broken-member"),
        (member(b"no record"), "no-record"),
        (member(warc("http://h/x", b"block", end=b"")[:-2]), "block-too-short"),
        (member(B.replace(b"Content-Length: ", b"Content-Length: x")), "bad-length"),
        (member(B.replace(b"Content-Length: ", b"Content-Lenght: ")), "bad-length"),
        (member(b"WARC/1.1\r\nWARC-Type: response"), "endless-header"),
        (member(b"WARC/1.1\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n"), "endless-header"),
        (
            member(b"WARC/1.1\r\n" + b"X: y\r\n" * 200_000 + b"Content-Length: 0\r\n\r\n"),
            "endless-header",
        ),
        (member(b""), "no-record"),
    ],
)
def test_damage_is_named_and_what_follows_is_read(middle, problem):
    content = PACKED[0] + middle + PACKED[2]
    seen = read(content)
    assert (seen[0], seen[-1]) == (SEEN[0], SEEN[2])
    damages = [record for record in seen if isinstance(record, Damage)]
    if problem:
        assert [(d.problem, d.offset, d.length) for d in damages] == [(problem, len(PACKED[0]), len(middle))]
    else:
        assert damages == []


@pytest.mark.parametrize("cut", [1, 10, len(PACKED[1]) - 1])
def test_a_torn_tail_is_named(cut):
    damage = read(PACKED[0] + PACKED[1][:cut])[-1]
    assert (damage.problem, damage.offset, damage.length) == ("torn-member", len(PACKED[0]), cut)


def test_damage_in_an_uncompressed_file_is_named_and_what_follows_is_read():
    seen = read(A + b"foreign\nbytes\n" + B.replace(b"Length: ", b"Length: -") + C + A[:-20])
    assert [record.problem if isinstance(record, Damage) else record[0] for record in seen] == [
        "http://h/a",
        "no-record",
        "bad-length",
        "http://h/c",
        "block-too-short",
    ]


@pytest.mark.parametrize("by", [-30, 400])
@pytest.mark.parametrize("stuffing", [b"", bytes(70_000)])
def test_a_length_that_lies_costs_its_record_alone(by, stuffing):
    block = HTML + b"x" * 40 + stuffing
    said = b"Content-Length: %d\r\n"
    liar = warc("http://h/x", block).replace(said % len(block), said % (len(block) + by))
    rest = warc("http://h/y", HTML + b"y" * 400)
    seen = read(A + liar + rest + C)
    if by > 0 and stuffing:
        # It reaches into the next record, and is too long to be searched.
        assert (seen[0], seen[-1]) == (SEEN[0], SEEN[2])
        assert (seen[1].problem, seen[1].offset, seen[1].length) == ("bad-record-end", len(A), len(liar + rest))
        return
    damage = seen.pop(1)
    assert seen == [SEEN[0], ("http://h/y", HTML + b"y" * 400), SEEN[2]]
    assert (damage.problem, damage.offset) == ("bad-record-end", len(A))
    assert damage.length == len(liar)


def test_damage_in_an_uncompressed_arc_file_costs_its_record_alone():
    pages = [b"http://h/%c 1.2.3.4 20090102030405 text/html %d\n" % (c, len(HTML)) + HTML + b"\n" for c in b"abc"]
    for broken, problem in ((b"%d" % (len(HTML) + 20), "bad-record-end"), (b"%d" % (len(HTML) - 9), "bad-record-end")):
        seen = read(pages[0] + pages[1].replace(b" %d\n" % len(HTML), b" %s\n" % broken) + pages[2])
        assert [one.problem if isinstance(one, Damage) else one[0] for one in seen] == [
            "http://h/a",
            problem,
            "http://h/c",
        ]


def test_a_page_with_a_right_length_cannot_smuggle_records_in():
    page = HTML + b"\r\n\r\n" + B
    assert read(A + warc("http://h/x", page) + C) == [SEEN[0], ("http://h/x", page), SEEN[2]]


def test_a_bomb_is_named_and_costs_no_more_than_the_limit():
    bomb = member(warc("http://h/x", bytes(50_000_000)))
    seen = read(PACKED[0] + bomb + PACKED[2], max_block=1000)
    assert [record.problem if isinstance(record, Damage) else record[0] for record in seen] == [
        "http://h/a",
        "block-too-large",
        "http://h/c",
    ]


@given(st.binary(max_size=400), st.sampled_from([b"", PACKED[0], A, b"\x1f\x8b\x08", b"WARC/1.1\r\n"]))
def test_any_bytes_are_read_to_their_end(content, start):
    covered = 0
    for record in scan(io.BytesIO(start + content), "x"):
        assert record.offset >= 0
        covered += 1
    assert covered <= len(start + content)


@example(495, 5)
@example(496, 6)
@given(st.integers(0, sum(map(len, PACKED)) - 1), st.integers(0, 7))
def test_flipped_bits_never_pass_for_what_was_written(at, bit):
    content = bytearray(b"".join(PACKED))
    content[at] ^= 1 << bit
    for record in read(bytes(content)):
        assert isinstance(record, Damage) or record in SEEN
