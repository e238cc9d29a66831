from __future__ import annotations

import errno
import gzip
import os
import resource
import signal
from contextlib import contextmanager

import pytest

from hnp_crawler.archive.warc import member, writer
from hnp_crawler.archive.warc.records import resource as resource_record
from hnp_crawler.archive.warc.writer import ArchiveWriteError, WarcWriter
from hnp_crawler.archive.wire.spool import Spool

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(content: bytes):
    from datetime import UTC, datetime

    return resource_record("urn:x:1", datetime(2024, 1, 1, tzinfo=UTC), "text/plain", Spool(content), "urn:uuid:1")


@contextmanager
def quota(size: int):
    """Let no file of this process grow beyond ``size`` bytes: a disk that fills up in the middle of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_the_last_whole_record_and_one_sentence(tmp_path):
    warc = WarcWriter(tmp_path / "a.warc.gz")
    (place,) = warc.write([record(b"one")])
    with (
        quota(place.length + 100),
        pytest.raises(ArchiveWriteError, match=r"writing to a\.warc\.gz at \d+: File too large"),
    ):
        warc.write([record(b"two"), record(os.urandom(5000))])
    with pytest.raises(ArchiveWriteError, match="refused, an earlier write failed"):
        warc.write([record(b"three")])
    assert warc.close() == tmp_path / "a.warc.gz"
    assert (tmp_path / "a.warc.gz").stat().st_size == place.length
    assert gzip.decompress((tmp_path / "a.warc.gz").read_bytes()).endswith(b"one\r\n\r\n")


def test_a_full_disk_in_a_streamed_record_leaves_the_last_whole_record(tmp_path):
    warc = WarcWriter(tmp_path / "a.warc.gz")
    (place,) = warc.write([record(b"one")])
    large = record(os.urandom(3 << 20))
    with quota(1 << 20), pytest.raises(ArchiveWriteError):
        warc.write([large])
    large.block.close()
    warc.close()
    assert (tmp_path / "a.warc.gz").stat().st_size == place.length


def test_a_tail_that_cannot_be_cut_leaves_the_file_open_for_repair(tmp_path, monkeypatch):
    warc = WarcWriter(tmp_path / "a.warc.gz")
    (place,) = warc.write([record(b"one")])

    def refuse(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writer.os, "ftruncate", refuse)
    with quota(place.length + 10), pytest.raises(ArchiveWriteError):
        warc.write([record(b"two")])
    assert warc.close() is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.warc.gz.open"]
    assert (tmp_path / "a.warc.gz.open").stat().st_size == place.length + 10


def test_short_writes_are_completed(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(writer.os, "write", lambda file, content: real(file, content[:7]))
    warc = WarcWriter(tmp_path / "a.warc.gz")
    warc.write([record(b"one" * 100)])
    warc.close()
    assert b"one" * 100 in gzip.decompress((tmp_path / "a.warc.gz").read_bytes())


def test_an_interrupt_in_the_middle_leaves_nothing_half(tmp_path):
    warc = WarcWriter(tmp_path / "a.warc.gz")
    warc.write([record(b"one")])

    def interrupted():
        yield record(b"two")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warc.write(interrupted())
    warc.close()
    content = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    assert b"one" in content
    assert b"two" not in content


def test_a_file_without_a_record_is_removed_and_closing_twice_is_fine(tmp_path):
    warc = WarcWriter(tmp_path / "a.warc.gz")
    assert warc.close() is None
    assert warc.close() is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArchiveWriteError, match="the file is closed"):
        warc.write([record(b"one")])


def test_no_file_is_ever_overwritten(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(b"there")
    (tmp_path / "b.warc.gz.open").write_bytes(b"there")
    for name in ("a.warc.gz", "b.warc.gz"):
        with pytest.raises(FileExistsError):
            WarcWriter(tmp_path / name)
    assert (tmp_path / "b.warc.gz.open").read_bytes() == b"there"


@pytest.mark.parametrize(("policy", "records", "calls"), [("never", 0, 0), ("close", 0, 2), ("record", 2, 3)])
def test_the_disk_is_waited_for_as_the_policy_says(tmp_path, monkeypatch, policy, records, calls):
    waited = {"fsync": 0, "fdatasync": 0}

    def count(name):
        def waiting(_):
            waited[name] += 1

        return waiting

    for name in waited:
        monkeypatch.setattr(writer.os, name, count(name))
    warc = WarcWriter(tmp_path / "a.warc.gz", fsync=policy)
    warc.write([record(b"one")])
    warc.write([record(b"two"), record(b"three")])
    warc.close()
    assert (waited["fdatasync"], waited["fsync"]) == (records, calls)


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_members_are_ordinary_gzip_with_and_without_isal(tmp_path, monkeypatch, size):
    content = os.urandom(size // 2) * 2
    pieces = [content[start : start + 65536] for start in range(0, size, 65536)]
    assert gzip.decompress(b"".join(member.gzip_member(size, pieces))) == content
    monkeypatch.setattr(member, "compress_whole", member._zlib_whole)
    monkeypatch.setattr(member, "new_compressor", member._zlib_compressor)
    assert gzip.decompress(b"".join(member.gzip_member(size, pieces))) == content
