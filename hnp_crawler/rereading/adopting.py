"""Add what a better reader makes of old captures to a collection, as new versions that cite the same records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hnp_crawler.archive.names import MANIFEST
from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.collection.fixity import sha256_of
from hnp_crawler.collection.manifests import write_manifest
from hnp_crawler.collection.opened import Collection, software_versions
from hnp_crawler.errors import CollectionError
from hnp_crawler.items import Article
from hnp_crawler.options import Options
from hnp_crawler.rereading.settling import Settled

REASON = "adopted"


def adopt(options: Options, settled: Iterable[Settled]) -> int:
    """Write a line for every article of which a field that makes a version is read otherwise now; gives how many.

    The lines that exist stay. Of an article with several versions the newest is read again: what an earlier one said is
    history. Like a crawl this holds the collection's lock, has an id and leaves a ``crawl.json``.
    """
    collection = Collection(options)
    try:
        counts = _publish(collection, settled)
        collection.close_files()
        _leave_manifest(collection, counts)
    except (ArchiveWriteError, OSError) as error:
        raise CollectionError(f"adding lines to {collection.folders.root}: {error}") from error
    finally:
        collection.close()
    return sum(counts.values())


def _publish(collection: Collection, settled: Iterable[Settled]) -> Counter[str]:
    counts: Counter[str] = Counter({"new": 0, "changed": 0})
    for one in settled:
        article = one.article
        if article is None or (one.written is not None and not _is_newest(collection, one.written)):
            continue
        line = collection.publish(replace(article, crawl_id=collection.crawl_id))
        if line is not None:
            counts[line.event] += 1
    return counts


def _is_newest(collection: Collection, line: Article) -> bool:
    known = collection.ledger.articles.get(line.id)
    return known is None or known.version == line.version


def _leave_manifest(collection: Collection, counts: Counter[str]) -> None:
    """Account for the lines as a crawl does, so that a verification finds who wrote them."""
    lines = collection.folders.articles
    files: dict[str, Any] = {
        collection.relative(lines): {"sha256": sha256_of(lines), "size": lines.stat().st_size},
    }
    manifest = {
        "schema": "crawl/1",
        "id": collection.crawl_id,
        "started": collection.started.isoformat(),
        "ended": collection.clock().isoformat(),
        "reason": REASON,
        "software": software_versions(),
        "records": 0,
        "articles": dict(counts),
        "files": files,
    }
    assert collection.ledger.crawl is not None
    collection.ledger.end(REASON, {"articles": dict(counts)})
    write_manifest(collection.crawl_folder / MANIFEST, manifest)
