"""Measure the frontier: the ledger's scheduler beside Scrapy's own with a job directory, on the same pages.

    python benchmarks/frontier.py [--pages 5000] [--links 50] [--fresh 1] [--rows 1000000]

Both schedulers see the same crawl without a network: each page yields ``links`` requests, ``fresh`` of them new, as on
a portal whose menus and neighbours repeat. Printed are microseconds of CPU per page and their ratio; then how the
ledger's memory and time per page stand after a million URLs.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler, Scheduler
from scrapy.utils.test import get_crawler

from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.ledger import Found, Ledger, Outcome, State

HOST = "https://hanoi.gov.vn"


class PageSpider(Spider):
    name = "page"

    def parse(self, response: Any) -> None:
        """Stand for a callback."""


def url_of(number: int) -> str:
    return f"{HOST}/tin-so-nganh/sau-1-nam-van-hanh-metro-nhon-ga-ha-noi-phuc-vu-tren-64-trieu-luot-khach-{number}.htm"


def links_of_pages(pages: int, links: int, fresh: int) -> Iterator[list[int]]:
    """Give for each page the numbers of what it links to: the menu, neighbours met lately, and what is new."""
    chance = random.Random(7)
    newest = 0
    for _ in range(pages):
        menu = range(min(links // 2, newest + 1))
        lately = [chance.randint(max(0, newest - 2000), newest) for _ in range(links - len(menu) - fresh)]
        yield [*menu, *lately, *range(newest + 1, newest + fresh + 1)]
        newest += fresh


def run_requests(scheduler: BaseScheduler, spider: PageSpider, pages: int, links: int, fresh: int) -> None:
    """Let a page's links come as Scrapy hands them over: one Request at a time."""
    scheduler.enqueue_request(Request(url_of(0), callback=spider.parse, dont_filter=True))
    for numbers in links_of_pages(pages, links, fresh):
        assert scheduler.next_request() is not None
        for number in numbers:
            scheduler.enqueue_request(
                Request(url_of(number), callback=spider.parse, cb_kwargs={"section": "tin-so-nganh"}, meta={"depth": 1})
            )


def run_offers(scheduler: LedgerScheduler, pages: int, links: int, fresh: int) -> None:
    """Let a page's links come as the project's spider hands them over: those not met lately, in one step."""
    stored = '{"meta":{"depth":1},"callback":"parse","cb_kwargs":{"section":"tin-so-nganh"}}'
    urls = scheduler.ledger.urls
    scheduler.offer([Found(url_of(0), url_of(0), request=stored)])
    for numbers in links_of_pages(pages, links, fresh):
        assert scheduler.next_request() is not None
        names = [url_of(number) for number in numbers]
        scheduler.offer([Found(name, name, hop=1, request=stored) for name in names if not urls.met(name)])


class Idle:
    """Stand for an engine that is done with every request at once."""

    class Slot:
        active: tuple[Request, ...] = ()

    def __init__(self) -> None:
        self.downloader = self.Slot()
        self.scraper = type("Scraper", (), {"slot": self.Slot()})()


def timed(run: Callable[[], None]) -> float:
    gc.collect()
    begun = time.process_time()
    run()
    return time.process_time() - begun


def measure(way: str, folder: Path, pages: int, links: int, fresh: int) -> float:
    """Give seconds of CPU per page for one way."""
    settings = {
        "HNP_OUTPUT": str(folder),
        "JOBDIR": str(folder),
        # The default queue asks the downloader for its slots; this one does less.
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.ScrapyPriorityQueue",
    }
    crawler = get_crawler(PageSpider, settings)
    spider = crawler.spider = PageSpider.from_crawler(crawler)
    if way == "scrapy":
        theirs = Scheduler.from_crawler(crawler)
        theirs.open(spider)
        seconds = timed(lambda: run_requests(theirs, spider, pages, links, fresh))
        theirs.close("finished")
        return seconds / pages
    crawler.engine = Idle()  # type: ignore[assignment]
    ours = LedgerScheduler.from_crawler(crawler)
    ours.attach(spider)
    run = run_offers if way == "offers" else None
    seconds = timed(lambda: run(ours, pages, links, fresh) if run else run_requests(ours, spider, pages, links, fresh))
    ours.ledger.close()
    return seconds / pages


def grow(folder: Path, rows: int) -> None:
    """Print, as the ledger grows, what one page costs and how much memory the process has."""
    ledger = Ledger(folder / "ledger.sqlite", time.time)
    ledger.begin("grow")
    newest, step = 0, rows // 10
    ledger.urls.offer([Found(url_of(0), url_of(0))])
    for _ in range(10):
        begun, pages = time.process_time(), 0
        while newest < step * (_ + 1):
            (row,) = ledger.urls.lease(1)
            names = [url_of(number) for number in (*range(20), *range(newest + 1, newest + 11))]
            ledger.urls.offer([Found(name, name, via=row.key) for name in names if not ledger.urls.met(name)])
            ledger.urls.settle(row.key, Outcome(State.FETCHED, status=200))
            newest += 10
            pages += 1
        spent = (time.process_time() - begun) / pages * 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{newest:>9,} URLs  {spent:6.0f} µs a page of 10 new links  {peak:5.0f} MB at most", flush=True)
    begun = time.perf_counter()
    counts = ledger.urls.counts()
    print(f"counting by state: {(time.perf_counter() - begun) * 1e3:.0f} ms, {counts}")
    ledger.close()
    begun = time.perf_counter()
    Ledger(folder / "ledger.sqlite", time.time).close()
    size = (folder / "ledger.sqlite").stat().st_size / 1e6
    print(f"opening and checking {size:.0f} MB: {time.perf_counter() - begun:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--links", type=int, default=50)
    parser.add_argument("--fresh", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000, help="0 for no growth")
    parser.add_argument("--way", choices=["scrapy", "requests", "offers", "grow"], help="internal: one measurement")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.way == "grow":
            grow(Path(folder), options.rows)
        elif options.way:
            print(json.dumps(measure(options.way, Path(folder), options.pages, options.links, options.fresh)))
        else:
            compare(options)


def compare(options: argparse.Namespace) -> None:
    """Run every way three times in turn, each in a process of its own, and print the best of each."""
    numbers = [f"--pages={options.pages}", f"--links={options.links}", f"--fresh={options.fresh}"]
    spent: dict[str, list[float]] = {"scrapy": [], "requests": [], "offers": []}
    for _ in range(3):
        for way, times in spent.items():
            command = [sys.executable, __file__, f"--way={way}", *numbers]
            times.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
    theirs = min(spent["scrapy"])
    for way, times in spent.items():
        print(f"{way:9} {min(times) * 1e6:7.0f} µs a page   {min(times) / theirs:5.2f} times Scrapy's disk queue")
    if options.rows:
        subprocess.run([sys.executable, __file__, "--way=grow", f"--rows={options.rows}"], check=True)


if __name__ == "__main__":
    main()
    shutil.rmtree("__pycache__", ignore_errors=True)
