"""Show the state of a collection: last crawls, sizes, gaps, what is due, and how that develops."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from hnp_crawler.errors import ExitCode, OptionError
from hnp_crawler.inspecting.status import CrawlNote, Status, take_stock
from hnp_crawler.ledger import Ledger
from hnp_crawler.offline import OfflineCommand, existing_collection, printable

BARS = "▁▂▃▄▅▆▇█"
COLUMNS = ("new", "changed", "unchanged", "removed", "failed", "requests")
"""The numbers of a crawl that are shown, and followed over the crawls."""


class Command(OfflineCommand):
    """``scrapy status COLLECTION``: exit code 1 where someone should look."""

    doing = "taking stock"

    def syntax(self) -> str:
        """Name the arguments."""
        return "COLLECTION [--json] [--crawls N] [--max-age HOURS]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Show a collection's last crawls, sizes, gaps and what is due"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add how far to look back, and the choice of form."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="write one JSON object instead of text")
        parser.add_argument("--crawls", type=int, default=10, metavar="N", help="crawls to tell of (default: 10)")
        parser.add_argument("--max-age", type=float, metavar="HOURS", help="a problem if the last good crawl is older")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Take stock and print it."""
        if opts.crawls < 1 or (opts.max_age is not None and not 0 < opts.max_age < 1e6):
            raise OptionError(f"{self.doing}: --crawls and --max-age must be above 0")
        folders = existing_collection(self.doing, args[0])
        if not folders.ledger.exists():
            raise OptionError(f"{self.doing}: {args[0]!r} holds no ledger.sqlite")
        oldest = None if opts.max_age is None else timedelta(hours=opts.max_age)
        with Ledger(folders.ledger, time.time) as ledger:
            status = take_stock(folders, ledger, datetime.now(UTC), most=opts.crawls, oldest=oldest)
        if opts.json:
            sys.stdout.write(json.dumps(asdict(status), ensure_ascii=False, indent=1) + "\n")
        else:
            sys.stdout.writelines(f"{printable(line)}\n" for line in told(status))
        return ExitCode.PROBLEMS if status.problems else ExitCode.FINISHED


def told(status: Status) -> Iterator[str]:
    """Tell a collection's state in lines for people."""
    held = f"{status.articles:,} articles in {status.versions:,} versions, {status.vanished:,} vanished"
    yield f"{status.collection}: {held}"
    yield ""
    yield from _table(status.crawls)
    yield ""
    yield "sizes   " + ", ".join(f"{name} {_bytes(size.bytes)} ({size.files:,})" for name, size in status.sizes.items())
    yield "URLs    " + (", ".join(f"{count:,} {state}" for state, count in status.urls.items()) or "none")
    yield "due     " + ", ".join(
        f"{count:,} within {name}" if name != "now" else f"{count:,} now" for name, count in status.due.items()
    )
    for gap in status.gaps:
        yield f"gap     {gap.urls:,} {gap.state}" + (f": {gap.reason}" if gap.reason else "")
    for problem in status.problems:
        yield f"PROBLEM {problem}"


def _table(crawls: Sequence[CrawlNote]) -> Iterator[str]:
    """Line the crawls up, and draw how each number develops, the oldest first."""
    yield (
        f"{'crawl':23}{'outcome':12}"
        + "".join(f"{name:>10}" for name in COLUMNS)
        + f"{'bytes':>10}{'seconds':>9}{'complete':>10}"
    )
    for crawl in crawls:
        counts = "".join(_cell(getattr(crawl, name)) for name in COLUMNS)
        share = "" if crawl.completeness is None else f"{crawl.completeness:.1%}"
        size = "" if crawl.bytes is None else _bytes(crawl.bytes)
        yield f"{crawl.id:23}{crawl.outcome:12}{counts}{size:>10}{_cell(crawl.seconds)[1:]}{share:>10}"
    if len(crawls) > 1:
        drawn = "".join(f"{sparkline([getattr(c, name) for c in reversed(crawls)]):>10}" for name in COLUMNS)
        yield f"{'trend':35}{drawn}"


def _cell(number: int | None) -> str:
    return f"{'' if number is None else f'{number:,}':>10}"


def sparkline(numbers: Sequence[int | None]) -> str:
    """Draw a row of numbers, at most the last nine.

    >>> sparkline([1, 5, None, 10])
    '▂▅ █'
    """
    last = list(numbers)[-9:]
    most = max((number for number in last if number is not None), default=0)
    steps = len(BARS) - 1
    return "".join(" " if n is None else BARS[round(steps * n / most)] if most else BARS[0] for n in last)


def _bytes(size: int) -> str:
    """Write a size as people read it.

    >>> _bytes(812_000_000)
    '812.0 MB'
    """
    number, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if number < 1000:
            break
        number, unit = number / 1000, larger
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
