"""Package a collection as a BagIt bag with SHA-256 and SHA-512 (RFC 8493), streaming."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hnp_crawler.archive.names import OPEN

ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
CHUNK = 1 << 20
LEFT_OUT = frozenset((".lock", "ledger.sqlite-shm"))
"""What says nothing of the collection; the write-ahead log that a killed crawl leaves is a part of its ledger."""


@dataclass(frozen=True, slots=True)
class _Hashed:
    """Hold a file's name in the bag, its size and its digests in the order of `ALGORITHMS`."""

    name: str
    size: int
    digests: tuple[str, ...]


def write_bag(collection: Path, target: Path, *, bagged: date, facts: Mapping[str, str]) -> None:
    """Copy a collection that no crawl is writing to into a new bag.

    ``facts`` go into ``bag-info.txt`` (``Source-Organization``, ``Contact-Email``, ``External-Identifier`` …). Each
    file is read once, hashed while it is copied. Raises `OSError`, and `FileExistsError` for a target that exists.
    """
    if target.exists():
        raise FileExistsError(f"writing {target}: it is there already")
    unfinished = target.with_name(target.name + OPEN)
    unfinished.mkdir(parents=True)
    try:
        payload = [
            _copy(path, unfinished, f"data/{path.relative_to(collection).as_posix()}") for path in _files(collection)
        ]
        tags = [_write(unfinished, "bagit.txt", DECLARATION)]
        oxum = f"{sum(item.size for item in payload)}.{len(payload)}"
        stated = {**facts, "Bagging-Date": bagged.isoformat(), "Payload-Oxum": oxum}
        lines = [f"{name}: {' '.join(value.split())}\n" for name, value in stated.items() if value.strip()]
        tags.append(_write(unfinished, "bag-info.txt", "".join(lines).encode()))
        tags += _write_manifests(unfinished, "manifest", payload)
        _write_manifests(unfinished, "tagmanifest", tags)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _files(collection: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(collection):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if name not in LEFT_OUT and not name.endswith(OPEN) and path.is_file() and not path.is_symlink():
                yield path


def _copy(path: Path, bag: Path, name: str) -> _Hashed:
    target = bag / name
    target.parent.mkdir(parents=True, exist_ok=True)
    hashes = [hashlib.new(algorithm) for algorithm in ALGORITHMS]
    size = 0
    with path.open("rb") as source, target.open("xb") as copy:
        while piece := source.read(CHUNK):
            copy.write(piece)
            size += len(piece)
            for sha in hashes:
                sha.update(piece)
    return _Hashed(name, size, tuple(sha.hexdigest() for sha in hashes))


def _write(bag: Path, name: str, content: bytes) -> _Hashed:
    (bag / name).write_bytes(content)
    digests = tuple(hashlib.new(algorithm, content).hexdigest() for algorithm in ALGORITHMS)
    return _Hashed(name, len(content), digests)


def _write_manifests(bag: Path, kind: str, files: list[_Hashed]) -> list[_Hashed]:
    """Write the list of files once for each algorithm."""
    return [
        _write(
            bag,
            f"{kind}-{algorithm}.txt",
            "".join(f"{file.digests[place]}  {_encoded(file.name)}\n" for file in files).encode(),
        )
        for place, algorithm in enumerate(ALGORITHMS)
    ]


def _encoded(name: str) -> str:
    """Write a name so that it stays on its line (RFC 8493, 2.1.3)."""
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
