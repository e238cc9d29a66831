"""Export the newest version of every article: ``scrapy export <collection> --sqlite FILE`` and others."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import ExitCode, OptionError
from hnp_crawler.exporting.newest import Newest, newest_versions
from hnp_crawler.exporting.parquet import is_installed, write_parquet
from hnp_crawler.exporting.sqlite import write_sqlite
from hnp_crawler.offline import OfflineCommand, existing_collection, progress

OPEN = ".open"


class Command(OfflineCommand):
    """Write JSON Lines, Parquet or a SQLite file, each there whole or not at all."""

    doing = "exporting a collection"

    def syntax(self) -> str:
        """Name the arguments."""
        return "<collection> [--jsonl FILE] [--sqlite FILE] [--parquet FOLDER]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Export the newest version of every article, and the turns of interviews"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the forms."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Export")
        group.add_argument("--jsonl", metavar="FILE", help="the lines themselves (default: to stdout)")
        group.add_argument("--sqlite", metavar="FILE", help="tables articles and turns, and a full-text index search")
        group.add_argument("--parquet", metavar="FOLDER", help="articles.parquet and turns.parquet (needs pyarrow)")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Write each form that is asked for."""
        folders = existing_collection(self.doing, args[0])
        forms: list[tuple[str | None, Callable[[Iterable[Newest], Path], int]]] = [
            (opts.jsonl, _write_lines),
            (opts.sqlite, write_sqlite),
            (opts.parquet, write_parquet),
        ]
        wanted = [(Path(name), write) for name, write in forms if name is not None]
        for target, _ in wanted:
            if target.exists():
                raise OptionError(f"{self.doing}: {str(target)!r} is there already")
        if opts.parquet and not is_installed():
            raise OptionError(f"{self.doing}: --parquet needs the package pyarrow, the extra 'parquet'")
        for target, write in wanted:
            count = _whole(folders, target, write)
            print(f"{target}: {count} articles", file=sys.stderr)
        if not wanted:
            for newest in newest_versions(folders):
                sys.stdout.buffer.write(newest.line)
        return ExitCode.FINISHED


def _whole(folders: Folders, target: Path, write: Callable[[Iterable[Newest], Path], int]) -> int:
    """Write under another name, and give the right one to what is whole."""
    unfinished = target.with_name(target.name + OPEN)
    _remove(unfinished)
    size = folders.articles.stat().st_size if folders.articles.exists() else 0
    try:
        with progress(2 * size, doing=target.name) as advance:
            count = write(newest_versions(folders, advance), unfinished)
        unfinished.rename(target)
    except BaseException:
        _remove(unfinished)
        raise
    return count


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write_lines(articles: Iterable[Newest], path: Path) -> int:
    count = 0
    with path.open("xb") as file:
        for newest in articles:
            count += 1
            file.write(newest.line)
    return count
