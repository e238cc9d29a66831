"""Time reading archives again beside the limits: iterating over the same records, and parsing the same pages.

    python benchmarks/reread.py [--articles 1000] [--rounds 3] [--bytes 60000]

The archive holds articles of the sample portal, all generations and their interviews, filled up with menus, scripts and
styles to the size of real pages. Every contestant runs in turn and in rounds; what counts is the CPU time of one core
(the last line: wall time of all cores). Figures of one run are compared with each other only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from filling import fill_up
from warcio.archiveiterator import ArchiveIterator

from hnp_crawler.archive.about import About
from hnp_crawler.archive.exchange import Exchange
from hnp_crawler.archive.message import entity, read_message
from hnp_crawler.archive.read import StoredRecord, read_records
from hnp_crawler.archive.spool import Spool
from hnp_crawler.archive.store import Archive
from hnp_crawler.crews import Processes
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.gathering import gather
from hnp_crawler.rereading.harvest import ARTICLE, Wanted
from hnp_crawler.rereading.settling import settle_rest
from hnp_crawler.rereading.sources import find_inputs
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.schema import encode_line

BASE = "http://hanoi.gov.vn"


def write_archive(folder: Path, articles: int, size: int) -> int:
    """Keep the pages as a crawl would; gives how many."""
    portal = SamplePortal(articles=articles)
    about = About(software="benchmark", collection="benchmark", crawl_id="benchmark")
    archive = Archive(folder, about=about, host="benchmark", clock=lambda: datetime.now(UTC))
    count = 0
    for truth in portal.truth(BASE):
        url = truth["urls"][0]
        reply = portal.respond("GET", url.removeprefix(BASE), {"host": "hanoi.gov.vn"}, b"")
        body = fill_up(reply.body, size)
        content_type = reply.header("Content-Type")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        request, response = Spool(b"GET / HTTP/1.1\r\n\r\n"), Spool(head + body)
        with Exchange(
            target_uri=url, method="GET", started=datetime.now(UTC), request=request, response=response
        ) as exchange:
            archive.keep(exchange)
        count += 1
    archive.close()
    return count


def by_warcio(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for one in ArchiveIterator(file) if one.rec_type == "response" and one.content_stream().read())


def by_fastwarc(path: Path) -> int:
    with path.open("rb") as file:
        records = FastIterator(file, parse_http=False, record_types=WarcRecordType.response)
        return sum(1 for record in records if record.reader.read())


def by_read_records(path: Path) -> int:
    return sum(1 for one in read_records(path) if isinstance(one, StoredRecord) and one.type == "response")


def bodies(path: Path) -> Iterator[bytes]:
    for record in read_records(path):
        if isinstance(record, StoredRecord) and record.type == "response":
            yield b"".join(entity(*read_message(record.block.chunks())))


def reread(path: Path, processes: int) -> int:
    inputs, gathered = find_inputs("timing", [str(path)]), Gathered(None, "")
    gather(inputs, Wanted(), gathered, crew=Processes(processes))
    lines = sum(len(encode_line(article)) for article in settle_rest(gathered))
    assert lines
    count = gathered.kinds()[ARTICLE]
    gathered.close()
    return count


def timed(work: Callable[[], int], clock: Callable[[], float], rounds: int) -> float:
    """Give the pages a second, the median of the rounds."""
    speeds = []
    for _ in range(rounds):
        begun = clock()
        count = work()
        speeds.append(count / (clock() - begun))
    return statistics.median(speeds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bytes", type=int, default=60_000)
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        count = write_archive(Path(folder), options.articles, options.bytes)
        (path,) = (Path(folder) / "archive").iterdir()
        pages = list(bodies(path))
        print(f"{count} articles, {sum(map(len, pages)) / len(pages):,.0f} bytes each, {path.stat().st_size:,} in WARC")
        contestants: list[tuple[str, Callable[[], int], Callable[[], float]]] = [
            ("iterate with FastWARC", lambda: by_fastwarc(path), time.process_time),
            ("iterate with warcio", lambda: by_warcio(path), time.process_time),
            ("iterate with this project", lambda: by_read_records(path), time.process_time),
            ("parse with lxml, no archive", lambda: len([lxml.html.fromstring(p) for p in pages]), time.process_time),
            ("reread into lines, one core", lambda: reread(path, 1), time.process_time),
            (f"reread into lines, {cores} processes", lambda: reread(path, cores), time.perf_counter),
        ]
        for name, work, clock in contestants:
            print(f"{name:<34} {timed(work, clock, options.rounds):>9,.0f} pages/s", flush=True)


if __name__ == "__main__":
    main()
