"""Prove that archives are read whole however they are cut, damaged or meant to harm."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from commanding import scrapy
from crawling import ROOT, Crawled
from foreign_archives import ByWarcio, Captured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hnp_crawler.archive import sources
from hnp_crawler.archive.warc.read import read_records
from hnp_crawler.crews import Processes
from hnp_crawler.rereading import harvest
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.gathering import gather
from hnp_crawler.rereading.harvest import Wanted
from hnp_crawler.rereading.slices import cut
from hnp_crawler.rereading.sources import find_inputs
from hnp_crawler.sample_portal import SamplePortal

HTML = [("Content-Type", "text/html; charset=utf-8")]
ONE_DAY = "2020-01-01T00:00:00Z"


def gathered_from(*names: Path, size: int, processes: int = 1) -> list[tuple[object, ...]]:
    """Read archives and give everything that was gathered."""
    inputs = find_inputs("testing", [str(name) for name in names])
    gathered = Gathered(None, "")
    gather(inputs, Wanted(), gathered, crew=Processes(processes), size=size)
    everything: list[tuple[object, ...]] = [
        (*answer[2:4], *answer[6:]) for answer in gathered.answers("1", order="source, offset")
    ]
    everything += list(gathered.damages())
    gathered.close()
    return everything


@pytest.mark.parametrize("ending", ["warc.gz", "warc"])
def test_many_slices_give_what_one_gives(crawled: Crawled, tmp_path: Path, ending: str) -> None:
    (source,) = (crawled.collection / "archive").iterdir()
    path = tmp_path / f"a.{ending}"
    path.write_bytes(source.read_bytes() if ending == "warc.gz" else gzip.decompress(source.read_bytes()))
    whole = gathered_from(path, size=1 << 40)
    assert len(whole) > 300
    assert gathered_from(path, size=50_000) == whole
    assert len(list(cut(0, find_inputs("testing", [str(path)]).sources[0], 50_000))) > 5


def test_several_processes_give_what_one_gives(crawled: Crawled) -> None:
    (path,) = (crawled.collection / "archive").iterdir()
    assert gathered_from(path, size=300_000, processes=2) == gathered_from(path, size=1 << 40)


PORTAL = SamplePortal(articles=12)
BASE = "http://hanoi.gov.vn"
TRUTH = [one for one in PORTAL.truth(BASE) if one["generation"] == "c"]


def address(number: int) -> str:
    url: str = TRUTH[number]["url"]
    return url


def page(number: int) -> bytes:
    reply = PORTAL.respond("GET", address(number).removeprefix(BASE), {"host": "hanoi.gov.vn"}, b"")
    assert reply.status == 200
    return reply.body


def stored(record: bytes) -> bytes:
    """Make a gzip member that holds its content as it is."""
    return gzip.compress(record, compresslevel=0, mtime=0)


def one_record(url: str, body: bytes, headers: list[tuple[str, str]] = HTML) -> bytes:
    archive = ByWarcio(gzip=False)
    archive.response(url, ONE_DAY, "200 OK", headers, body)
    return archive.file.getvalue()


@given(size=st.integers(1, 4000))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_cannot_smuggle_records_in(tmp_path: Path, size: int) -> None:
    inner = stored(one_record("http://evil.example/gia-mao.htm", page(4)))
    outer = one_record("http://hanoi.gov.vn/a.warc.gz", inner * 3, [("Content-Type", "application/gzip")])
    path = tmp_path / "a.warc.gz"
    path.write_bytes(stored(one_record(address(1), page(1))) + stored(outer) + stored(one_record(address(2), page(2))))
    urls = [row[5] for row in gathered_from(path, size=size)]
    assert urls == [address(1), "http://hanoi.gov.vn/a.warc.gz", address(2)]


def test_damage_is_named_with_file_and_offset_and_costs_only_itself(answers: list[Captured], tmp_path: Path) -> None:
    archive = ByWarcio(gzip=True)
    for one in answers[:60]:
        archive.response(one.url, one.date, one.status, one.headers, one.framed)
    path = archive.save(tmp_path / "a.warc.gz")
    places = [(record.offset, record.length) for record in read_records(path)]
    content = bytearray(path.read_bytes())
    offset, length = places[20]
    content[offset + length // 2] ^= 0xFF
    path.write_bytes(content[: places[-1][0] + 40])
    again = scrapy("reread", path, "--everything")
    assert again.code == 1
    assert f"{path} at {offset}, {length} bytes: broken-member" in again.err
    assert f"{path} at {places[-1][0]}, 40 bytes: torn-member" in again.err
    assert "2 damages" in again.err
    assert again.out.count(b"\n") == 58


def test_a_revisit_is_read_with_the_payload_that_it_names(tmp_path: Path) -> None:
    archive = ByWarcio(gzip=True)
    archive.response(address(1), ONE_DAY, "200 OK", HTML, page(1))
    for url, day in [(address(1), "2020-02-01T00:00:00Z"), (address(1) + "?utm_source=zalo", "2020-03-01T00:00:00Z")]:
        record = archive.writer.create_revisit_record(
            url,
            digest="sha1:AAAA",
            refers_to_uri=address(1),
            refers_to_date=ONE_DAY,
            warc_headers_dict={"WARC-Date": day},
        )
        archive.writer.write_record(record)
    lost = archive.writer.create_revisit_record(
        address(3), digest="sha1:AAAA", refers_to_uri=address(4), refers_to_date=ONE_DAY
    )
    archive.writer.write_record(lost)
    again = scrapy("reread", archive.save(tmp_path / "a.warc.gz"))
    assert again.code == 1
    assert again.err.count("unresolved-revisit") == 1
    # All three are one version of one article.
    assert again.out.count(b"\n") == 1
    assert "3 article" in again.err


def test_what_would_lie_outside_a_package_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "a.wacz"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("../../evil.warc.gz", gzip.compress(one_record(address(1), page(1))))
        writing.writestr("/abs.warc.gz", gzip.compress(one_record(address(2), page(2))))
        writing.writestr("archive/good.warc.gz", gzip.compress(one_record(address(3), page(3))))
    again = scrapy("reread", package)
    assert again.code == 1
    assert again.err.count("unsafe-name") == 2
    assert again.out.count(b"\n") == 1
    assert TRUTH[3]["title"].encode() in again.out
    assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"no archive\n" * 50, b"\x1f\x8b\x08 no gzip"])
def test_what_is_no_archive_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    again = scrapy("reread", tmp_path)
    assert again.code == (1 if content else 0)
    assert again.out == b""


def test_bombs_and_lying_lengths_cost_little(tmp_path: Path) -> None:
    bomb = gzip.compress(gzip.compress(bytes(800 << 20), compresslevel=1))
    headers = [*HTML, ("Content-Encoding", "gzip, gzip")]
    liar = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 999999999999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    content = [one_record(address(1), bomb, headers), liar, one_record(address(2), page(2))]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, content)))
    watched = subprocess.run(
        [sys.executable, "-c", WATCH, "reread", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    code, peak = map(int, watched.stdout.splitlines()[-1].split())
    assert code == 1
    assert "block-too-large" in watched.stderr
    assert TRUTH[2]["title"] in watched.stdout
    assert peak < 400_000  # kB


def test_a_page_that_is_too_large_is_counted_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "MAX_PAGE", 50_000)
    content = [one_record(address(1), page(1) + b" " * 50_000), one_record(address(2), page(2))]
    (tmp_path / "a.warc").write_bytes(b"".join(content))
    again = scrapy("reread", tmp_path / "a.warc")
    assert (again.code, again.out.count(b"\n")) == (0, 1)
    assert "1 article, 1 too large" in again.err


def test_damages_without_number_are_kept_in_a_few_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "MAX_DAMAGES", 5)
    broken = b"WARC/1.1\r\nContent-Length: many\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(broken * 20)
    inputs, gathered = find_inputs("testing", [str(tmp_path)]), Gathered(None, "")
    gather(inputs, Wanted(), gathered, crew=Processes(1))
    *first, last = gathered.damages()
    gathered.close()
    assert [offset for _, offset, *_ in first] == [number * len(broken) for number in range(4)]
    assert (last[1], last[2], last[4][-1]) == (4 * len(broken), 16 * len(broken), "…")


def test_a_package_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_MEMBERS", 3)
    for name, count in (("many", 4), ("few", 3)):
        with zipfile.ZipFile(tmp_path / f"{name}.wacz", "w") as writing:
            for number in range(count):
                writing.writestr(f"archive/{number}.warc", one_record(address(number), page(number)))
    content = (tmp_path / "few.wacz").read_bytes()
    # Bit 0 of the flags says that a member is encrypted (APPNOTE 4.4.4).
    locked = content.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    (tmp_path / "locked.wacz").write_bytes(locked)
    again = scrapy("reread", tmp_path)
    assert (again.code, again.out.count(b"\n")) == (1, 3)
    assert again.err.count("encrypted-member") == 3
    assert "broken-package: 4 members are more than 3" in again.err


class Counting(Processes):
    """Count the tasks that are given out."""

    given = 0

    def run(self, function: Any, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            self.given += 1
            yield task, function(task)


def test_a_record_that_seems_to_hold_thousands_is_read_once(tmp_path: Path) -> None:
    inner = one_record("http://evil.example/gia-mao.htm", b"x") * 2000
    path = tmp_path / "a.warc"
    path.write_bytes(one_record("http://hanoi.gov.vn/a.warc", inner, [("Content-Type", "application/warc")]))
    inputs, gathered, crew = find_inputs("testing", [str(path)]), Gathered(None, ""), Counting(1)
    gather(inputs, Wanted(), gathered, crew=crew, size=1000)
    assert [answer.target_uri for answer in gathered.answers("1")] == ["http://hanoi.gov.vn/a.warc"]
    gathered.close()
    assert crew.given == 1


WATCH = """
import resource, subprocess, sys
ended = subprocess.run([sys.executable, "-m", "scrapy", *sys.argv[1:]])
print(ended.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


FOREGROUND = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
# A suite that runs in the background of a shell ignores SIGINT, and so would what it starts.


def test_an_interrupted_run_goes_on_where_it_was(crawled: Crawled, tmp_path: Path) -> None:
    output, inputs = tmp_path / "lines.jsonl", tmp_path / "in"
    inputs.mkdir()
    (source,) = (crawled.collection / "archive").iterdir()
    for number in range(4):
        (inputs / f"{number}.warc.gz").write_bytes(source.read_bytes())
    words = [sys.executable, "-c", FOREGROUND]
    words += ["-m", "scrapy", "reread", str(inputs), "-o", str(output), "--processes", "1"]
    running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    state = output.with_name("lines.jsonl.reread")
    while not state.exists() or running.poll() is not None:
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[1]
    assert running.returncode == 6, said
    assert "--resume goes on" in said
    assert not output.exists()
    assert "add --resume" in scrapy("reread", inputs, "-o", output).err
    assert "is left from a run over other files" in scrapy("reread", inputs / "0.warc.gz", "-o", output, "--resume").err
    assert scrapy("reread", inputs, "-o", output, "--resume").code == 0
    assert output.read_bytes() == scrapy("reread", inputs).out
    assert not state.exists()


def square(number: int) -> int:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_a_worker_that_dies_costs_its_task_alone() -> None:
    outcomes = list(Processes(2).run(square, range(20)))
    assert outcomes == [(number, None if number == 13 else number * number) for number in range(20)]


@given(content=st.binary(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_makes_the_reading_fail(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(content + BytesIO(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n").read())
    gathered_from(path, size=50)
