"""Package a collection as one WACZ 1.1.1 file (https://specs.webrecorder.net/wacz/1.1.1/), streaming."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hnp_crawler.archive.names import ARCHIVE, CRAWLS, INDEX, INDEXES, LINE_FILES, MANIFEST, OPEN
from hnp_crawler.archive.warc.writer import move_into_place

VERSION = "1.1.1"
LINES = 1024
"""Index lines to a gzip member."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """State what a package says of itself."""

    title: str
    created: datetime
    """Aware."""
    software: str
    description: str = ""
    main_page: str | None = None
    """URL of the page to open first."""


def write_wacz(collection: Path, target: Path, cover: Cover) -> None:
    """Write a collection that no crawl is writing to into a new file.

    Raises `OSError`, `FileExistsError` for a target that is there, and `ValueError` for article lines that are none.
    WARC files and the compressed index are stored as they are, so that a browser can fetch single records by range.
    Beside what the standard asks for, the package holds the article lines (``tables/``) and each crawl's manifest
    (``crawls/``).
    """
    if target.exists():
        raise FileExistsError(f"writing {target}: it is there already")
    unfinished = target.with_name(target.name + OPEN)
    try:
        with ZipFile(unfinished, "w") as package:
            _Package(package, cover).write(collection)
        move_into_place(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@dataclass(slots=True)
class _Package:
    """Write the parts of one package and remember them for its manifest."""

    zip: ZipFile
    cover: Cover
    resources: list[dict[str, Any]] = field(default_factory=list)

    def write(self, collection: Path) -> None:
        for path in sorted((collection / ARCHIVE).glob("*.warc.gz")):
            self._add_file(f"archive/{path.name}", path, ZIP_STORED)
        self._add_index(collection / INDEXES / INDEX)
        articles = collection / LINE_FILES[0]
        self._add("pages/pages.jsonl", _pages(articles), ZIP_DEFLATED, most=_size(articles) + CHUNK)
        for name in LINE_FILES:
            if (collection / name).exists():
                self._add_file(f"tables/{name}", collection / name, ZIP_DEFLATED)
        for path in sorted((collection / CRAWLS).glob(f"*/{MANIFEST}")):
            self._add_file(f"crawls/{path.parent.name}.json", path, ZIP_DEFLATED)
        self._add_manifest()

    def _add_file(self, name: str, path: Path, compression: int) -> None:
        with path.open("rb") as file:
            self._add(name, iter(lambda: file.read(CHUNK), b""), compression, most=_size(path))

    def _add(self, name: str, pieces: Iterable[bytes], compression: int, *, most: int) -> None:
        """Add a file of at most so many bytes."""
        sha256, size = hashlib.sha256(), 0
        entry = self._entry(name, compression)
        # Only where it must be does the local header get the 64-bit field, which ReplayWeb.page does not look for.
        entry.file_size = most
        with self.zip.open(entry, "w") as target:
            for piece in pieces:
                target.write(piece)
                sha256.update(piece)
                size += len(piece)
        described = {
            "name": name.replace("/", "-").lower(),
            "path": name,
            "hash": f"sha256:{sha256.hexdigest()}",
            "bytes": size,
        }
        if name.endswith(".jsonl"):
            # Otherwise the Frictionless validator takes the first lines for a table and finds fault with the others.
            described["type"] = "file"
        self.resources.append(described)

    def _entry(self, name: str, compression: int) -> ZipInfo:
        entry = ZipInfo(name, self.cover.created.astimezone(UTC).timetuple()[:6])
        entry.compress_type = compression
        entry.external_attr = 0o644 << 16
        return entry

    def _add_index(self, index: Path) -> None:
        """Add the index as ZipNum: gzip members of lines, and a table of where each begins."""
        table = [json.dumps({"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"})]
        self._add("indexes/index.cdx.gz", _zipnum(index, table), ZIP_STORED, most=_size(index) + CHUNK)
        lines = "\n".join([f"!meta 0 {table[0]}", *table[1:], ""]).encode()
        self._add("indexes/index.idx", (lines,), ZIP_DEFLATED, most=len(lines))

    def _add_manifest(self) -> None:
        stated = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": self.cover.title,
            "description": self.cover.description,
            "created": self.cover.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "software": self.cover.software,
            "mainPageUrl": self.cover.main_page,
            "resources": self.resources,
        }
        manifest = json.dumps(
            {key: value for key, value in stated.items() if value}, ensure_ascii=False, indent=2
        ).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(manifest).hexdigest()}"}
        self.zip.writestr(self._entry("datapackage.json", ZIP_DEFLATED), manifest)
        self.zip.writestr(self._entry("datapackage-digest.json", ZIP_DEFLATED), json.dumps(digest, indent=2))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _zipnum(index: Path, table: list[str]) -> Iterator[bytes]:
    offset = 0
    with index.open("rb") as lines:
        while block := list(islice(lines, LINES)):
            member = gzip.compress(b"".join(block), mtime=0)
            key = b" ".join(block[0].split(b" ", 2)[:2]).decode()
            place = {"offset": offset, "length": len(member), "digest": f"sha256:{hashlib.sha256(member).hexdigest()}"}
            table.append(f"{key} {json.dumps(place)}")
            offset += len(member)
            yield member


def _pages(articles: Path) -> Iterator[bytes]:
    """List every article line as a page under the URL that it was fetched from."""
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Articles"}\n'
    if not articles.exists():
        return
    with articles.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield _page(json.loads(line))
            except (ValueError, TypeError, LookupError, RecursionError):
                raise ValueError(f"line {number} of {articles.name} is no article line") from None


def _page(article: dict[str, Any]) -> bytes:
    capture = article["capture"]
    page = {
        "id": f"{article['id']}/{article['version']}",
        "url": capture["target_uri"],
        "ts": capture["date"],
        "title": article.get("title") or article["url"],
    }
    return json.dumps(page, ensure_ascii=False).encode() + b"\n"
