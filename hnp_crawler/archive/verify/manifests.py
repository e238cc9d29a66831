"""Verify the files against the manifests that crawls left, and the numbers in these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from hnp_crawler.archive.names import ARCHIVE, CRAWLS, INDEX, INDEXES, MANIFEST
from hnp_crawler.archive.verify.catalogue import Catalogue
from hnp_crawler.archive.verify.findings import Finding
from hnp_crawler.archive.verify.values import is_count, is_name

GROWING = ".jsonl"
"""Files with this ending only grow: an earlier manifest is compared with their first bytes."""


def verify_manifests(collection: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Verify every crawl's manifest: sizes and hashes of its files, and its counts."""
    folders = sorted(path for path in (collection / CRAWLS).glob("*") if path.is_dir())
    listed: set[str] = set()
    for folder in folders:
        name = f"{CRAWLS}/{folder.name}/{MANIFEST}"
        if not (folder / MANIFEST).exists():
            yield Finding(kind="not-checkable", subject="manifest", problem="no-manifest", file=name)
            continue
        try:
            manifest = _manifest(folder / MANIFEST)
        except ValueError as error:
            yield _failing(name, "malformed-manifest", str(error))
            continue
        listed |= set(manifest["files"])
        newest = folder == folders[-1]
        for file, stated in manifest["files"].items():
            yield _verify_file(collection, file, stated, name, newest=newest)
        yield from _verify_counts(name, manifest, catalogue)
    yield from _unlisted(collection, listed)


def _failing(file: str, problem: str, detail: str) -> Finding:
    return Finding(kind="fail", subject="manifest", problem=problem, file=file, detail=detail)


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads(path.read_bytes())
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        raise ValueError("it is no object with files")
    for name, stated in files.items():
        if not (isinstance(stated, dict) and is_count(stated.get("size")) and is_name(stated.get("sha256"))):
            raise ValueError(f"it does not state size and sha256 of {name!r}")
    _written(manifest)
    return dict(manifest)


def _written(manifest: Mapping[str, Any]) -> int | None:
    """Sum up the lines that a crawl says it wrote, None where it does not say; raises `ValueError` for no numbers."""
    articles = manifest.get("articles")
    if not isinstance(articles, dict):
        return None
    new, changed = articles.get("new", 0), articles.get("changed", 0)
    if not (is_count(new) and is_count(changed)):
        raise ValueError(f"its numbers of articles are {new!r} and {changed!r}")
    return new + changed


def _verify_file(collection: Path, name: str, stated: Mapping[str, Any], manifest: str, *, newest: bool) -> Finding:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or not is_name(name):
        return _failing(manifest, "unsafe-name", f"it names {name!r}")
    path = collection / name
    if not path.is_file():
        return _failing(name, "missing-file", f"{manifest} names it")
    if name == f"{INDEXES}/{INDEX}" and not newest:
        return Finding(kind="not-checkable", subject="manifest", problem="changed-since", file=name, detail=manifest)
    size = path.stat().st_size
    if size < stated["size"] or (size > stated["size"] and not name.endswith(GROWING)):
        return _failing(name, "size-differs", f"{size} bytes; {manifest} says {stated['size']}")
    digest = _sha256(path, stated["size"])
    if digest != stated["sha256"]:
        return _failing(name, "hash-differs", f"sha256 {digest}; {manifest} says {stated['sha256']}")
    return Finding(kind="pass", subject="manifest", file=name, detail=manifest)


def _sha256(path: Path, size: int) -> str:
    """Hash the first bytes of a file."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while size and (piece := file.read(min(size, 1 << 20))):
            sha256.update(piece)
            size -= len(piece)
    return sha256.hexdigest()


def _verify_counts(name: str, manifest: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Finding]:
    """Compare what a crawl says it wrote with what is there."""
    files = [PurePosixPath(file).name for file in manifest["files"] if file.startswith(f"{ARCHIVE}/")]
    records = (
        "SELECT count(*) FROM records"
        " WHERE type IN ('response', 'revisit') AND file IN (SELECT value FROM json_each(?))"
    )
    lines = "SELECT count(*) FROM articles WHERE crawl = ?"
    for what, stated, query, value in (
        ("responses and revisits", manifest.get("records"), records, json.dumps(files)),
        ("article lines", _written(manifest), lines, ascii(manifest.get("id"))),
    ):
        if stated is None:
            continue
        ((there,),) = catalogue.rows(query, value)
        if there == stated:
            yield Finding(kind="pass", subject="manifest", file=name, detail=f"{there} {what}")
        else:
            yield _failing(name, "count-differs", f"it says {stated} {what}, and {there} are there")


def _unlisted(collection: Path, listed: set[str]) -> Iterator[Finding]:
    """Name the WARC files that no manifest vouches for: a killed crawl's, or foreign ones."""
    for path in sorted((collection / ARCHIVE).glob("*.warc.gz")):
        name = f"{ARCHIVE}/{path.name}"
        if name not in listed:
            yield Finding(kind="not-checkable", subject="manifest", problem="no-manifest", file=name)
