"""Crawl the sample portal and let other people's tools judge what is left: ``python tests/interop [FOLDER]``.

Installs what it needs into FOLDER (``.interop`` by default), says one line for each judgement, and ends with exit code
1 at the first tool that finds fault or cannot be installed. The pytest suite does not know of it.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from crawling import ROOT, crawl
from data import follow_recipes
from deploying import deploy_to_scrapyd
from foreign import crawl_out_of_pywb, read_foreign_archives
from judges import check_files, compare_index, validate_packages
from recipes import ARTICLES
from replaying import replay_with_pywb, show_in_a_browser
from workshop import Rejected, Workshop, run

from hnp_crawler.sample_portal import SamplePortal, serve

EVERY_NIGHT = {"HNP_RECRAWL_SHARE": "0", "HNP_RECRAWL_LEAST": "0"}


def collections(folder: Path) -> tuple[Path, Path]:
    """Crawl once without revisits, and two nights with them; the portal is gone afterwards."""
    plain, nights = folder / "plain", folder / "nights"
    with serve(SamplePortal(articles=60)) as server:
        for number, collection, settings in (
            (0, plain, {"HNP_REVISIT": "0"}),
            (0, nights, EVERY_NIGHT),
            (1, nights, EVERY_NIGHT),
        ):
            server.portal.night = number
            crawled = crawl(collection, settings, start=server.url)
            if crawled.code not in (0, 1):
                raise Rejected(f"crawling the sample portal: exit code {crawled.code}\n{crawled.talk}")
    return plain, nights


def sample_collection(collection: Path) -> Path:
    """Crawl the sample portal as ``make crawl`` does."""
    with serve(SamplePortal(articles=ARTICLES)) as server:
        crawl(collection, start=server.url)
    return collection


def judge(shop: Workshop, folder: Path) -> Iterator[str]:
    """Yield a line for each judgement that found no fault."""
    tools = shop.environment("tools", "requirements.txt")
    pywb = shop.environment("pywb", "requirements-pywb.txt")
    node, chromium = shop.node_modules(), shop.browser()
    yield "the tools are there"
    plain, nights = collections(folder)
    yield "the sample portal is crawled"
    yield from check_files(tools, plain, revisits=False)
    yield from check_files(tools, nights, revisits=True)
    wacz, bag = folder / "nights.wacz", folder / "bag"
    for collection in (plain, nights):
        yield from compare_index(tools, collection)
    for words in (["--wacz", wacz], ["--bagit", bag]):
        run(sys.executable, "-m", "scrapy", "package", nights, *words, cwd=ROOT)
    yield from validate_packages(tools, wacz, bag)
    yield from replay_with_pywb(pywb, nights, folder / "pywb")
    yield from crawl_out_of_pywb(pywb, plain, folder / "pywb-wayback")
    yield from read_foreign_archives(shop, tools, folder / "foreign")
    recipe_programs = shop.environment("recipes", "requirements-recipes.txt")
    shop.program("jq")
    yield from follow_recipes(recipe_programs, sample_collection(folder / "sample"), folder / "recipes")
    yield from deploy_to_scrapyd(shop.environment("scrapyd", "requirements-scrapyd.txt"))
    yield from show_in_a_browser(chromium, node, wacz, nights, folder / "shown")


def main() -> int:
    """Judge, in a folder that is emptied of the last judgement and keeps the tools."""
    workplace = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".interop").absolute()
    made = workplace / "made"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    begun = time.monotonic()
    try:
        for line in judge(Workshop(workplace), made):
            print(f"{time.monotonic() - begun:6.1f} s  {line}", flush=True)
    except Rejected as fault:
        print(f"FAILED: {fault}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
