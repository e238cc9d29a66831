"""Share the sample portal and one crawl of it among the tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from crawling import Crawled, crawl

from hnp_crawler.sample_portal import SamplePortal, Server, serve

collect_ignore_glob = ["*_child.py", "interop/[!ct]*.py"]
"""Programs that tests start: importing them runs them."""

ARTICLES = 120


@pytest.fixture(scope="session")
def portal() -> Iterator[Server]:
    """Serve the sample portal without traps and faults."""
    with serve(SamplePortal(articles=ARTICLES)) as server:
        yield server


@pytest.fixture(scope="session")
def crawled(portal: Server, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Crawl the sample portal once, whole; read it, don't change it."""
    before = len(portal.log)
    done = crawl(tmp_path_factory.mktemp("collection") / "sample", start=portal.url)
    return replace(done, asked=tuple(portal.log[before:]))
