"""Write the manifest of a crawl, and read those that earlier crawls left."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hnp_crawler.archive.names import MANIFEST, OPEN
from hnp_crawler.archive.warc.writer import move_into_place

READ = "read"
"""Key of the number of articles read, beside those of the fields."""


def read_manifests(crawls: Path, before: str, most: int = 30) -> list[dict[str, Any]]:
    """Read the manifests of the crawls before one, at most so many, the oldest first; unreadable ones are left out."""
    folders = sorted(path for path in crawls.iterdir() if path.is_dir() and path.name < before)
    found = []
    for folder in folders[-most:]:
        try:
            manifest = json.loads((folder / MANIFEST).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(manifest, dict) and manifest.get("schema") == "crawl/1":
            found.append(manifest)
    return found


def counts_by_layout(manifests: Iterable[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Add up for each layout how many articles were read (`READ`), and how many of these had each field.

    >>> counts_by_layout([{"layouts": {"c": {"read": 2, "found": {"title": 1}}}}] * 2)
    {'c': Counter({'read': 4, 'title': 2})}
    """
    counts: dict[str, Counter[str]] = {}
    for manifest in manifests:
        for layout, one in manifest["layouts"].items():
            counts.setdefault(layout, Counter()).update({READ: one["read"], **one["found"]})
    return counts


def write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest that is there whole or not at all; raises `OSError` that says which."""
    unfinished = path.with_name(path.name + OPEN)
    try:
        unfinished.write_bytes(json.dumps(manifest, ensure_ascii=False, indent=1, default=str).encode() + b"\n")
        move_into_place(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OSError(f"writing {path}: {error.strerror or error}") from error
