"""Share the answers of the crawl."""

from __future__ import annotations

import pytest
from crawling import Crawled
from foreign_archives import Captured, answers_of


@pytest.fixture(scope="session")
def answers(crawled: Crawled) -> list[Captured]:
    return list(answers_of(crawled.collection))
