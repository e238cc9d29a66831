from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from hnp_crawler.archive.repair import rebuild_index, repair, repair_lines
from hnp_crawler.archive.warc.read import Damage, read_records

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def killed(crawl) -> None:
    """Leave a crawl as a kill does: nothing is closed, and what was written is there."""
    crawl.archive._writer = None
    crawl.archive._index._file = None


def ids(path: Path) -> list[str]:
    return [record.id for record in read_records(path) if not isinstance(record, Damage)]


@pytest.fixture
def whole(begin):
    """Hold a killed crawl whose file ends with a whole record, and the bytes of that file."""
    crawl = begin()
    for number in range(3):
        crawl.get(f"http://h/{number}", HTML + b"%d" % number)
    killed(crawl)
    return crawl


def test_a_whole_file_is_closed_and_indexed(whole):
    (unfinished,) = whole.files
    content = unfinished.read_bytes()
    done = repair(whole.folder)
    (path,) = whole.files
    assert path.read_bytes() == content
    assert path.name == whole.archive.files[0]
    assert [(cut.records, cut.offset, cut.cut_file) for cut in done.cuts] == [(7, len(content), None)]
    assert done.indexed == (path.name,)
    assert [line.split()[0] for line in whole.index] == ["h)/0", "h)/1", "h)/2"]
    assert sorted(item.name for item in (whole.folder / "indexes").iterdir()) == ["index.cdxj"]
    assert repair(whole.folder).sentences() == []


def test_what_a_repair_closes_is_on_the_disk_before_it_has_its_name(whole, monkeypatch):
    (unfinished,) = whole.files
    (account := whole.folder / "crawls" / "c1").mkdir(parents=True)
    (account / "crawl.json.open").write_text("{}")
    waited: list[int] = []
    named: list[str] = []
    really = Path.replace

    def replace(path: Path, target: Path) -> Path:
        assert path.stat().st_ino in waited
        named.append(target.name)
        return really(path, target)

    monkeypatch.setattr(os, "fsync", lambda file: waited.append(os.fstat(file).st_ino))
    monkeypatch.setattr(Path, "replace", replace)
    repair(whole.folder)
    assert named == [unfinished.name.removesuffix(".open"), "crawl.json", "index.cdxj"]


def test_wherever_a_kill_tears_a_file_the_whole_records_stay_and_the_rest_is_kept_aside(whole):
    (unfinished,) = whole.files
    content = unfinished.read_bytes()
    places = [(record.offset, record.offset + record.length) for record in read_records(unfinished)]
    for size in sorted(random.Random(7).sample(range(len(content)), 60)) + [end for _, end in places]:
        unfinished.write_bytes(content[:size])
        done = repair(whole.folder)
        end = max((end for _, end in places if end <= size), default=0)
        left = {path.name: path.read_bytes() for path in whole.files}
        name = unfinished.name.removesuffix(".open")
        assert left.get(name, b"") == content[:end]
        assert left.get(f"{name}.cut-{end}", b"") == content[end:size]
        assert len(left) == (end > 0) + (size > end)
        assert done.cuts[0].cut_bytes == size - end
        for path in whole.files:
            path.unlink()
        (whole.folder / "indexes" / "index.cdxj").unlink(missing_ok=True)


def test_what_lies_behind_a_broken_record_is_kept_aside_with_it(whole):
    (unfinished,) = whole.files
    content = bytearray(unfinished.read_bytes())
    third = list(read_records(unfinished))[2]
    content[third.offset + 40] ^= 0xFF
    unfinished.write_bytes(content)
    done = repair(whole.folder)
    cut, path = sorted(whole.files, key=lambda path: path.name, reverse=True)
    assert cut.read_bytes() == content[third.offset :]
    assert path.read_bytes() == content[: third.offset]
    assert done.sentences()[0].startswith(f"{path.name} ends after 2 whole records, at byte {third.offset}; ")
    assert "bytes were moved to" in done.sentences()[0]


def test_a_repair_that_was_killed_itself_is_begun_again(whole, monkeypatch):
    (unfinished,) = whole.files
    content = unfinished.read_bytes()
    unfinished.write_bytes(content[:-5])

    def killed_here(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("hnp_crawler.archive.repair.copyfileobj", killed_here)
        with pytest.raises(KeyboardInterrupt):
            repair(whole.folder)
    assert unfinished.read_bytes() == content[:-5]
    repair(whole.folder)
    assert b"".join(path.read_bytes() for path in whole.files) == content[:-5]
    assert len(whole.files) == 2


def test_bytes_that_were_cut_before_are_never_overwritten(whole):
    (unfinished,) = whole.files
    content = unfinished.read_bytes()
    end = list(read_records(unfinished))[-1].offset
    unfinished.with_name(f"{unfinished.name.removesuffix('.open')}.cut-{end}").write_bytes(b"older")
    unfinished.write_bytes(content[:-5])
    done = repair(whole.folder)
    assert done.cuts[0].cut_file.endswith(f".cut-{end}.1")


def test_a_name_that_is_taken_is_not_overwritten(whole):
    (unfinished,) = whole.files
    path = unfinished.with_name(unfinished.name.removesuffix(".open"))
    path.write_bytes(b"there")
    with pytest.raises(FileExistsError, match="is there already"):
        repair(whole.folder)
    assert path.read_bytes() == b"there"


def test_an_interrupted_merge_of_the_index_loses_no_line(begin):
    crawl = begin()
    crawl.get("http://h/a", HTML + b"a")
    crawl.archive.close()
    again = begin()
    again.get("http://h/b", HTML + b"b")
    killed(again)
    (again.folder / "indexes" / "index.cdxj.new").write_text("half")
    done = repair(again.folder)
    assert done.indexed == (again.archive.files[0],)
    assert [line.split()[0] for line in again.index] == ["h)/a", "h)/b"]


def test_an_index_that_is_lost_is_made_anew(begin):
    crawl = begin()
    crawl.get("http://h/a", HTML + b"a")
    crawl.archive.close()
    kept = crawl.index
    (crawl.folder / "indexes" / "index.cdxj").unlink()
    assert repair(crawl.folder).indexed == (crawl.archive.files[0],)
    assert crawl.index == kept


def test_the_index_follows_from_the_files_alone(begin):
    crawl = begin(max_size=2000)
    json = b"POST /api HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n" + b'{"a":1}'
    crawl.get("http://h/a", HTML + b"a")
    crawl.get("http://h/b", HTML + b"a")
    crawl.get("http://h/api", HTML + b"[]", method="POST", request=json, interim=[b"HTTP/1.1 103 Early\r\n\r\n"])
    crawl.get("http://h/torn", b"HTTP/1.1 200", truncated="disconnect")
    crawl.get("http://h:x/", HTML + b"c")
    crawl.get("http://h/none", None, error="refused")
    crawl.archive.close()
    index = crawl.folder / "indexes" / "index.cdxj"
    before = index.read_bytes()
    assert len(before.splitlines()) == 5
    index.unlink()
    rebuild_index(crawl.folder)
    assert index.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "whole", "cut"),
    [
        (b"", b"", None),
        (b"a\nb\n", b"a\nb\n", None),
        (b"a\nhalf", b"a\n", b"half"),
        (b"half", b"", b"half"),
        (b"a\n" + b"x" * 200_000, b"a\n", b"x" * 200_000),
    ],
)
def test_a_torn_last_line_is_moved_aside(tmp_path, content, whole, cut):
    path = tmp_path / "articles.jsonl"
    path.write_bytes(content)
    done = repair_lines(path)
    assert path.read_bytes() == whole
    if cut is None:
        assert done is None
    else:
        assert (tmp_path / done.cut_file).read_bytes() == cut
        assert (done.records, done.offset) == (whole.count(b"\n"), len(whole))
    assert repair_lines(tmp_path / "absent.jsonl") is None


@pytest.mark.parametrize(
    ("name", "content", "left"),
    [
        ("crawl.json", b'{"schema": "crawl/1"}\n', "crawl.json"),
        ("crawl.json", b'{"schema": "cra', "crawl.json.cut-0"),
        ("report.html", b"<!DOCTYPE html>", "report.html.cut-0"),
    ],
)
def test_what_a_crawl_was_writing_of_itself_is_named_or_put_aside(tmp_path, name, content, left):
    folder = tmp_path / "crawls" / "20240312T000000Z"
    folder.mkdir(parents=True)
    (folder / f"{name}.open").write_bytes(content)
    (sentence,) = repair(tmp_path).sentences()
    assert sentence.startswith(f"crawls/20240312T000000Z/{name} ends after ")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(left, content)]
    assert repair(tmp_path).cuts == ()
