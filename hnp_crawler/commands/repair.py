"""Make a collection whole that a killed crawl left: ``scrapy repair <collection>``."""

from __future__ import annotations

import argparse
import sys

from hnp_crawler.archive.repair import Repair, rebuild_index, repair
from hnp_crawler.collection.folders import CollectionLock, Folders
from hnp_crawler.collection.opened import utc_now
from hnp_crawler.errors import ExitCode
from hnp_crawler.ledger import Ledger
from hnp_crawler.offline import OfflineCommand, existing_collection


class Command(OfflineCommand):
    """Do by hand what the next crawl would do by itself, and make the index anew where that is asked for."""

    doing = "repairing a collection"

    def syntax(self) -> str:
        """Name the argument."""
        return "<collection> [--rebuild-index]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Close what a killed crawl left open; cut bytes are kept beside the file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the index."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Repair")
        group.add_argument("--rebuild-index", action="store_true", help="make the index anew from the WARC files alone")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Repair under the collection's lock and say what was done."""
        folders = existing_collection(self.doing, args[0])
        with CollectionLock(folders):
            repaired = repair(folders.root)
            _tell_ledger(folders, repaired)
            done = repaired.sentences()
            if opts.rebuild_index:
                rebuild_index(folders.root)
                done.append("index made anew from the WARC files")
        for sentence in done or ["nothing to repair"]:
            sys.stdout.write(f"{sentence}\n")
        return ExitCode.FINISHED


def _tell_ledger(folders: Folders, repaired: Repair) -> None:
    """Have the ledger forget the records that were cut off, as the next crawl would."""
    if repaired.cuts and folders.ledger.exists():
        with Ledger(folders.ledger, lambda: utc_now().timestamp()) as ledger:
            for cut in repaired.cuts:
                ledger.captures.forget_after(cut.file, cut.offset)
