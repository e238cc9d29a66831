"""Find what there is to read again: WARC and ARC files, those inside WACZ packages, folders of both, collections."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hnp_crawler.archive.sources import ENDINGS, PACKAGE, Source, files_under, sources_in
from hnp_crawler.archive.warc.read import Damage
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import OptionError

LINES_IN_PACKAGE = "tables/articles.jsonl"


@dataclass(slots=True)
class Inputs:
    """Hold everything that was found under the names given."""

    sources: list[Source] = field(default_factory=list)
    tables: list[Source] = field(default_factory=list)
    """The article lines that were written of these archives before."""
    refused: list[Damage] = field(default_factory=list)
    """What is no archive, or lies outside its package."""

    @property
    def size(self) -> int:
        """Bytes to read in all."""
        return sum(source.size for source in self.sources)


def find_inputs(doing: str, names: list[str]) -> Inputs:
    """Find the archives under each name; raises `OptionError` for a name that holds none."""
    inputs = Inputs()
    for name in names:
        before = len(inputs.sources) + len(inputs.refused)
        path = Path(name)
        if not path.exists():
            raise OptionError(f"{doing}: there is no {name!r}")
        if path.is_dir():
            _add_folder(path, inputs)
        else:
            _add_file(path, inputs)
        if len(inputs.sources) + len(inputs.refused) == before:
            raise OptionError(f"{doing}: {name!r} holds no {', '.join(ENDINGS)} or {PACKAGE} file")
    return inputs


def _add_folder(folder: Path, inputs: Inputs) -> None:
    collection = Folders(folder)
    if collection.archive.is_dir():
        folder = collection.archive
        if collection.articles.exists():
            inputs.tables.append(Source(str(collection.articles), size=collection.articles.stat().st_size))
    for path in files_under(folder):
        _add_file(path, inputs)


def _add_file(path: Path, inputs: Inputs) -> None:
    for found in sources_in(path, also=(LINES_IN_PACKAGE,)):
        if isinstance(found, Damage):
            inputs.refused.append(found)
        elif found.member == LINES_IN_PACKAGE:
            inputs.tables.append(found)
        else:
            inputs.sources.append(found)
