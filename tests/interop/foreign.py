"""Let other people's crawlers archive the sample portal, and read what they wrote: it must be the same articles."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from comparing import readings
from crawling import FAST, ROOT, crawl
from replaying import pywb_of, serve_pywb
from workshop import Rejected, Workshop, run

from hnp_crawler.sample_portal import SamplePortal, serve

ON_LOOPBACK = """
import sys
from warcprox import main, warcproxy
warcproxy.WarcProxyHandler.allow_localhost = True
main.main(sys.argv)
"""
"""The program ``warcprox``, with what its own tests set to let it reach a server on loopback."""


def read_foreign_archives(shop: Workshop, tools: Path, folder: Path) -> Iterator[str]:
    """Crawl the sample portal, let wget and warcprox archive the same addresses, and reread all that they wrote."""
    warcprox, wget = shop.environment("warcprox", "requirements-warcprox.txt"), shop.program("wget")
    folder.mkdir()
    ours = folder / "ours"
    with serve(SamplePortal(articles=60)) as server:
        crawled = crawl(ours, start=server.url)
        if crawled.code:
            raise Rejected(f"crawling the sample portal: exit code {crawled.code}\n{crawled.talk}")
        addresses = folder / "addresses.txt"
        addresses.write_text("".join(f"{url}\n" for url in _captured(ours)), "utf-8")
        for name, words in (("wget.warc.gz", []), ("plain.warc", ["--no-warc-compression"])):
            target = folder / "wget" / name
            target.parent.mkdir(exist_ok=True)
            _wget(wget, addresses, folder, f"--warc-file={target.parent / name.partition('.')[0]}", *words)
        with _proxy(warcprox, folder / "warcprox") as port:
            _wget(wget, addresses, folder, "-e", "use_proxy=yes", "-e", f"http_proxy=127.0.0.1:{port}")
    wacz = folder / "by-wacz.wacz"
    run(tools / "wacz", "create", "-o", wacz, *sorted((ours / "archive").iterdir()))
    for archive in (folder / "wget" / "wget.warc.gz", folder / "wget" / "plain.warc", folder / "warcprox", wacz):
        yield _reread(archive, ours)


def _captured(collection: Path) -> list[str]:
    """List what was asked for with GET and answered."""
    lines = (collection / "indexes" / "index.cdxj").read_text("utf-8").splitlines()
    entries = [json.loads("{" + line.split(" {", 1)[1]) for line in lines]
    return sorted({one["url"] for one in entries if "method" not in one and one.get("status") == "200"})


def _wget(wget: str, addresses: Path, folder: Path, *words: str) -> None:
    # Exit code 8: one of them was answered with an error.
    common = ["--quiet", "--tries=1", "--no-hsts", "--input-file", addresses, "--output-document", folder / "page"]
    try:
        run(wget, *common, *words)
    except Rejected as failure:
        if "exit code 8" not in str(failure):
            raise


@contextmanager
def _proxy(warcprox: Path, folder: Path) -> Iterator[int]:
    """Serve warcprox until the block ends; it closes its file then."""
    folder.mkdir()
    log = folder.parent / "warcprox.log"
    words = [
        warcprox / "python",
        "-c",
        ON_LOOPBACK,
        "-p",
        "0",
        "-b",
        "127.0.0.1",
        "-d",
        folder,
        "-z",
        "-j",
        "/dev/null",
    ]
    with log.open("wb") as said:
        process = subprocess.Popen(words, cwd=folder.parent, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield _port(log, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _port(log: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if listening := re.search(r"listening on \S*?:(\d+)", log.read_text("utf-8")):
            return int(listening[1])
        time.sleep(0.1)
    raise Rejected(f"starting warcprox: {log.read_text('utf-8')[-2000:]}")


def _reread(archive: Path, ours: Path) -> str:
    said = run(sys.executable, "-m", "scrapy", "reread", archive, "-o", archive.parent / "again.jsonl", cwd=ROOT)
    again = (archive.parent / "again.jsonl").read_bytes()
    (archive.parent / "again.jsonl").unlink()
    _compare(again, ours, archive.name)
    return (
        f"reread {archive.name}: the {len(again.splitlines())} articles of our crawl; {said.strip().splitlines()[-1]}"
    )


def _compare(found: bytes, ours: Path, name: str) -> None:
    expected, got = readings((ours / "articles.jsonl").read_bytes()), readings(found)
    for mine, its in zip(expected, got, strict=False):
        if mine != its:
            fields = [field for field in mine if mine[field] != its.get(field)]
            raise Rejected(f"reading {name}: {its['id']} differs from {mine['id']} in {fields}")
    if len(expected) != len(got):
        raise Rejected(f"reading {name}: {len(got)} articles, and our crawl has {len(expected)}")


def crawl_out_of_pywb(pywb: Path, collection: Path, folder: Path) -> Iterator[str]:
    """Let the spider ``wayback`` take the articles of a collection out of a pywb that serves it."""
    pywb_of(pywb, collection, folder)
    host = urlsplit(json.loads((collection / "articles.jsonl").open("rb").readline())["capture"]["target_uri"]).netloc
    with serve_pywb(pywb, folder) as base:
        settings = {**FAST, "HNP_OUTPUT": folder / "taken", "HNP_CDX_SERVER": f"{base}/hnp/cdx"}
        settings["HNP_CDX_CAPTURES"] = base + "/hnp/{timestamp}id_/{url}"
        words = ["-L", "WARNING", "-a", f"match={host}/*"]
        words += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        run(sys.executable, "-m", "scrapy", "crawl", "wayback", *words, cwd=ROOT)
    taken = [json.loads(line) for line in (folder / "taken" / "articles.jsonl").read_bytes().splitlines()]
    if not taken or any(line["source"]["archive"] != urlsplit(base).netloc for line in taken):
        raise Rejected("crawling pywb: not every line names it as its source")
    newest = {line["id"]: line for line in taken}
    ours = {line["id"]: line for line in map(json.loads, (collection / "articles.jsonl").read_bytes().splitlines())}
    for name in ("url", "title", "published_at", "body", "interview", "authors"):
        differing = [key for key in ours if key not in newest or newest[key][name] != ours[key][name]]
        if differing:
            raise Rejected(f"crawling pywb: {name} of {differing[:5]} is not that of our crawl")
    yield f"scrapy crawl wayback out of pywb: the {len(newest)} articles of our crawl, in {len(taken)} versions"
    shutil.rmtree(folder / "taken")
