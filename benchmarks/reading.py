"""Time reading one page beside lxml: parsing alone, the page, and the whole article with its interview.

    python benchmarks/reading.py [--rounds 5] [--real FOLDER]

The pages are those of the sample portal as they are, filled up to 60 kB with menus and scripts as real pages are (four
in ten of them interviews, which are shown apart from the others as well), with 60 kB of running text, and with 60 kB of
links; ``--real`` names a folder of saved pages. Every column is the least CPU time a page of the rounds; the last one
is what share of reading a page lxml's parse alone would take. Figures of one run are compared with each other only.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import lxml.html
from filling import fill_up

from hnp_crawler.items import Capture
from hnp_crawler.portal.page import read_page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.schema import encode_line

BASE = "http://hanoi.gov.vn"
SIZE = 60_000
ARTICLES = 60
PARAGRAPH = re.compile(rb"<p>[^<]{80,}</p>")
LINK = (
    '<li class="item"><a href="/tin-so-nganh/ha-noi-chinh-trang-pho-{0}-4251204{0:09}.htm" title="Chỉnh trang {0}">'
    "Hà Nội chỉnh trang tuyến phố số {0}</a></li>"
)
CAPTURE = Capture(
    file="", offset=0, length=1, record_id="", target_uri="", date="2027-01-01T00:00:00.000000Z", payload_digest=""
)


class Sample(NamedTuple):
    """Hold a page with its address."""

    body: bytes
    url: str
    is_interview: bool = False


def sample_pages() -> list[Sample]:
    portal = SamplePortal(articles=ARTICLES)
    samples = []
    for truth in portal.truth(BASE):
        url = truth["urls"][0]
        reply = portal.respond("GET", url.removeprefix(BASE), {"host": "hanoi.gov.vn"})
        samples.append(Sample(reply.body, url, bool(truth["interview"])))
    return samples


def with_text(page: Sample, number: int) -> Sample | None:
    """Repeat the paragraphs of an article up to the size, each made different."""
    found = list(PARAGRAPH.finditer(page.body))
    if len(found) < 3:
        return None
    text, turn = bytearray(), number
    while len(page.body) + len(text) < SIZE:
        for paragraph in found[1:]:
            turn += 1
            text += paragraph.group().replace(b"</p>", b" %d.</p>" % turn)
    end = found[-1].end()
    return Sample(page.body[:end] + bytes(text) + page.body[end:], page.url)


def with_links(page: Sample) -> Sample:
    """Add links to articles up to the size, the same on every page as menus are."""
    head, ending, tail = page.body.rpartition(b"</body>")
    links, number = bytearray(), 0
    while len(page.body) + len(links) < SIZE:
        number += 1
        links += LINK.format(number).encode()
    return Sample(head + b"<footer><ul>" + links + b"</ul></footer>" + ending + tail, page.url)


def read_whole(page: Sample) -> None:
    """Read a page and make its line."""
    article = read_page(page.body, page.url).article
    if article is not None:
        encode_line(finish(begin(article, read_url(page.url), CAPTURE, "", {})))


def read_links(page: Sample) -> None:
    """Read a page with what a crawl follows."""
    read = read_page(page.body, page.url)
    assert read.links is not None
    assert read.requisites is not None


def timed(work: Callable[[Sample], object], pages: list[Sample], rounds: int) -> float:
    """Give the milliseconds a page, the least of the rounds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        for page in pages:
            work(page)
        times.append(time.process_time() - begun)
    return min(times) / len(pages) * 1000


WORKS: dict[str, Callable[[Sample], object]] = {
    "lxml": lambda page: lxml.html.fromstring(page.body),
    "page": lambda page: read_page(page.body, page.url),
    "with links": read_links,
    "whole": read_whole,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="saved pages to time beside those of the portal")
    options = parser.parse_args()
    plain = sample_pages()
    full = [page._replace(body=fill_up(page.body, SIZE)) for page in plain]
    kinds = {
        "light": plain,
        "filled up": full,
        "interviews": [page for page in full if page.is_interview],
        "others": [page for page in full if not page.is_interview],
        "text": [long for n, page in enumerate(plain) if (long := with_text(page, n * 1000))],
        "links": list(map(with_links, plain)),
    }
    if options.real:
        kinds["real"] = [
            Sample(path.read_bytes(), f"http://sotttt.hanoi.gov.vn/{path.stem}") for path in options.real.glob("*.html")
        ]
    print(f"{'ms a page':<11}{'kB':>6}", *(f"{name:>11}" for name in WORKS), f"{'lxml/page':>11}")
    for kind, pages in kinds.items():
        size = sum(len(page.body) for page in pages) / len(pages) / 1000
        times = {name: timed(work, pages, options.rounds) for name, work in WORKS.items()}
        share = times["lxml"] / times["page"]
        print(
            f"{kind:<11}{size:>6.1f}", *(f"{value:>11.2f}" for value in times.values()), f"{share:>11.0%}", flush=True
        )


if __name__ == "__main__":
    main()
