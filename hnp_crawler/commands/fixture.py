"""Keep a page as a fixture of the tests: ``scrapy fixture <file | URL | id> <name>``."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from hnp_crawler.commands.read import add_page_options, specimen_at
from hnp_crawler.errors import ExitCode, OptionError
from hnp_crawler.inspecting.specimens import EXPECTED, write_fixture
from hnp_crawler.offline import OfflineCommand


class Command(OfflineCommand):
    """Write the page, what is known of it and what is read from it; its test fails until a person has reviewed."""

    doing = "making a fixture"
    arguments = (2, 2)

    def syntax(self) -> str:
        """Name the arguments."""
        return "<HTML file | URL | article id | record id> <name> [--into FOLDER]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Turn a captured page into a test fixture that a person has to review"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add where the page is and where the fixture goes."""
        super().add_options(parser)
        add_page_options(parser)
        parser.add_argument(
            "--into", type=Path, default=Path("tests/pages"), metavar="FOLDER", help="default: %(default)s"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Write the fixture and say what is to be done next."""
        assert self.settings is not None
        named, name = args
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", name):
            raise OptionError(f"{self.doing}: {name!r} is no name of letters, digits, '.', '-' and '_'")
        specimen = specimen_at(self.doing, named, opts, self.settings["HNP_OUTPUT"])
        write_fixture(specimen, opts.into / name)
        expected = opts.into / name / EXPECTED
        sys.stdout.write(f"{expected}\n")
        print(f"Compare {expected} with the page, mend it, and put your name into reviewed_by.", file=sys.stderr)
        return ExitCode.FINISHED
