"""Time reading archives again beside the limits: iterating over the same records, and parsing the same pages.

    python benchmarks/rereading.py [--articles 1000] [--rounds 3] [--bytes 60000]

The archive holds articles of the sample portal, all generations and their interviews, filled up with menus, scripts and
styles to the size of real pages. Every contestant runs in turn and in rounds; what counts is the CPU time of one core,
and for the command itself wall time on all cores and the peak memory of its largest process, over the archive and over
four copies of it. Figures of one run are compared with each other only.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
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

from hnp_crawler.archive.store import Archive
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.warc.read import StoredRecord, read_records
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.message import entity, read_message
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.crews import Processes
from hnp_crawler.crews.processes import cores
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.gathering import gather
from hnp_crawler.rereading.harvest import ARTICLE, Wanted
from hnp_crawler.rereading.settling import settle_rest
from hnp_crawler.rereading.sources import find_inputs
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.schema import encode_line

ROOT = Path(__file__).parent.parent
BASE = "http://hanoi.gov.vn"


def write_archive(folder: Path, articles: int, size: int, *, interviews: bool = True) -> list[str]:
    """Keep the pages as a crawl would; gives their addresses."""
    portal = SamplePortal(articles=articles)
    about = About(software="benchmark", collection="benchmark", crawl_id="benchmark")
    archive = Archive(folder, about=about, host="benchmark", clock=lambda: datetime.now(UTC))
    urls = []
    for truth in portal.truth(BASE):
        if truth["interview"] and not interviews:
            continue
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
        urls.append(url)
    archive.close()
    return urls


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
    gathered.begin_settling()
    lines = sum(len(encode_line(article)) for article in settle_rest(gathered))
    assert lines
    count = gathered.kinds()[ARTICLE]
    gathered.close()
    return count


def by_scrapy(folder: Path, urls: list[str]) -> int:
    """Crawl the archive offline, with the unchanged spider."""
    (folder / "urls.txt").write_text("\n".join(urls), "utf-8")
    output = Path(tempfile.mkdtemp(dir=folder))
    settings = {"HNP_FROM_ARCHIVE": folder / "archive", "HNP_OUTPUT": output, "HNP_REQUISITES": 0, "ROBOTSTXT_OBEY": 0}
    words = ["crawl", "hnp", "-L", "CRITICAL", "-a", f"urls={folder / 'urls.txt'}"]
    words += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    subprocess.run([sys.executable, "-m", "scrapy", *words], cwd=ROOT, stderr=subprocess.DEVNULL, check=False)
    return (output / "articles.jsonl").read_bytes().count(b"\n")


WATCH = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "scrapy", "reread", *sys.argv[1:]], check=True, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def by_command(sources: Path, target: Path) -> tuple[float, int]:
    """Run the command as a user does; gives seconds, and kilobytes of its largest process at its peak."""
    target.unlink(missing_ok=True)
    begun = time.perf_counter()
    words = [sys.executable, "-c", WATCH, str(sources), "-o", str(target)]
    peak = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return time.perf_counter() - begun, int(peak)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    with tempfile.TemporaryDirectory() as name:
        folder, light = Path(name), Path(name, "light")
        urls = write_archive(folder, options.articles, options.bytes)
        plain = write_archive(light, options.articles, options.bytes, interviews=False)
        (path,), (light_path,) = ((one / "archive").iterdir() for one in (folder, light))
        pages = list(bodies(path))
        print(f"{len(urls)} articles, {sum(map(len, pages)) / len(pages):,.0f} bytes each, of them {len(plain)} light")
        contestants: list[tuple[str, Callable[[], int], Callable[[], float]]] = [
            ("iterate with FastWARC", lambda: by_fastwarc(path), time.process_time),
            ("iterate with warcio", lambda: by_warcio(path), time.process_time),
            ("iterate with this project", lambda: by_read_records(path), time.process_time),
            ("parse with lxml, no archive", lambda: len([lxml.html.fromstring(p) for p in pages]), time.process_time),
            ("reread, one core", lambda: reread(path, 1), time.process_time),
            ("reread, one core, no interviews", lambda: reread(light_path, 1), time.process_time),
            ("Scrapy's engine, offline crawl", lambda: by_scrapy(folder, urls), cpu_of_children),
        ]
        for title, work, clock in contestants:
            print(f"{title:<34} {timed(work, clock, options.rounds):>9,.0f} pages/s", flush=True)
        copies = folder / "copies"
        copies.mkdir()
        for number in range(4):
            shutil.copy(path, copies / f"{number}.warc.gz")
        for title, sources, times in (("the command", folder / "archive", 1), ("the command, four files", copies, 4)):
            seconds, peak = by_command(sources, folder / "lines.jsonl")
            speed = times * len(urls) / seconds
            print(f"{title:<34} {speed:>9,.0f} pages/s on {cores()} cores, {peak / 1024:,.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
