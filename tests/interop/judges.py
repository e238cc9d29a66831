"""Let tools of the field check the files that a crawl left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workshop import Rejected, run


def check_files(tools: Path, collection: Path, *, revisits: bool) -> Iterator[str]:
    """Let every checker read every WARC file; with ``revisits`` those that reject these may reject nothing else."""
    files = sorted((collection / "archive").iterdir())
    strange = [path.name for path in files if not path.name.endswith(".warc.gz")]
    if not files or strange:
        raise Rejected(f"listing the archive: {strange or 'nothing there'}")
    for path in files:
        run("gzip", "-t", path)
    yield f"gzip -t: {len(files)} files"
    for path in files:
        if complaint := run(tools / "warcio", "check", path):
            raise Rejected(f"warcio check {path.name}: {complaint}")
    yield f"warcio check: {len(files)} files"
    if revisits:
        for path in files:
            _fails_with_revisits_alone(tools, path)
        yield "fastwarc check -p: nothing but revisits, whose digest it takes for that of their own empty payload"
        return
    for path in files:
        run(tools / "fastwarc", "check", "-q", "-p", path)
        run(tools / "python", "-m", "warcat", "verify", path)
    yield f"fastwarc check -p: {len(files)} files"
    yield f"warcat verify: {len(files)} files"


def _fails_with_revisits_alone(tools: Path, path: Path) -> None:
    listed = path.parent.parent / f"{path.name}.checked"
    try:
        run(tools / "fastwarc", "check", "-q", "-p", "-o", listed, path, expect=1)
        checked = listed.read_text("utf-8").splitlines()
        failed = {line.partition(">")[0].lstrip("<") for line in checked if "FAIL" in line.upper()}
    finally:
        listed.unlink(missing_ok=True)
    types = run(tools / "warcio", "index", "-f", "warc-record-id,warc-type", path)
    revisits = {
        record["warc-record-id"].strip("<>")
        for record in map(json.loads, types.splitlines())
        if record["warc-type"] == "revisit"
    }
    if not failed or not failed <= revisits:
        raise Rejected(f"fastwarc check -p {path.name}: {sorted(failed - revisits) or 'no list of failures'}")


def compare_index(tools: Path, collection: Path) -> Iterator[str]:
    """Let ``cdxj-indexer`` index the archive: it must give our index, the digests of chunked answers apart."""
    theirs = run(tools / "cdxj-indexer", "--sort", "--post-append", collection / "archive").splitlines()
    ours = (collection / "indexes" / "index.cdxj").read_text("utf-8").splitlines()
    if len(ours) != len(theirs):
        raise Rejected(f"cdxj-indexer: {len(theirs)} lines, and the index has {len(ours)}")
    apart = 0
    for mine, its in zip(map(_parsed, ours), map(_parsed, theirs), strict=True):
        if its[1]["digest"].startswith("sha1:"):
            # It made one up for an answer whose record carries none, over the framed bytes.
            its[1]["digest"] = mine[1]["digest"]
            apart += 1
        if mine != its:
            raise Rejected(f"cdxj-indexer: {its}, and the index has {mine}")
    yield f"cdxj-indexer: the same {len(ours)} lines, the digests of {apart} chunked answers apart"


def _parsed(line: str) -> tuple[str, dict[str, Any]]:
    key, fields = line.split(" {", 1)
    return key, json.loads("{" + fields)


def validate_packages(tools: Path, wacz: Path, bag: Path) -> Iterator[str]:
    """Let the validators of both formats read the packages."""
    said = run(tools / "wacz", "validate", "-f", wacz)
    if not re.search("Validation succeeded", said):
        raise Rejected(f"wacz validate: {said[-2000:]}")
    yield "wacz validate: valid"
    run(tools / "bagit.py", "--validate", bag)
    yield "bagit.py --validate: valid"
