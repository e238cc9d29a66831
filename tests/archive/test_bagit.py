from __future__ import annotations

import hashlib
from datetime import date

import pytest

from hnp_crawler.archive.packages.bagit import write_bag


@pytest.fixture
def collection(tmp_path):
    folder = tmp_path / "sample"
    (folder / "archive").mkdir(parents=True)
    (folder / "archive" / "a.warc.gz").write_bytes(b"warc")
    (folder / "archive" / "odd%\nname").write_bytes(b"odd")
    (folder / "articles.jsonl").write_bytes("Hà Nội\n".encode())
    (folder / "archive" / "b.warc.gz.open").write_bytes(b"unfinished")
    (folder / ".lock").write_bytes(b"1")
    (folder / "ledger.sqlite-shm").write_bytes(b"shared memory")
    (folder / "ledger.sqlite-wal").write_bytes(b"log")
    (folder / "link").symlink_to("/etc/passwd")
    return folder


def manifest(bag, name: str) -> dict[str, str]:
    lines = (bag / name).read_text().splitlines()
    return dict(line.split("  ", 1)[::-1] for line in lines)


def test_a_bag_holds_every_file_with_both_digests(collection, tmp_path):
    write_bag(
        collection, tmp_path / "bag", bagged=date(2024, 3, 12), facts={"Source-Organization": "Thư\nviện", "X": " "}
    )
    bag = tmp_path / "bag"
    assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert (bag / "bag-info.txt").read_text() == (
        "Source-Organization: Thư viện\nBagging-Date: 2024-03-12\nPayload-Oxum: 20.4\n"
    )
    payload = {"data/archive/a.warc.gz", "data/archive/odd%25%0Aname", "data/articles.jsonl", "data/ledger.sqlite-wal"}
    tags = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    for algorithm in ("sha256", "sha512"):
        for kind, files in (("manifest", payload), ("tagmanifest", tags)):
            listed = manifest(bag, f"{kind}-{algorithm}.txt")
            assert set(listed) == files
            for name, digest in listed.items():
                content = (bag / name.replace("%0A", "\n").replace("%25", "%")).read_bytes()
                assert digest == hashlib.new(algorithm, content).hexdigest()
    assert sum(path.is_file() for path in bag.rglob("*")) == len(payload) + len(tags) + 2


def test_nothing_is_overwritten_and_nothing_half_is_left(collection, tmp_path, monkeypatch):
    (tmp_path / "bag").mkdir()
    with pytest.raises(FileExistsError, match="is there already"):
        write_bag(collection, tmp_path / "bag", bagged=date(2024, 3, 12), facts={})
    (collection / "secret").write_bytes(b"x")
    monkeypatch.setattr("hnp_crawler.archive.packages.bagit._write_manifests", full)
    with pytest.raises(OSError, match="full"):
        write_bag(collection, tmp_path / "other", bagged=date(2024, 3, 12), facts={})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bag", "sample"]


def full(*_):
    raise OSError("disk full")
