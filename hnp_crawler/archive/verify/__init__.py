"""Prove a collection: every record, the index, every article line and every manifest against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from hnp_crawler.archive.names import ARCHIVE, CUT
from hnp_crawler.archive.verify.catalogue import Catalogue
from hnp_crawler.archive.verify.findings import PROBLEMS, Finding, Kind, Subject
from hnp_crawler.archive.verify.index import verify_index
from hnp_crawler.archive.verify.lines import NAME as ARTICLES
from hnp_crawler.archive.verify.lines import Reread, verify_lines
from hnp_crawler.archive.verify.manifests import verify_manifests
from hnp_crawler.archive.verify.records import verify_files, verify_ties
from hnp_crawler.archive.verify.sharing import SIZE, Run, one_by_one

__all__ = ["PROBLEMS", "Finding", "Kind", "Reread", "Run", "Subject", "size_of", "verify"]


def verify(
    collection: Path,
    *,
    reread: Reread | None = None,
    run: Run = one_by_one,
    size: int = SIZE,
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[Finding]:
    """Verify a collection that no crawl is writing to; each thing checked gives a finding, memory is flat.

    ``reread`` is called with a line and the answer that it cites, and gives the line anew; ``run`` does the work, in
    tasks of ``size`` bytes of an archive. ``advance`` is told of bytes as they are read, `size_of` in all. Nothing is
    written.
    """
    archive = collection / ARCHIVE
    if not archive.is_dir():
        raise FileNotFoundError(f"verifying {collection}: there is no folder {ARCHIVE} in it")
    with closing(Catalogue()) as catalogue:
        yield from verify_files(collection, catalogue, run, size, advance)
        yield from verify_ties(catalogue, {path.name.partition(CUT)[0] for path in archive.glob(f"*{CUT}*")})
        yield from verify_index(collection, catalogue)
        yield from verify_lines(collection, catalogue, reread, run, advance)
        yield from verify_manifests(collection, catalogue)


def size_of(collection: Path) -> int:
    """Count the bytes that a verification reads, for a progress bar."""
    paths = [*(collection / ARCHIVE).glob("*.warc.gz"), collection / ARTICLES]
    return sum(path.stat().st_size for path in paths if path.exists())
