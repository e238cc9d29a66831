"""Compare what is read of pages with what general extractors read: title, day, text and time.

    pip install '.[bench]'
    python benchmarks/extractors.py [--articles 150] [--seed 7]

The pages are those of the sample portal, which knows what each article says, by generation; and the real articles of
``tests/pages`` with their reviewed lines. Title and day: the share of articles that have them exactly. Text: the mean
F1 of paragraphs (equal after Unicode normalization) and of words. Captions, tables, bylines and the agency tag count
neither way, for extractors differ in what they call text. Time is CPU time of one core.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import newspaper
import trafilatura

from hnp_crawler.items import Capture
from hnp_crawler.normalize.text import clean
from hnp_crawler.portal.page import read_page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.sample_portal import SamplePortal

BASE = "http://hanoi.gov.vn"
PAGES = Path(__file__).parent.parent / "tests" / "pages"
CAPTURE = Capture(
    file="", offset=0, length=1, record_id="", target_uri="", date="2027-01-01T00:00:00.000000Z", payload_digest=""
)
AGENCY = re.compile(r"^\(?[A-Z]{2,6}\)? [-–] ")
BULLET = re.compile(r"^[-•*+|] ")


class Truth(NamedTuple):
    """Hold a page with what it says."""

    kind: str
    body: bytes
    url: str
    title: str
    day: str | None
    text: Counter[str]
    neutral: frozenset[str]
    """What counts neither way."""


class Read(NamedTuple):
    """Hold what an extractor says of a page."""

    title: str | None
    day: str | None
    paragraphs: list[str]


def lines_of(texts: Iterable[str | None]) -> list[str]:
    """Split texts into normalized lines without bullet and agency tag."""
    lines = (clean(line) for text in texts if text for line in text.splitlines())
    return [line for each in lines if (line := AGENCY.sub("", BULLET.sub("", each)))]


def truth_of(kind: str, body: bytes, url: str, article: dict[str, Any]) -> Truth:
    """State what a page says, from its item."""
    said = [block for block in article["body"] if block["kind"] not in ("caption", "table")]
    beside = [block for block in article["body"] if block["kind"] in ("caption", "table")]
    cells = [cell for block in beside for row in block["rows"] for cell in row]
    tables = [" ".join(row) for block in beside for row in block["rows"]]
    neutral = [*(block["text"] for block in beside), *cells, *tables, article["byline"], article["agency"]]
    neutral += [article["title"], *(image["caption"] for image in article["images"])]
    day = article["published_at"][:10] if article["published_at"] else None
    text = Counter(lines_of([article["lead"], *(block["text"] for block in said)]))
    return Truth(kind, body, url, article["title"], day, text, frozenset(lines_of(neutral)) - text.keys())


def sample_truths(articles: int, seed: int) -> list[Truth]:
    portal = SamplePortal(articles=articles, seed=seed)
    truths = []
    for article in portal.truth(BASE):
        url = article["urls"][0]
        reply = portal.respond("GET", url.removeprefix(BASE), {"host": "hanoi.gov.vn"})
        truths.append(truth_of(article["generation"], reply.body, url, article))
    return truths


def real_truths() -> list[Truth]:
    truths = []
    for folder in sorted(PAGES.iterdir()):
        expected = json.loads((folder / "expected.json").read_text("utf-8"))
        if expected["kind"] == "article":
            url = json.loads((folder / "inputs.json").read_text("utf-8"))["url"]
            truths.append(truth_of("real", (folder / "page.html").read_bytes(), url, expected["article"]))
    return truths


def by_this_project(page: Truth) -> Read:
    printed = read_page(page.body, page.url).article
    if printed is None:
        return Read(None, None, [])
    article = finish(begin(printed, read_url(page.url), CAPTURE, "", {}))
    blocks = [block.text for block in article.body if block.kind not in ("caption", "table")]
    day = article.published_at[:10] if article.published_at else None
    return Read(article.title, day, lines_of([article.lead, *blocks]))


def by_trafilatura(page: Truth) -> Read:
    found = trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True, include_comments=False)
    return Read(found.title, found.date, lines_of([found.text])) if found else Read(None, None, [])


def by_newspaper(page: Truth) -> Read:
    article = newspaper.Article(page.url)
    article.download(input_html=page.body.decode("utf-8", "replace"))
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    return Read(article.title, day, lines_of([article.text]))


def f1(truth: Counter[str], found: Counter[str]) -> float:
    common = (truth & found).total()
    return 2 * common / (truth.total() + found.total()) if common else float(not truth and not found)


def words_of(lines: Iterable[str]) -> Counter[str]:
    return Counter(word for line in lines for word in line.split())


def score(page: Truth, read: Read) -> tuple[float, ...]:
    """Score one reading: title, day, paragraphs, words."""
    found = Counter(line for line in read.paragraphs if line not in page.neutral)
    return (
        float(clean(read.title or "") == clean(page.title)),
        float(read.day == page.day),
        f1(page.text, found),
        f1(words_of(page.text.elements()), words_of(found.elements())),
    )


EXTRACTORS: dict[str, Callable[[Truth], Read]] = {
    "this project": by_this_project,
    f"trafilatura {trafilatura.__version__}": by_trafilatura,
    f"newspaper4k {newspaper.__version__}": by_newspaper,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = [*sample_truths(options.articles, options.seed), *real_truths()]
    print(f"{'pages':<10}{'':<20}{'title':>8}{'day':>8}{'parag.':>8}{'words':>8}{'ms':>8}")
    for kind in dict.fromkeys(page.kind for page in pages):
        chosen = [page for page in pages if page.kind == kind]
        for name, extract in EXTRACTORS.items():
            begun = time.process_time()
            read = [extract(page) for page in chosen]
            spent = (time.process_time() - begun) / len(chosen) * 1000
            scores = zip(*(score(page, each) for page, each in zip(chosen, read, strict=True)), strict=True)
            means = "".join(f"{sum(column) / len(chosen):>8.3f}" for column in scores)
            print(f"{kind + ' ' + str(len(chosen)):<10}{name:<20}{means}{spent:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
