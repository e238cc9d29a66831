from __future__ import annotations

import gzip
import hashlib
import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from zipfile import ZIP_STORED, ZipFile

import pytest

from hnp_crawler.archive.packages import wacz
from hnp_crawler.archive.packages.wacz import Cover, write_wacz

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
COVER = Cover(
    title="Hà Nội", created=datetime(2024, 3, 12, tzinfo=UTC), software="hnp_crawler/test", main_page="http://h/1"
)


@pytest.fixture
def collection(begin):
    crawl = begin(max_size=1500)
    kept = [crawl.get(f"http://h/{number}", HTML + b"%d" % (number % 2)) for number in range(5)]
    crawl.archive.close()
    with (crawl.folder / "articles.jsonl").open("w") as file:
        for number, each in enumerate(kept):
            article = {
                "id": f"a{number}",
                "version": 1,
                "url": "http://canonical/",
                "title": "Tiêu đề" if number else None,
            }
            file.write(json.dumps(article | {"capture": asdict(each.capture)}) + "\n")
    (crawl.folder / "crawls" / "c1").mkdir(parents=True)
    (crawl.folder / "crawls" / "c1" / "crawl.json").write_text("{}")
    (crawl.folder / "archive" / "HNP-x.warc.gz.open").write_bytes(b"unfinished")
    return crawl.folder


def test_everything_is_in_the_package_as_its_manifest_says(collection, tmp_path):
    write_wacz(collection, tmp_path / "a.wacz", COVER)
    with ZipFile(tmp_path / "a.wacz") as package:
        assert package.testzip() is None
        manifest = json.loads(package.read("datapackage.json"))
        listed = {resource["path"]: resource for resource in manifest["resources"]}
        names = {entry.filename for entry in package.infolist()}
        assert names - set(listed) == {"datapackage.json", "datapackage-digest.json"}
        for name, resource in listed.items():
            content = package.read(name)
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        warcs = {path.name: path.read_bytes() for path in (collection / "archive").glob("*.warc.gz")}
        assert len(warcs) > 1
        assert {name: package.read(f"archive/{name}") for name in warcs} == warcs
        assert {entry.compress_type for entry in package.infolist() if entry.filename.endswith("gz")} == {ZIP_STORED}
        assert package.read("tables/articles.jsonl") == (collection / "articles.jsonl").read_bytes()
        assert package.read("crawls/c1.json") == b"{}"
        digest = json.loads(package.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(package.read('datapackage.json')).hexdigest()}"
    assert len({resource["name"] for resource in listed.values()}) == len(listed)
    assert (manifest["wacz_version"], manifest["title"], manifest["mainPageUrl"]) == ("1.1.1", "Hà Nội", "http://h/1")
    assert manifest["created"] == "2024-03-12T00:00:00Z"


def test_the_table_of_the_index_leads_to_its_lines(collection, tmp_path, monkeypatch):
    monkeypatch.setattr(wacz, "LINES", 2)
    write_wacz(collection, tmp_path / "a.wacz", COVER)
    with ZipFile(tmp_path / "a.wacz") as package:
        packed = package.read("indexes/index.cdx.gz")
        head, *table = package.read("indexes/index.idx").decode().splitlines()
    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert gzip.decompress(packed) == (collection / "indexes" / "index.cdxj").read_bytes()
    assert len(table) == 3
    for line in table:
        key, stamp, place = line.split(" ", 2)
        place = json.loads(place)
        member = packed[place["offset"] : place["offset"] + place["length"]]
        assert gzip.decompress(member).decode().startswith(f"{key} {stamp} {{")
        assert place["digest"] == f"sha256:{hashlib.sha256(member).hexdigest()}"


def test_articles_are_the_pages_under_the_urls_of_their_captures(collection, tmp_path):
    write_wacz(collection, tmp_path / "a.wacz", COVER)
    with ZipFile(tmp_path / "a.wacz") as package:
        head, *pages = map(json.loads, package.read("pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [page["url"] for page in pages] == [f"http://h/{number}" for number in range(5)]
    assert pages[0]["title"] == "http://canonical/"
    assert pages[1] == {"id": "a1/1", "url": "http://h/1", "ts": "2024-03-12T05:00:04.123456Z", "title": "Tiêu đề"}


def test_the_same_collection_gives_the_same_package(collection, tmp_path):
    for name in ("a.wacz", "b.wacz"):
        write_wacz(collection, tmp_path / name, COVER)
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_a_package_is_on_the_disk_before_it_has_its_name(collection, tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr(
        os, "fsync", lambda file: waited.append((os.fstat(file).st_ino, (tmp_path / "a.wacz").exists()))
    )
    write_wacz(collection, tmp_path / "a.wacz", COVER)
    assert waited == [((tmp_path / "a.wacz").stat().st_ino, False), (tmp_path.stat().st_ino, True)]


def test_nothing_is_overwritten_and_nothing_half_is_left(collection, tmp_path):
    (tmp_path / "a.wacz").write_bytes(b"there")
    with pytest.raises(FileExistsError, match="is there already"):
        write_wacz(collection, tmp_path / "a.wacz", COVER)
    (collection / "indexes" / "index.cdxj").unlink()
    with pytest.raises(FileNotFoundError):
        write_wacz(collection, tmp_path / "b.wacz", COVER)
    assert not list(tmp_path.glob("b.wacz*"))


def test_what_others_stumble_over_is_left_out(collection, tmp_path):
    write_wacz(collection, tmp_path / "a.wacz", COVER)
    with ZipFile(tmp_path / "a.wacz") as package, (tmp_path / "a.wacz").open("rb") as file:
        for entry in package.infolist():
            # ReplayWeb.page takes it for granted that a local header has no more fields than the directory.
            file.seek(entry.header_offset + 28)
            assert int.from_bytes(file.read(2), "little") == len(entry.extra) == 0
        for resource in json.loads(package.read("datapackage.json"))["resources"]:
            # Frictionless would make a table of lines whose types differ.
            assert (resource.get("type") == "file") == resource["path"].endswith(".jsonl")
