"""Time crawls of one local site side by side: this project, plain Scrapy, a middleware on warcio, and wget.

    python benchmarks/crawl.py [--articles 3000] [--rounds 3] [--light]

Every contestant crawls the same sample portal, served by a process of its own, in turn and in rounds. Its pages are
filled up with menus and scripts to the 60 kB that real ones have; with ``--light`` they stay as they are, some 6 kB.
What counts is the CPU time (user and system) of the crawling process for each answer that the server gave, start-up
included; figures of one run are compared with each other only. The plain spider meets every article too,
some under several addresses.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filling import fill_up

from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.sample_portal.reply import Reply
from hnp_crawler.sample_portal.separate import RemoteServer, serve_apart

PAGE = 60_000
"""Bytes of a real page."""
HERE = Path(__file__).parent
CONTESTANTS = HERE / "contestants"
QUICK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "CONCURRENT_REQUESTS": 8}
PLAIN = {
    **QUICK,
    "LOG_LEVEL": "WARNING",
    "ROBOTSTXT_OBEY": 1,
    "COOKIES_ENABLED": 0,
    "TELNETCONSOLE_ENABLED": 0,
    "HTTPERROR_ALLOW_ALL": 1,
}


class FilledPortal(SamplePortal):
    """Serve pages of the size of real ones."""

    def respond(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", attempt: int = 1
    ) -> Reply:
        """Answer as the sample portal does, with fuller pages."""
        reply = super().respond(method, target, headers, body, attempt)
        if not (reply.header("Content-Type") or "").startswith("text/html") or b"</body>" not in reply.body:
            return reply
        return replace(reply, body=fill_up(reply.body, PAGE))


@dataclass(frozen=True, slots=True)
class Run:
    """Hold what one crawl cost."""

    answers: int
    cpu: float
    """Seconds, user and system."""
    wall: float
    memory: float
    """Largest resident set, MB."""

    @property
    def each(self) -> float:
        """Milliseconds of CPU for each answer."""
        return 1000 * self.cpu / self.answers


def timed(server: RemoteServer, words: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder and account for it."""
    before, started = len(server.log), os.times().elapsed
    with (folder / "talk.txt").open("wb") as talk:
        process = subprocess.Popen(words, cwd=folder, stdout=talk, stderr=talk, env=_environment())
        _, _, used = os.wait4(process.pid, 0)
    wall = os.times().elapsed - started
    answers = len(server.log) - before
    if not answers:
        raise SystemExit(f"{' '.join(words)}: no answer\n{(folder / 'talk.txt').read_text('utf-8', 'replace')[-2000:]}")
    return Run(answers, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def _environment() -> dict[str, str]:
    """Hide the project's settings from contestants that are not of the project."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}
    return {**own, "PYTHONPATH": str(CONTESTANTS)}


def scrapy(*words: str, settings: dict[str, object]) -> list[str]:
    """Spell a Scrapy command line."""
    spelled = [f"-s{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "scrapy", *words, *spelled]


def project(server: RemoteServer, folder: Path) -> list[str]:
    """Crawl with the whole project."""
    shutil.copy(HERE.parent / "scrapy.cfg", folder)
    settings = {**QUICK, "HNP_OUTPUT": folder / "collection", "HNP_MAX_REQUESTS_PER_MINUTE": 0, "LOG_LEVEL": "WARNING"}
    return scrapy("crawl", "hnp", "-a", f"start={server.url}", settings=settings)


def plain_crawl(server: RemoteServer, folder: Path) -> list[str]:
    """Crawl with a CrawlSpider and no archive."""
    spider = str(CONTESTANTS / "plain_crawl.py")
    return scrapy("runspider", spider, "-a", f"start={server.url}", "-O", str(folder / "items.jsonl"), settings=PLAIN)


def wget(server: RemoteServer, folder: Path) -> list[str]:
    """Crawl with wget, which writes WARC files as well."""
    mirrored = str(folder / "mirror")
    limits = [
        "-D",
        "127.0.0.1,localhost",
        "-H",
        "-R",
        "*jsessionid*",
        "--reject-regex",
        "jsessionid|/(sr_RS_latin|en|vi)/",
    ]
    return [
        "wget",
        "-q",
        "-r",
        "-l",
        "inf",
        "-p",
        "-P",
        mirrored,
        *limits,
        "--warc-file",
        str(folder / "w"),
        server.url,
    ]


def listed(urls: Path, folder: Path, **settings: object) -> list[str]:
    """Fetch a list of URLs, whatever the settings make of the answers."""
    spider = str(CONTESTANTS / "fetch_list.py")
    return scrapy("runspider", spider, "-a", f"urls={urls}", settings={**PLAIN, "HNP_OUTPUT": folder, **settings})


CAPTURE = {
    "DOWNLOAD_HANDLERS": '{"http": "hnp_crawler.download.handler.ArchivingDownloadHandler"}',
    "EXTENSIONS": '{"hnp_crawler.extensions.collection.OpenCollection": -1000}',
}
MIDDLEWARE = {"DOWNLOADER_MIDDLEWARES": '{"warcio_middleware.WarcioMiddleware": 950}', "WARC_FILE": "w.warc.gz"}


def compare(name: str, contestants: dict[str, Callable[[Path], Run]], rounds: int) -> dict[str, list[Run]]:
    """Let contestants run in turn, and show medians beside the first one's."""
    runs: dict[str, list[Run]] = {contestant: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant, run in contestants.items():
            with tempfile.TemporaryDirectory() as folder:
                runs[contestant].append(run(Path(folder)))
    print(f"\n{name}\n{'':34} answers  CPU s  ms/answer  ratio  memory MB")
    first = statistics.median(run.each for run in next(iter(runs.values())))
    for contestant, each in runs.items():
        cost, whole = (statistics.median(values) for values in ([run.each for run in each], [run.cpu for run in each]))
        memory = statistics.median(run.memory for run in each)
        figures = f"{each[-1].answers:7} {whole:6.1f} {cost:10.2f} {cost / first:6.2f} {memory:10.0f}"
        print(f"{contestant:34} {figures}", flush=True)
    return runs


def main() -> None:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--light", action="store_true")
    opts = parser.parse_args()
    portal = (SamplePortal if opts.light else FilledPortal)(articles=opts.articles)
    with serve_apart(portal) as server:
        whole = {
            "CrawlSpider, JSONL, no archive": lambda folder: timed(server, plain_crawl(server, folder), folder),
            "this project, whole": lambda folder: timed(server, project(server, folder), folder),
        }
        if shutil.which("wget"):
            whole["wget --warc-file"] = lambda folder: timed(server, wget(server, folder), folder)
        compare(f"The whole crawl of {opts.articles} articles", whole, opts.rounds)
        with tempfile.TemporaryDirectory() as kept:
            urls = Path(kept) / "urls.txt"
            pages = dict.fromkeys(f"http://{seen.host}{seen.target}" for seen in server.log if seen.method == "GET")
            urls.write_text("\n".join(list(pages)[:3000]), "utf-8")
            capture = {
                "Scrapy, no archive": lambda folder: timed(server, listed(urls, folder), folder),
                "this project's capture alone": lambda folder: timed(server, listed(urls, folder, **CAPTURE), folder),
                "a middleware on warcio": lambda folder: timed(server, listed(urls, folder, **MIDDLEWARE), folder),
            }
            compare("Fetching a list of URLs", capture, opts.rounds)


if __name__ == "__main__":
    main()
