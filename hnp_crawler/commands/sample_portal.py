"""Serve the embedded sample portal, or write down what its articles say."""

from __future__ import annotations

import argparse
import json
import shlex
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from hnp_crawler.sample_portal import Faults, SamplePortal, Traps, serve


class Command(ScrapyCommand):
    """``scrapy sample_portal``: a portal to crawl and to look at in a browser; Ctrl-C ends it."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Name the options that matter most."""
        return "[--port PORT] [--articles N] [--traps] [--faults] [--truth FILE]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Serve the embedded sample portal on loopback"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the portal's switches."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Sample portal")
        group.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        group.add_argument("--port", type=int, default=8000, help="port, 0 for a free one (default: %(default)s)")
        group.add_argument("--articles", type=int, default=120, help="articles on night 0 (default: %(default)s)")
        group.add_argument("--seed", type=int, default=7, help="what every word depends on (default: %(default)s)")
        group.add_argument("--night", type=int, default=0, help="how many nights the portal has moved on (default: 0)")
        group.add_argument("--crawl-delay", type=float, default=0.0, help="Crawl-delay in robots.txt, seconds")
        group.add_argument("--traps", action="store_true", help="set every trap")
        group.add_argument("--faults", action="store_true", help="have every passing and lasting fault")
        group.add_argument("--block-after", type=int, metavar="N", help="shut callers out after N requests")
        group.add_argument("--block-status", type=int, default=403, choices=(200, 403, 429, 503))
        group.add_argument(
            "--truth", type=Path, metavar="FILE", help="write the truth as JSON Lines and end; - is stdout"
        )
        group.add_argument("--crawl", metavar="FOLDER", help="crawl the portal into this collection and end")
        group.add_argument("--base", default="", help="with --truth: scheme, host and port of the URLs in it")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until interrupted, or write the truth."""
        if args:
            raise UsageError(f"serving the sample portal: {args[0]!r} is not an option")
        if opts.articles < 0 or opts.night < 0:
            raise UsageError("serving the sample portal: --articles and --night must not be negative")
        if not 0 <= opts.port <= 65_535:
            raise UsageError(f"serving the sample portal: --port {opts.port} is not between 0 and 65535")
        portal = _portal(opts)
        if opts.truth is not None:
            _write_truth(portal, opts.truth, opts.base or f"http://{opts.host}:{opts.port}")
            return
        if opts.crawl is not None:
            # The same port again, so that a second crawl meets the same URLs.
            with serve(portal, opts.host, opts.port if _is_free(opts.host, opts.port) else 0) as server:
                self.exitcode = _crawl(server.url, opts.crawl)
            return
        ended = _end_of_service()
        try:
            with serve(portal, opts.host, opts.port) as server:
                sys.stdout.write(f"{server.url}\n")
                sys.stdout.flush()
                ended.wait()
        except OSError as error:
            where = f"{opts.host}:{opts.port}"
            raise UsageError(f"serving the sample portal on {where}: {error.strerror}", print_help=False) from error


def _portal(opts: argparse.Namespace) -> SamplePortal:
    faults = Faults.all_on() if opts.faults else Faults()
    if opts.block_after is not None:
        faults = faults.blocking(opts.block_after, opts.block_status)
    traps = Traps.all_on() if opts.traps else Traps()
    return SamplePortal(opts.articles, opts.seed, faults, traps, opts.night, crawl_delay=opts.crawl_delay)


def _is_free(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError:
        return False
    return True


def _crawl(url: str, folder: str) -> int:
    """Run the real spider in a process of its own, without the courtesy that a real portal is owed."""
    settings = {
        "HNP_OUTPUT": folder,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
        "HNP_MAX_REQUESTS_PER_MINUTE": 0,
        "HNP_BACKOFF": 0.1,
        # `fastwarc check -p` takes the digest that the standard demands of a revisit for that of its own empty payload.
        "HNP_REVISIT": 0,
    }
    words = [sys.executable, "-m", "scrapy", "crawl", "hnp", "--loglevel", "WARNING", "-a", f"start={url}"]
    for name, value in settings.items():
        words += ["-s", f"{name}={value}"]
    sys.stdout.write(f"$ {shlex.join(['scrapy', *words[3:]])}\n")
    sys.stdout.flush()
    try:
        return subprocess.run(words, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _write_truth(portal: SamplePortal, file: Path, base: str) -> None:
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in portal.truth(base))
    if str(file) == "-":
        sys.stdout.writelines(lines)
        return
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(lines)


def _end_of_service() -> threading.Event:
    """Have SIGINT and SIGTERM set an event."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended
