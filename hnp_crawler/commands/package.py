"""Package a collection for others: ``scrapy package <collection> --wacz FILE`` or ``--bagit FOLDER``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hnp_crawler import __version__
from hnp_crawler.archive.packages.bagit import write_bag
from hnp_crawler.archive.packages.wacz import Cover, write_wacz
from hnp_crawler.collection.folders import Folders, ReadingLock
from hnp_crawler.collection.opened import utc_now
from hnp_crawler.errors import CollectionError, ExitCode, OptionError
from hnp_crawler.offline import OfflineCommand, existing_collection
from hnp_crawler.options import read_options


class Command(OfflineCommand):
    """Write a WACZ file or a BagIt bag, under the collection's lock, so that no crawl changes it meanwhile."""

    doing = "packaging a collection"

    def syntax(self) -> str:
        """Name the arguments."""
        return "<collection> (--wacz FILE | --bagit FOLDER)"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Package a collection as WACZ (to look at) or as a BagIt bag (to hand over)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the form of the package."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Package")
        group.add_argument("--wacz", type=Path, metavar="FILE", help="write a WACZ 1.1.1 file")
        group.add_argument("--bagit", type=Path, metavar="FOLDER", help="write a BagIt bag with SHA-256 and SHA-512")
        group.add_argument("--title", help="title of the package (default: the collection's name)")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Write the package."""
        folders = existing_collection(self.doing, args[0])
        targets: list[Path] = [path for path in (opts.wacz, opts.bagit) if path is not None]
        if not targets:
            raise OptionError(f"{self.doing}: --wacz FILE or --bagit FOLDER must say what to write")
        for target in targets:
            _check(target, folders)
        title = opts.title or folders.root.resolve().name
        with ReadingLock(folders):
            _refuse_unfinished(folders)
            manifests = list(_manifests(folders))
            if opts.wacz:
                _write_wacz(folders, opts.wacz, _cover(manifests, title))
            if opts.bagit:
                self._write_bag(folders, opts.bagit, title)
        for target in targets:
            sys.stdout.write(f"{target}\n")
        missing = _missing(folders, manifests)
        for name in missing:
            print(f"scrapy package: {self.doing}: {name}, which a crawl left, is not there", file=sys.stderr)
        return ExitCode.PROBLEMS if missing else ExitCode.FINISHED

    def _write_bag(self, folders: Folders, target: Path, title: str) -> None:
        assert self.settings is not None
        options = read_options(self.settings)
        facts = {
            "Source-Organization": options.operator,
            "Contact-Email": options.contact,
            "External-Identifier": title,
            "Bag-Software-Agent": f"hnp_crawler/{__version__}",
        }
        write_bag(folders.root, target, bagged=utc_now().date(), facts=facts)


def _write_wacz(folders: Folders, target: Path, cover: Cover) -> None:
    try:
        write_wacz(folders.root, target, cover)
    except ValueError as error:
        raise CollectionError(f"packaging {folders.root}: {error}; run scrapy verify") from None


def _check(target: Path, folders: Folders) -> None:
    if target.exists():
        raise OptionError(f"packaging a collection: {str(target)!r} is there already")
    if folders.root.resolve() in target.resolve().parents:
        raise OptionError(f"packaging a collection: {str(target)!r} lies inside the collection")
    if not target.resolve().parent.is_dir():
        raise OptionError(f"packaging a collection: there is no folder {str(target.parent)!r}")


def _refuse_unfinished(folders: Folders) -> None:
    unfinished = sorted(path.name for path in folders.archive.glob("*.open"))
    if unfinished:
        raise CollectionError(
            f"packaging {folders.root}: {unfinished[0]} was left unfinished; run scrapy repair before"
        )


def _manifests(folders: Folders) -> Iterator[dict[str, Any]]:
    for path in sorted(folders.crawls.glob("*/crawl.json")):
        try:
            manifest = json.loads(path.read_bytes())
        except ValueError:
            manifest = None
        if not isinstance(manifest, dict):
            raise CollectionError(f"packaging {folders.root}: {path} cannot be read; run scrapy verify")
        yield manifest


def _missing(folders: Folders, manifests: Sequence[Mapping[str, Any]]) -> list[str]:
    left = {name for manifest in manifests for name in manifest.get("files", ())}
    return sorted(name for name in left if not (folders.root / name).exists())


def _cover(manifests: Sequence[Mapping[str, Any]], title: str) -> Cover:
    """Say what is in the package, and open with the first seed of the newest crawl."""
    seeds = next((seeds for one in reversed(manifests) if (seeds := one.get("seeds"))), None)
    return Cover(
        title=title,
        created=utc_now(),
        software=f"hnp_crawler/{__version__}",
        main_page=str(seeds[0]) if seeds else None,
    )
