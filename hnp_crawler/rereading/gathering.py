"""Read every archive once, on all cores, into one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from hnp_crawler import __version__
from hnp_crawler.archive.sources import Source
from hnp_crawler.archive.warc.read import Damage
from hnp_crawler.crews import Crew, Processes, crew_for
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.harvest import Harvest, Wanted, read_slice
from hnp_crawler.rereading.revisits import Repeated, read_repeated
from hnp_crawler.rereading.slices import SIZE, Slice, cut
from hnp_crawler.rereading.sources import Inputs
from hnp_crawler.rereading.stored import Stored

BATCH = 256
HERE = Processes(1)


def fingerprint(inputs: Inputs, wanted: Wanted) -> str:
    """Identify a run: the reader, the files as they are, and what is wanted of them."""
    files = [(source.where, source.size, Path(source.path).stat().st_mtime_ns) for source in inputs.sources]
    wants = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(wanted).items()}
    text = json.dumps([__version__, files, wants], default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def gather(
    inputs: Inputs,
    wanted: Wanted,
    gathered: Gathered,
    *,
    crew: Crew,
    advance: Callable[[int], None] = lambda _: None,
    size: int = SIZE,
) -> None:
    """Read every source, slice by slice, and then the revisits, whose payload may lie anywhere.

    ``advance`` is told of the bytes that are done with, ``inputs.size`` in all.
    """
    gathered.add_damages(inputs.refused)
    if size == SIZE:
        crew = crew_for(inputs.size, crew)
    _read_slices(inputs, wanted, gathered, crew, advance, size)
    gathered.end_adding()
    _read_revisits(inputs.sources, wanted, gathered, crew)


def _read_slices(
    inputs: Inputs, wanted: Wanted, gathered: Gathered, crew: Crew, advance: Callable[[int], None], size: int
) -> None:
    read = partial(read_slice, wanted=wanted)

    def tasks() -> Iterator[Slice]:
        for number, source in enumerate(inputs.sources):
            for piece in cut(number, source, size):
                # A record that reaches over slices is read once, however many records seem to begin in it.
                if gathered.ended(piece) is None and gathered.end_before(piece) < piece.end:
                    yield piece
                else:
                    advance(piece.end - piece.start)

    for piece, harvest in crew.run(read, tasks()):
        start = gathered.end_before(piece)
        if start == piece.start:
            gathered.add(piece, harvest or _lost(piece))
        elif start < piece.end and gathered.ended(actual := replace(piece, start=start)) is None:
            # What looked like the beginning of a record was none: the one before reaches over it.
            ((_, harvest),) = HERE.run(read, [actual])
            gathered.add(actual, harvest or _lost(actual))
        advance(piece.end - piece.start)


def _lost(piece: Slice) -> Harvest:
    detail = "every process that read this part of the file died"
    return Harvest(
        piece.end, damages=[Damage(piece.source.name, piece.start, piece.end - piece.start, "reader-died", detail)]
    )


def _read_revisits(sources: list[Source], wanted: Wanted, gathered: Gathered, crew: Crew) -> None:
    last = -1
    read = partial(read_repeated, wanted=wanted)
    while batch := gathered.revisits(last, BATCH):
        last = batch[-1].serial
        pairs = []
        for revisit in batch:
            origin = gathered.origin_of(revisit)
            if origin is None:
                _unresolved(
                    revisit,
                    f"the record {revisit.refers_id or 'that it repeats'} is not among the files",
                    sources,
                    gathered,
                )
            else:
                pairs.append(Repeated(revisit, origin, sources[origin.source]))
        readers = HERE if len(pairs) < BATCH // 4 else crew
        for pair, answer in readers.run(read, pairs):
            if answer is None:
                _unresolved(
                    pair.revisit,
                    f"the record at {pair.origin.offset} of {pair.source.where} cannot be read",
                    sources,
                    gathered,
                )
            else:
                gathered.replace(pair.revisit, answer)


def _unresolved(revisit: Stored, detail: str, sources: list[Source], gathered: Gathered) -> None:
    damage = Damage(revisit.file, revisit.offset, revisit.length, "unresolved-revisit", detail)
    gathered.add_damages([damage], sources[revisit.source].where)
