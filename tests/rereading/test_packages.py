"""Prove that a package whose directory lies costs no more than what it lies about, in both ways of reading it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from commanding import scrapy
from strange_records import HTTP, URL, held, record

from hnp_crawler.archive.captures.holdings import HoldingsError

GOOD = record(content_type=HTTP)
OTHER = record(content_type=HTTP, record_id="<urn:x:2>", target_uri=f"{URL}?other=1")


def entry(content: bytes, **values: int) -> bytes:
    """Change values in the entry of the first member in a package's directory (APPNOTE 4.3.12)."""
    at, changed = content.index(b"PK\x01\x02"), bytearray(content)
    places = {"flags": "8H", "method": "10H", "crc": "16I", "packed": "20I", "size": "24I", "offset": "42I"}
    for name, value in values.items():
        struct.pack_into("<" + places[name][-1], changed, at + int(places[name][:-1]), value)
    return bytes(changed)


def entry64(content: bytes, **values: int) -> bytes:
    """Say values in 64 bits (APPNOTE 4.5.3)."""
    content = entry(content, **dict.fromkeys(values, 0xFFFFFFFF))
    at, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    behind = at + 46 + struct.unpack_from("<H", content, at + 28)[0]
    extra = struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values.values())
    changed = bytearray(content[:behind] + extra + content[behind:])
    struct.pack_into("<H", changed, at + 30, len(extra))
    struct.pack_into("<I", changed, end + len(extra) + 12, end - at + len(extra))
    return bytes(changed)


def package(path: Path, compression: int, change: Callable[[bytes], bytes]) -> Path:
    """Write a package of two members, and lie about the first."""
    with ZipFile(path, "w") as writing:
        writing.writestr(ZipInfo("archive/lies.warc"), GOOD, compression)
        writing.writestr(ZipInfo("archive/good.warc"), OTHER, compression)
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    ("compression", "change"),
    [
        (ZIP_STORED, lambda content: entry(content, packed=100, size=100)),
        (ZIP_STORED, lambda content: entry(content, packed=1 << 30, size=1 << 30)),
        (ZIP_STORED, lambda content: entry64(content, size=(1 << 64) - 1, packed=(1 << 64) - 1)),
        (ZIP_STORED, lambda content: entry64(content, offset=(1 << 64) - 1)),
        (ZIP_STORED, lambda content: entry64(content, offset=(1 << 63) - 1)),
        (ZIP_STORED, lambda content: entry(content, offset=1 << 30)),
        (ZIP_STORED, lambda content: entry(content, offset=3)),
        (ZIP_DEFLATED, lambda content: entry64(content, size=(1 << 64) - 1)),
        (ZIP_DEFLATED, lambda content: entry(content, size=10)),
        (ZIP_DEFLATED, lambda content: entry(content, crc=1)),
        (ZIP_DEFLATED, lambda content: entry(content, method=97)),
        (ZIP_DEFLATED, lambda content: entry(content, flags=1)),
        (ZIP_DEFLATED, lambda content: content[:90] + b"xxxxxxxx" + content[98:]),
    ],
    ids=[
        *("short", "long", "sizes", "offset", "offset on the edge", "offset behind", "offset within"),
        *("inflated size", "inflated short", "checksum", "method", "encrypted", "damaged"),
    ],
)
def test_a_member_that_lies_is_named_and_the_other_is_read(
    tmp_path: Path, compression: int, change: Callable[[bytes], bytes]
) -> None:
    path = package(tmp_path / "a.wacz", compression, change)
    again = scrapy("reread", path, "--processes", "1")
    assert again.code == 1
    assert again.out.count(b"\n") == 1
    assert "1 article; 1 damages" in again.err
    with held(path) as holdings:
        (sentence,) = holdings.damage
        assert str(path) in sentence
        assert [holding.url for holding in holdings.find(f"{URL}?other=1")] == [f"{URL}?other=1"]


def test_a_wrong_checksum_of_what_can_be_read_costs_nothing(tmp_path: Path) -> None:
    path = package(tmp_path / "a.wacz", ZIP_STORED, lambda content: entry(content, crc=1))
    assert "2 article; 0 damages" in scrapy("reread", path, "--processes", "1").err


def test_what_is_called_a_package_is_told_by_its_content(tmp_path: Path) -> None:
    path = package(tmp_path / "a.zip", ZIP_STORED, bytes)
    with held(path) as holdings:
        assert len(list(holdings.find(URL))) == 1
    (tmp_path / "b.wacz").write_bytes(path.read_bytes()[:-30])
    with pytest.raises(HoldingsError, match="holds no answer"), held(tmp_path / "b.wacz"):
        pass
