"""Damage a collection in every way that has a name, and see that the verification gives it that name."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hnp_crawler.archive.repair import rebuild_index
from hnp_crawler.archive.verify import PROBLEMS, Finding, size_of, verify
from hnp_crawler.archive.verify.sharing import one_by_one
from hnp_crawler.archive.warc.read import StoredRecord, read_records
from hnp_crawler.archive.warc.records import digest_of

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n"
PACKED = HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"packed", mtime=0)


def reread(line, answer):
    """Read a line anew as a crawl would: its title is the whole page."""
    if line.get("reader") not in ("1", "older"):
        raise ValueError("no reader")
    return None if line["reader"] == "older" else {**line, "title": answer.content().content.decode()}


class Sample:
    """A collection to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "indexes" / "index.cdxj"
        self.articles = folder / "articles.jsonl"
        self.manifest = folder / "crawls" / "c1" / "crawl.json"
        self.run = one_by_one

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.folder / "archive").glob("*.warc.gz"))

    def findings(self) -> list[Finding]:
        return list(verify(self.folder, reread=reread, run=self.run))

    def problems(self) -> set[str]:
        found = self.findings()
        assert all((finding.problem is None) == (finding.kind == "pass") for finding in found)
        return {finding.problem for finding in found if finding.problem is not None}

    def members(self, warc: int = 0) -> list[bytes]:
        content = self.warcs[warc].read_bytes()
        return [content[record.offset : record.offset + record.length] for record in read_records(self.warcs[warc])]

    def rewrite(self, change: Callable[[list[bytes]], object], warc: int = 0) -> None:
        """Change the list of a file's gzip members, and make index and manifest anew so that only this shows."""
        members = self.members(warc)
        change(members)
        self.warcs[warc].write_bytes(b"".join(members))
        rebuild_index(self.folder)
        self.vouch()

    def edit(self, number: int, old: bytes, new: bytes, warc: int = 0, count: int = 1) -> None:
        """Edit one record, block digest and length included, so that it is sound in itself."""

        def change(members: list[bytes]) -> None:
            header, _, rest = gzip.decompress(members[number]).partition(b"\r\n\r\n")
            assert old in header + b"\r\n\r\n" + rest
            members[number] = gzip.compress((header + b"\r\n\r\n" + rest).replace(old, new, count))

        self.rewrite(change, warc)

    def vouch(self) -> None:
        """Write the manifest as a crawl does at its end."""
        files = [*self.warcs, self.index, self.articles]
        hashes = {
            path.relative_to(self.folder).as_posix(): {
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "size": path.stat().st_size,
            }
            for path in files
        }
        self.manifest.parent.mkdir(parents=True, exist_ok=True)
        counts = {"records": 5, "articles": {"new": 3, "changed": 0, "unchanged": 0}}
        self.manifest.write_text(json.dumps({"id": "c1", "files": hashes} | counts))

    def edit_line(self, change: Callable[[dict], object], number: int = 0) -> None:
        """Change one article line, and make the manifest anew."""
        lines = [json.loads(line) for line in self.articles.read_text().splitlines()]
        change(lines[number])
        self.articles.write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.vouch()

    def edit_index(self, change: Callable[[list[str]], object]) -> None:
        """Change the list of index lines, and make the manifest anew."""
        lines = self.index.read_text().splitlines(keepends=True)
        change(lines)
        self.index.write_text("".join(lines))
        self.vouch()


@pytest.fixture
def sample(begin) -> Sample:
    crawl = begin(max_size=3000)
    kept = [
        crawl.get("http://h/1", HTML + b"\r\none", interim=[b"HTTP/1.1 103 Early Hints\r\n\r\n"]),
        crawl.get("http://h/2", HTML + b"\r\none"),
        crawl.get("http://h/3", CHUNKED),
        crawl.get("http://h/4", PACKED),
    ]
    crawl.get("http://h/5", None, error="refused")
    crawl.get("http://h/6", HTML + b"\r\nthree")
    crawl.archive.close()
    sample = Sample(crawl.folder)
    assert len(sample.warcs) == 2
    with sample.articles.open("w") as file:
        for number, title in ((1, "one"), (2, "three"), (3, "packed")):
            line = {"id": f"a{number}", "version": 1, "title": title, "crawl_id": "c1", "reader": "1"}
            line |= {"images": [{"capture": asdict(kept[0].capture)}], "capture": asdict(kept[number].capture)}
            file.write(json.dumps(line) + "\n")
    sample.vouch()
    return sample


def test_an_undamaged_collection_has_no_problem_and_everything_in_it_is_checked(sample):
    found = sample.findings()
    assert {finding.kind for finding in found} == {"pass"}
    assert Counter(finding.subject for finding in found) == {"record": 15, "index": 6, "article": 3, "manifest": 6}
    read: list[int] = []
    list(verify(sample.folder, reread=reread, advance=read.append))
    assert sum(read) == size_of(sample.folder)


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def swap(items: list, one: int, other: int) -> None:
    items[one], items[other] = items[other], items[one]


def record_ids(sample: Sample) -> list[bytes]:
    return [record.id.encode() for record in read_records(sample.warcs[0]) if isinstance(record, StoredRecord)]


def second_warc(sample: Sample) -> list[bytes]:
    return sample.members(1)


def with_digest(block: bytes) -> bytes:
    return f"WARC-Block-Digest: {digest_of([block])}".encode()


DAMAGES: dict[str, list[Callable[[Sample], object]]] = {
    "unfinished-file": [
        lambda s: (s.folder / "archive" / "HNP-1.warc.gz.open").write_bytes(b"x"),
        lambda s: (s.folder / "indexes" / "index.cdxj.open").write_bytes(b"x"),
    ],
    "empty-file": [lambda s: s.warcs[0].write_bytes(b"")],
    "foreign-file": [
        lambda s: (s.folder / "archive" / "notes.txt").write_bytes(b"x"),
        lambda s: shutil.copy(s.warcs[0], s.folder / "archive" / "other.warc.gz"),
    ],
    "cut-bytes": [lambda s: (s.folder / "archive" / f"{s.warcs[0].name}.cut-10").write_bytes(b"x")],
    "torn-member": [
        lambda s: s.warcs[1].write_bytes(s.warcs[1].read_bytes()[:-1]),
        lambda s: s.warcs[1].write_bytes(s.warcs[1].read_bytes()[:-100]),
    ],
    "broken-member": [
        lambda s: flip(s.warcs[0], len(s.members()[0]) + len(s.members()[1]) // 2),
        lambda s: flip(s.warcs[0], len(s.members()[0]) - 6),
        lambda s: s.warcs[0].write_bytes(b"".join([*s.members()[:2], s.members()[2][:50], *s.members()[3:]])),
        lambda s: s.warcs[0].write_bytes(s.warcs[0].read_bytes() + b"foreign bytes behind"),
        lambda s: s.warcs[0].write_bytes(s.warcs[0].read_bytes() + bytes(512)),
    ],
    "no-record": [
        lambda s: s.rewrite(lambda members: members.insert(2, gzip.compress(b"nothing"))),
        lambda s: s.rewrite(lambda members: members.insert(2, gzip.compress(b""))),
    ],
    "several-records-in-a-member": [
        lambda s: s.rewrite(
            lambda m: m.__setitem__(slice(1, 3), [gzip.compress(b"".join(map(gzip.decompress, m[1:3])))])
        )
    ],
    "endless-header": [lambda s: s.rewrite(lambda members: members.append(gzip.compress(b"WARC/1.1\r\nA: b")))],
    "bad-length": [lambda s: s.edit(1, b"Content-Length: ", b"Content-Length: -")],
    "block-too-short": [lambda s: s.edit(1, b"Content-Length: ", b"Content-Length: 9")],
    "bad-record-end": [
        lambda s: s.rewrite(lambda members: members.append(gzip.compress(gzip.decompress(members.pop())[:-2]))),
        lambda s: s.edit(1, b"\r\n\r\n", b"\r\n\r\n\r\n"),
    ],
    "missing-field": [
        lambda s: s.edit(1, b"WARC-Date", b"WARC-Data"),
        lambda s: s.edit(1, b"WARC-Block-Digest", b"X-Block-Digest"),
        lambda s: s.edit(1, b"WARC-Target-URI", b"X-URI"),
    ],
    "malformed-field": [
        lambda s: s.edit(1, b"WARC-Date: 2024-", b"WARC-Date: 24-"),
        lambda s: s.edit(1, b"WARC-Type: request", b"WARC-Type: question"),
        lambda s: s.edit(1, b"WARC-Record-ID: <", b"WARC-Record-ID: "),
    ],
    "block-digest-mismatch": [
        lambda s: s.edit(2, b"text/html", b"text/htmx"),
        lambda s: s.edit(2, b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha257:"),
    ],
    "payload-digest-mismatch": [lambda s: s.edit(2, b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:A")],
    "duplicate-record-id": [lambda s: s.rewrite(lambda members: members.append(members[2]))],
    "no-warcinfo": [lambda s: s.rewrite(lambda members: members.pop(0))],
    "wrong-filename": [
        lambda s: s.edit(0, b"WARC-Filename: HNP", b"WARC-Filename: XXX"),
        lambda s: s.warcs[0].rename(s.warcs[0].with_name(s.warcs[0].name.replace("-00000-", "-00009-"))),
    ],
    "wrong-warcinfo-id": [
        lambda s: s.edit(2, b"WARC-Warcinfo-ID: <urn:uuid:", b"WARC-Warcinfo-ID: <urn:uuid:0"),
        lambda s: s.rewrite(lambda members: members.extend(second_warc(s)[1:])),
    ],
    "dangling-concurrent-to": [
        lambda s: s.rewrite(lambda members: members.pop(1)),
        lambda s: s.rewrite(lambda members: swap(members, 1, 2)),
        lambda s: s.edit(2, b"WARC-Concurrent-To: <urn:uuid:", b"WARC-Concurrent-To: <urn:uuid:0"),
    ],
    "dates-differ": [lambda s: s.edit(2, b"WARC-Date: 2024", b"WARC-Date: 2023")],
    "unanswered-request": [
        lambda s: s.rewrite(lambda members: members.pop(5)),
        lambda s: s.rewrite(lambda members: members.pop()),
    ],
    "unresolved-revisit": [lambda s: s.rewrite(lambda members: members.pop(2))],
    "revisit-of-revisit": [
        lambda s: s.edit(5, b"WARC-Refers-To: <" + record_ids(s)[2], b"WARC-Refers-To: <" + record_ids(s)[1])
    ],
    "revisit-differs": [
        lambda s: s.edit(5, b"WARC-Refers-To-Date: 2024", b"WARC-Refers-To-Date: 2023"),
        lambda s: s.edit(5, b"WARC-Refers-To-Target-URI: http://h/1", b"WARC-Refers-To-Target-URI: http://h/2"),
        lambda s: s.edit(5, b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:A"),
    ],
    "no-index": [lambda s: s.index.unlink()],
    "malformed-index-line": [
        lambda s: s.edit_index(lambda lines: lines.append("~ no line\n")),
        lambda s: s.edit_index(lambda lines: lines.append('~ 1 {"filename": "x", "length": "1"}\n')),
        lambda s: s.edit_index(
            lambda lines: lines.append(f'~ 1 {{"filename": "x", "offset": "{10**30}", "length": "1"}}\n')
        ),
        lambda s: s.edit_index(lambda lines: lines.append('~ 1 {"filename": "x", "offset": "-5", "length": "1"}\n')),
        lambda s: s.edit_index(lambda lines: lines.append(f"~ 1 {'[' * 100_000}\n")),
    ],
    "unsorted-index": [lambda s: s.edit_index(lambda lines: swap(lines, 0, 1))],
    "repeated-index-line": [lambda s: s.edit_index(lambda lines: lines.insert(0, lines[0]))],
    "unlisted-record": [lambda s: s.edit_index(lambda lines: lines.pop(1))],
    "line-without-record": [
        lambda s: s.edit_index(
            lambda lines: lines.append(lines[-1].replace("urn", "zzz").replace('"offset": "', '"offset": "9'))
        ),
        lambda s: s.warcs[1].unlink(),
    ],
    "wrong-index-line": [
        lambda s: s.edit_index(
            lambda lines: lines.__setitem__(0, lines[0].replace('"status": "200"', '"status": "404"'))
        ),
        lambda s: s.edit_index(lambda lines: lines.__setitem__(0, lines[0].replace("http://h/1", "http://h/x"))),
        lambda s: s.edit_index(lambda lines: lines.__setitem__(0, lines[0].replace(" 2024", " 2023"))),
        lambda s: s.edit_index(lambda lines: lines.__setitem__(0, lines[0].replace('"length": "', '"length": "9'))),
        lambda s: s.edit_index(lambda lines: lines.__setitem__(0, lines[0].replace("sha256:", "sha256:A"))),
    ],
    "malformed-line": [
        lambda s: s.articles.write_bytes(b"no json\n" + s.articles.read_bytes()),
        lambda s: s.articles.write_bytes(b"[]\n"),
        lambda s: s.articles.write_bytes(b"[" * 100_000 + b"\n"),
        lambda s: s.articles.write_bytes(b"\xff\n"),
        lambda s: s.edit_line(lambda line: line.pop("capture")),
        lambda s: s.edit_line(lambda line: line.update(id="\ud800")),
        lambda s: s.edit_line(lambda line: line.update(images=["x"])),
        lambda s: s.edit_line(lambda line: line.update(images=5)),
        lambda s: s.edit_line(lambda line: line.update(attachments=None)),
        lambda s: s.edit_line(lambda line: line["images"][0].update(capture=5)),
        lambda s: s.edit_line(lambda line: line.update(former="x")),
        lambda s: s.edit_line(lambda line: line["capture"].update(offset=10**30)),
        lambda s: s.edit_line(lambda line: line["capture"].pop("file")),
        lambda s: s.edit_line(lambda line: line.pop("reader")),
    ],
    "torn-line": [lambda s: s.articles.write_bytes(s.articles.read_bytes()[:-1])],
    "repeated-version": [lambda s: s.edit_line(lambda line: line.update(id="a2"), 0)],
    "citation-missing-file": [
        lambda s: s.edit_line(lambda line: line["capture"].update(file="HNP-absent.warc.gz")),
        lambda s: s.edit_line(lambda line: line["capture"].update(file="../articles.jsonl")),
        lambda s: s.warcs[0].unlink(),
    ],
    "citation-wrong-offset": [
        lambda s: s.edit_line(lambda line: line["capture"].update(offset=1)),
        lambda s: s.edit_line(lambda line: line["images"][0]["capture"].update(offset=1)),
        lambda s: s.edit_line(lambda line: line.update(former=line["capture"] | {"offset": 1})),
    ],
    "citation-wrong-length": [lambda s: s.edit_line(lambda line: line["capture"].update(length=1))],
    "citation-wrong-record": [
        lambda s: s.edit_line(lambda line: line["capture"].update(record_id="urn:uuid:0")),
        lambda s: s.edit_line(
            lambda line: line["capture"].update(offset=len(s.members()[0]), length=len(s.members()[1]))
        ),
    ],
    "citation-differs": [
        lambda s: s.edit_line(lambda line: line["capture"].update(target_uri="http://h/x")),
        lambda s: s.edit_line(lambda line: line["capture"].update(date="2024-03-12T05:00:00.000000Z")),
        lambda s: s.edit_line(lambda line: line["capture"].update(payload_digest="sha256:X")),
    ],
    "line-differs": [
        lambda s: s.edit_line(lambda line: line.update(title="edited")),
        lambda s: s.edit_line(lambda line: line.pop("title")),
    ],
    "line-not-reread": [lambda s: s.edit_line(lambda line: line.update(reader="older"))],
    "no-manifest": [lambda s: s.manifest.unlink()],
    "malformed-manifest": [
        lambda s: s.manifest.write_text("{"),
        lambda s: s.manifest.write_text("[]"),
        lambda s: s.manifest.write_text("[" * 100_000),
        lambda s: s.manifest.write_text('{"files": {"a": 1}}'),
        lambda s: s.manifest.write_text('{"files": {"articles.jsonl": {"size": -5, "sha256": ""}}}'),
        lambda s: s.manifest.write_text('{"files": {"articles.jsonl": {"size": 5, "sha256": null}}}'),
        lambda s: s.manifest.write_text('{"files": {}, "articles": {"new": "three"}}'),
    ],
    "unsafe-name": [
        lambda s: s.manifest.write_text('{"files": {"../x": {"size": 1, "sha256": ""}}}'),
        lambda s: s.manifest.write_text('{"files": {"/etc/passwd": {"size": 1, "sha256": ""}}}'),
        lambda s: s.manifest.write_text('{"files": {"archive/\\ud800": {"size": 1, "sha256": ""}}}'),
        lambda s: s.manifest.write_text('{"files": {"archive/a\\u0000": {"size": 1, "sha256": ""}}}'),
    ],
    "missing-file": [lambda s: s.warcs[1].unlink(), lambda s: s.articles.unlink()],
    "size-differs": [
        lambda s: s.warcs[0].write_bytes(s.warcs[0].read_bytes() + s.members()[2]),
        lambda s: s.articles.write_bytes(s.articles.read_bytes()[:-10]),
    ],
    "hash-differs": [
        lambda s: flip(s.warcs[0], 4),  # the time in the gzip header, which no reader looks at
        lambda s: s.articles.write_bytes(s.articles.read_bytes().replace(b"one", b"two")),
    ],
    "unread-part": [lambda s: setattr(s, "run", lambda function, tasks: ((task, None) for task in tasks))],
    "changed-since": [
        lambda s: (
            (s.folder / "crawls" / "c2").mkdir(),
            shutil.copy(s.manifest, s.folder / "crawls" / "c2" / "crawl.json"),
        )
    ],
    "count-differs": [
        lambda s: s.manifest.write_text(s.manifest.read_text().replace('"records": 5', '"records": 6')),
        lambda s: s.manifest.write_text(s.manifest.read_text().replace('"new": 3', '"new": 4')),
    ],
}


@pytest.mark.parametrize(("problem", "damage"), [(name, each) for name, damages in DAMAGES.items() for each in damages])
def test_each_damage_has_its_named_problem(sample, problem, damage):
    damage(sample)
    found = sample.findings()
    assert problem in {finding.problem for finding in found}, found
    assert {finding.problem for finding in found} <= {None, *PROBLEMS}


@pytest.mark.parametrize("size", [1, 400, 1500])
@pytest.mark.parametrize("damage", [damage for damages in DAMAGES.values() for damage in damages])
def test_where_files_are_cut_into_tasks_changes_nothing(sample, damage, size):
    damage(sample)
    sample.run = one_by_one
    assert list(verify(sample.folder, reread=reread, size=size)) == sample.findings()


def test_every_named_problem_is_shown_by_a_damage():
    assert set(DAMAGES) == set(PROBLEMS)
    assert len(PROBLEMS) >= 25


def test_a_finding_says_where(sample):
    sample.edit(2, b"text/html", b"text/htmx")
    (finding,) = [f for f in sample.findings() if f.problem == "block-digest-mismatch"]
    assert finding.kind == "fail"
    assert finding.file == f"archive/{sample.warcs[0].name}"
    assert finding.offset == sum(map(len, sample.members()[:2]))
    assert finding.record_id.encode() == record_ids(sample)[2]


def test_what_cannot_be_told_is_no_failure(sample):
    sample.edit_line(lambda line: line.update(reader="older"))
    assert Counter(finding.kind for finding in sample.findings())["fail"] == 0
    kinds = Counter(finding.kind for finding in verify(sample.folder))
    assert (kinds["fail"], kinds["not-checkable"]) == (0, 3)


def test_lines_that_came_later_do_not_contradict_an_earlier_manifest(sample):
    line = json.loads(sample.articles.read_text().splitlines()[0])
    with sample.articles.open("a") as file:
        file.write(json.dumps(line | {"version": 2, "crawl_id": "c2"}) + "\n")
    assert sample.problems() == set()


def test_a_request_that_a_kill_left_without_its_answer_is_excused_by_the_cut_bytes(sample):
    last = sample.members(1)[-1]
    sample.edit_line(lambda line: None)
    sample.rewrite(lambda members: members.pop(), warc=1)
    assert "unanswered-request" in sample.problems()
    end = sample.warcs[1].stat().st_size
    (sample.folder / "archive" / f"{sample.warcs[1].name}.cut-{end}").write_bytes(last[:-3])
    assert "unanswered-request" not in sample.problems()


def test_a_folder_that_is_no_collection_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder archive in it"):
        list(verify(tmp_path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.data())
def test_no_single_flipped_byte_passes(sample, data):
    path = data.draw(st.sampled_from([*sample.warcs, sample.index, sample.articles]))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    try:
        changed = bytearray(content)
        changed[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(changed)
        assert any(finding.kind == "fail" for finding in sample.findings())
    finally:
        path.write_bytes(content)
