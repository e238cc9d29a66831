"""Prove a collection: ``scrapy verify <collection>``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from hnp_crawler.archive.verify import Finding, size_of, verify
from hnp_crawler.collection import fixity
from hnp_crawler.collection.folders import CollectionLock, Folders, ReadingLock
from hnp_crawler.collection.opened import software_versions, utc_now
from hnp_crawler.crews import Crew, add_options, crew_for, crew_of
from hnp_crawler.errors import ExitCode
from hnp_crawler.offline import OfflineCommand, existing_collection, progress
from hnp_crawler.rereading.proving import Prover


class Command(OfflineCommand):
    """Write what is wrong as JSON Lines, count what holds, and add an entry to the fixity log."""

    doing = "verifying a collection"

    def syntax(self) -> str:
        """Name the argument."""
        return "<collection>"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Prove a collection: records, index, lines and manifests against each other"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is shown and what is done."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Verification")
        group.add_argument("--all", action="store_true", help="show what holds, too")
        group.add_argument("--no-reread", action="store_true", help="do not read the pages again")
        group.add_argument("--no-log", action="store_true", help="write nothing, not even the fixity log")
        add_options(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Verify, and tell by the exit code whether anything is wrong."""
        # A cluster's workers have other working directories.
        folders = existing_collection(self.doing, str(Path(args[0]).absolute()) if opts.scheduler else args[0])
        with ExitStack() as held, crew_of(opts, self.doing) as crew:
            held.enter_context(ReadingLock(folders) if opts.no_log else CollectionLock(folders))
            tally = fixity.Tally()
            digests: dict[str, str] = {}
            for finding in tally.counting(_findings(folders, digests, crew, reread=not opts.no_reread)):
                if opts.all or finding.kind != "pass":
                    sys.stdout.write(json.dumps(_plain(finding), ensure_ascii=False) + "\n")
            if not opts.no_log:
                fixity.append_to_log(folders, utc_now(), software_versions(), tally, digests)
        kinds = tally.kinds
        print(f"{kinds['pass']} pass, {kinds['fail']} fail, {kinds['not-checkable']} not checkable", file=sys.stderr)
        for problem, count in sorted(tally.problems.items()):
            print(f"  {count:>7} {problem}", file=sys.stderr)
        return ExitCode.PROBLEMS if tally.failed else ExitCode.FINISHED


def _findings(folders: Folders, digests: dict[str, str], crew: Crew, *, reread: bool) -> Iterator[Finding]:
    sizes = sum(path.stat().st_size for path in folders.archive.glob("*.warc.gz"))
    with progress(size_of(folders.root) + sizes, doing="verifying") as advance:
        crew = crew_for(sizes, crew)
        prover = Prover(folders.articles) if reread else None
        yield from verify(folders.root, reread=prover, run=crew.run, advance=advance)
        digests |= fixity.digests_of(folders, crew, advance)
        yield from fixity.compare_with_log(folders, digests)


def _plain(finding: Finding) -> dict[str, object]:
    return {name: value for name, value in asdict(finding).items() if value not in (None, "")}
