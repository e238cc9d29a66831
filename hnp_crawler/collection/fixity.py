"""Keep the fixity log of a collection: what each verification found, and the digest that each WARC file had then."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hnp_crawler.archive.verify import Finding
from hnp_crawler.collection.folders import Folders
from hnp_crawler.collection.lines import LineFile
from hnp_crawler.crews import Crew
from hnp_crawler.errors import CollectionError

NAME = "fixity.jsonl"
CHUNK = 1 << 20


@dataclass(slots=True)
class Tally:
    """Count findings while they pass by."""

    kinds: Counter[str] = field(default_factory=lambda: Counter({"pass": 0, "fail": 0, "not-checkable": 0}))
    problems: Counter[str] = field(default_factory=Counter)

    def counting(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Pass findings on, counted."""
        for finding in findings:
            self.kinds[finding.kind] += 1
            if finding.problem:
                self.problems[finding.problem] += 1
            yield finding

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.kinds["fail"])


def digests_of(folders: Folders, crew: Crew, advance: Callable[[int], None]) -> dict[str, str]:
    """Digest every WARC file: SHA-256, by path under the collection; one that kills whatever reads it has none."""
    digests = {}
    for path, digest in crew.run(sha256_of, sorted(folders.archive.glob("*.warc.gz"))):
        if digest is not None:
            digests[path.relative_to(folders.root).as_posix()] = digest
        advance(path.stat().st_size)
    return digests


def sha256_of(path: Path) -> str:
    """Digest a file."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            sha256.update(piece)
    return sha256.hexdigest()


def compare_with_log(folders: Folders, digests: Mapping[str, str]) -> Iterator[Finding]:
    """Compare the files with what earlier verifications saw: a WARC file never changes once it is closed."""
    known: dict[str, tuple[str, str]] = {}
    for entry in read_log(folders):
        for name, digest in entry["files"].items():
            known[name] = (digest, entry["date"])
    for name, (digest, day) in sorted(known.items()):
        there, said = digests.get(name), f"{NAME} of {day} says sha256 {digest}"
        if there is None:
            yield Finding(kind="fail", subject="file", problem="missing-file", file=name, detail=said)
        elif there != digest:
            yield Finding(kind="fail", subject="file", problem="hash-differs", file=name, detail=f"{there}; {said}")
        else:
            yield Finding(kind="pass", subject="file", file=name, detail=f"as {NAME} of {day} says")


def read_log(folders: Folders) -> Iterator[Mapping[str, Any]]:
    """Read the entries of the log, the oldest first; raises `CollectionError` for one that cannot be read."""
    path = folders.root / NAME
    if not path.exists():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                if not isinstance(entry["files"], dict) or not isinstance(entry["date"], str):
                    raise TypeError
            except (ValueError, KeyError, TypeError, RecursionError):
                raise CollectionError(f"reading the fixity log {path}: line {number} is no entry") from None
            yield entry


def append_to_log(
    folders: Folders, moment: datetime, software: Mapping[str, str], tally: Tally, digests: Mapping[str, str]
) -> None:
    """Add what a verification found; raises `OSError`."""
    entry = {
        "schema": "fixity/1",
        "date": moment.isoformat(timespec="seconds"),
        "software": dict(software),
        "findings": dict(tally.kinds),
        "problems": dict(sorted(tally.problems.items())),
        "files": dict(digests),
    }
    log = LineFile(folders.root / NAME)
    try:
        log.append(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
    finally:
        log.close()
