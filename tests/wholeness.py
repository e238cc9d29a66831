"""Say whether a collection is whole: the archive, what cites it, what counts it, and what the portal published."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from comparing import lines_of

from hnp_crawler.archive.verify import verify
from hnp_crawler.ledger.articles import COMPARED
from hnp_crawler.sample_portal import Server

LEFT_BY_KILLS = {None, "cut-bytes", "no-manifest", "line-not-reread", "changed-since"}
"""What a verification may say of a repaired collection: nothing of it is damage."""


def damage(collection: Path) -> list[str]:
    """Name what is wrong with the files, by this project's own verification: nothing after a repair."""
    return [
        f"{finding.problem} in {finding.file} at {finding.offset}: {finding.detail}"
        for finding in verify(collection)
        if finding.kind == "fail" or finding.problem not in LEFT_BY_KILLS
    ]


def holdings(collection: Path) -> str:
    """Count what a collection holds."""
    records = sum(finding.subject == "record" for finding in verify(collection))
    size = sum(path.stat().st_size for path in (collection / "archive").glob("*.warc.gz"))
    return f"{records} records in {size / 1e6:.0f} MB, {len(lines_of(collection))} lines"


def refused_by_others(collection: Path) -> list[str]:
    """Name the WARC files that ``gzip`` or ``warcio`` find fault with."""
    refused = []
    for path in sorted((collection / "archive").glob("*.warc.gz")):
        for command in (["gzip", "-t"], [sys.executable, "-m", "warcio.cli", "check"]):
            checked = subprocess.run([*command, path], capture_output=True, text=True, check=False)
            if checked.returncode or checked.stdout:
                refused.append(f"{command[-1]} {path.name}: {checked.stdout}{checked.stderr}")
    return refused


def unfinished(collection: Path) -> list[str]:
    """Name the files that are still being written."""
    return [path.name for path in collection.rglob("*") if path.name.endswith((".open", ".new"))]


def newest_lines(collection: Path) -> dict[str, dict[str, Any]]:
    """Give the last line of each article."""
    return {line["id"]: line for line in lines_of(collection)}


def lost(collection: Path, undisturbed: Path, server: Server) -> list[str]:
    """Name the articles that the portal publishes and the collection lacks, or says other things of than a crawl would
    that nobody disturbed.
    """
    found, expected = newest_lines(collection), newest_lines(undisturbed)
    published = server.portal.truth(server.url.rstrip("/"))
    missing = [f"{one['id']} is published" for one in published if not found.keys() & set(one["ids"])]
    for article_id, line in expected.items():
        other = found.get(article_id, {})
        differing = [name for name in COMPARED if content(line, name) != content(other, name)]
        if differing:
            missing.append(f"{article_id} has another {', '.join(differing)}")
    return missing


def content(line: dict[str, Any], name: str) -> Any:
    """Give a field without the records that its pictures and files lie in."""
    value = line.get(name)
    if name in ("images", "attachments") and value:
        return [{**file, "capture": None} for file in value]
    return value


def disagreements(collection: Path) -> Iterator[str]:
    """Yield where the ledger does not say what lies on the disk."""
    with closing(sqlite3.connect(collection / "ledger.sqlite")) as ledger:
        states = Counter(dict(ledger.execute("SELECT state, count(*) FROM urls GROUP BY state")))
        for state in ("pending", "leased"):
            if states[state]:
                yield f"{states[state]} URLs are {state}"
        marked = dict(ledger.execute("SELECT name, value FROM marks")).get("articles.jsonl", 0)
        if marked != (size := (collection / "articles.jsonl").stat().st_size):
            yield f"the lines are known up to {marked}, and {size} bytes are there"
        known = Counter(ledger.execute("SELECT article, version FROM versions").fetchall())
        written = Counter((line["id"], line["version"]) for line in lines_of(collection))
        if known != written:
            yield f"versions differ: {(known - written) + (written - known)}"
        kept = {
            (finding.file.removeprefix("archive/"), finding.offset, finding.record_id)
            for finding in verify(collection)
            if finding.subject == "record"
        }
        for capture in ledger.execute("SELECT file, offset, record_id FROM captures"):
            if tuple(capture) not in kept:
                yield f"no record is at {capture}"
