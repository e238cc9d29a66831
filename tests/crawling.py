"""Run a real ``scrapy crawl`` in a process of its own, as an operator does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hnp_crawler.sample_portal.server import Seen

ROOT = Path(__file__).parent.parent

FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "HNP_MAX_REQUESTS_PER_MINUTE": "0",
    "HNP_BACKOFF": "0.05",
}
"""What makes a crawl of loopback quick; everything else is as an operator has it."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """Hold how a crawl ended."""

    code: int
    talk: str
    collection: Path
    asked: tuple[Seen, ...] = ()
    """What the portal was asked meanwhile, where somebody took that down."""

    @property
    def manifest(self) -> dict[str, Any]:
        """Give the last crawl's manifest."""
        last = max((self.collection / "crawls").iterdir(), key=lambda folder: folder.stat().st_mtime_ns)
        manifest: dict[str, Any] = json.loads((last / "crawl.json").read_text("utf-8"))
        return manifest


def command(collection: Path, arguments: dict[str, str], settings: dict[str, str]) -> list[str]:
    """Spell the command line of a crawl."""
    words = [sys.executable, "-m", "scrapy", "crawl", "hnp", "-L", "WARNING"]
    for name, value in arguments.items():
        words += ["-a", f"{name}={value}"]
    for name, value in {"HNP_OUTPUT": str(collection), **FAST, **settings}.items():
        words += ["-s", f"{name}={value}"]
    return words


def crawl(collection: Path, settings: dict[str, str] | None = None, *extra: str, **arguments: str) -> Crawled:
    """Run one crawl to its end."""
    ended = subprocess.run(
        [*command(collection, arguments, settings or {}), *extra],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    return Crawled(ended.returncode, ended.stderr + ended.stdout, collection)


def start_crawl(collection: Path, settings: dict[str, str] | None = None, **arguments: str) -> subprocess.Popen[str]:
    """Start a crawl that the caller ends."""
    return subprocess.Popen(
        command(collection, arguments, settings or {}),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
