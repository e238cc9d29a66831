"""Let the field's two replay systems show what was captured, with the portal gone."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from workshop import HERE, Rejected, run

from hnp_crawler.archive.captures.fetch import fetch, locate_in
from hnp_crawler.archive.warc.writer import Place

LARGEST = 1 << 26
SHOWN = {"200", "304"}
"""Status of the revisits that stand for a page."""


def replay_with_pywb(pywb: Path, collection: Path, folder: Path) -> Iterator[str]:
    """Ask pywb for articles, their pictures and all revisits, over the collection's own files and index."""
    pywb_of(pywb, collection, folder)
    captures = list(_cited(collection))
    revisits = [line for line in _index(collection) if line.get("mime") == "warc/revisit" and line["status"] in SHOWN]
    # A page may be confirmed under an address with another session, which itself never had a payload.
    full = {line["url"] for line in _index(collection) if line.get("status") == "200"}
    revisits = [line for line in revisits if line["url"] in full]
    if SHOWN - {line["status"] for line in revisits}:
        raise Rejected("replaying revisits: the second night left none of an equal payload, or none of a 304")
    with serve_pywb(pywb, folder) as base:
        for capture in captures:
            _compare(base, collection, capture["target_uri"], _stamp(capture["date"]), _place(capture))
        yield f"pywb: {len(captures)} articles, pictures and files, the same bytes"
        for line in revisits:
            _compare(base, collection, line["url"], line["timestamp"], _place(line, file="filename"))
        yield f"pywb: {len(revisits)} revisits, unchanged pages among them, resolved to the same bytes"


def pywb_of(pywb: Path, collection: Path, folder: Path) -> None:
    """Make a pywb of one collection, with the collection's own files and index."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(pywb / "wb-manager", "init", "hnp", cwd=folder)
    shutil.copytree(collection / "archive", folder / "collections" / "hnp" / "archive", dirs_exist_ok=True)
    # pywb would answer with the bare 304 of an unchanged page; without its line it shows the page itself.
    lines = (collection / "indexes" / "index.cdxj").read_text("utf-8").splitlines(keepends=True)
    listed = "".join(line for line in lines if '"status": "304"' not in line)
    (folder / "collections" / "hnp" / "indexes" / "index.cdxj").write_text(listed, "utf-8")


def _cited(collection: Path) -> Iterator[dict[str, Any]]:
    """Give the captures that the lines cite: articles, pictures, files."""
    for line in (collection / "articles.jsonl").read_bytes().splitlines():
        article = json.loads(line)
        yield article["capture"]
        yield from (one["capture"] for one in article["images"] + article["attachments"] if one["capture"])


def _index(collection: Path) -> Iterator[dict[str, Any]]:
    for line in (collection / "indexes" / "index.cdxj").read_text("utf-8").splitlines():
        key, fields = line.split(" {", 1)
        yield {**json.loads("{" + fields), "timestamp": key.split(" ")[-1]}


def _place(capture: dict[str, Any], file: str = "file") -> Place:
    return Place(capture[file], int(capture["offset"]), int(capture["length"]))


def _stamp(date: str) -> str:
    """Give the fourteen digits of a WARC-Date."""
    return "".join(filter(str.isdigit, date))[:14]


def _compare(base: str, collection: Path, url: str, stamp: str, place: Place) -> None:
    answer = fetch(collection / "archive", place, locate_in(collection / "indexes" / "index.cdxj"))
    address = f"{base}/hnp/{stamp}id_/{url}"
    try:
        with urlopen(address, timeout=30) as replayed:
            content = replayed.read()
    except HTTPError as error:
        raise Rejected(f"pywb {address}: {error}") from None
    if content != answer.content(LARGEST).content:
        raise Rejected(f"pywb {address}: {len(content)} other bytes")


@contextmanager
def serve_pywb(pywb: Path, folder: Path) -> Iterator[str]:
    """Serve it on loopback."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    words = [pywb / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "pywb.log").open("wb") as log:
        server = subprocess.Popen(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", server, folder / "pywb.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(url, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise Rejected(f"starting pywb: {log.read_text('utf-8', 'replace')[-2000:]}")


def show_in_a_browser(chromium: str, node: Path, wacz: Path, collection: Path, folder: Path) -> Iterator[str]:
    """Let ReplayWeb.page show articles from the package in Chromium, which can reach nothing but the player."""
    articles = [json.loads(line) for line in (collection / "articles.jsonl").read_bytes().splitlines()]
    shown = {article["layout"]: article for article in reversed(articles) if _is_telling(article)}
    if len(shown) < 3:
        raise Rejected(f"choosing articles to show: only {sorted(shown)} have pictures and an interview")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        {
            "layout": layout,
            "url": article["capture"]["target_uri"],
            "stamp": _stamp(article["capture"]["date"]),
            "texts": [article["title"], article["body"][-1]["text"] or article["body"][0]["text"]],
            "pictures": [image["capture"]["target_uri"] for image in article["images"]],
        }
        for layout, article in sorted(shown.items())
    ]
    (folder / "wanted.json").write_text(json.dumps(wanted), "utf-8")
    yield from run("node", HERE / "replay.mjs", chromium, node, wacz, folder).strip().splitlines()


def _is_telling(article: dict[str, Any]) -> bool:
    return bool(article["images"] and article["body"] and all(image["capture"] for image in article["images"]))
