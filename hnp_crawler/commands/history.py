"""Show the versions of one article, what each changed, and when it vanished and came back."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import CollectionError, ExitCode
from hnp_crawler.inspecting.history import Change, History, Moment, identify, read_history, words_between
from hnp_crawler.ledger import Ledger
from hnp_crawler.offline import OfflineCommand, existing_collection, printable

KEPT_WORDS = 8
"""How many unchanged words are shown on either side of a change."""


class Command(OfflineCommand):
    """``scrapy history COLLECTION ARTICLE``: exit code 1 where the collection does not know the article."""

    doing = "showing a history"
    arguments = (2, 2)

    def syntax(self) -> str:
        """Name the arguments."""
        return "COLLECTION ARTICLE [--json]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Show the versions of one article and how they differ"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the choice of form."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="write one JSON object instead of text")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Find the article and print its history."""
        folders = existing_collection(self.doing, args[0])
        try:
            history = read_history(folders, _article_id(folders, args[1]))
        except ValueError as error:
            raise CollectionError(f"{self.doing}: {folders.articles} or {folders.removals.name}: {error}") from None
        if history is None:
            print(f"scrapy history: {self.doing}: {args[0]} knows no article {args[1]!r}", file=sys.stderr)
            return ExitCode.PROBLEMS
        if opts.json:
            sys.stdout.write(json.dumps(asdict(history), ensure_ascii=False, indent=1) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in told(history, color=sys.stdout.isatty()))
        return ExitCode.FINISHED


def _article_id(folders: Folders, named: str) -> str:
    if not folders.ledger.exists():
        return identify(named, None)
    with Ledger(folders.ledger, time.time) as ledger:
        return identify(named, ledger)


def told(history: History, *, color: bool = False) -> Iterator[str]:
    """Tell a history in lines for people."""
    yield printable(history.title or "(without title)")
    yield f"{history.id}  {history.url}"
    for moment in history.moments:
        yield ""
        yield _headline(moment)
        if moment.capture:
            yield f"  read from {moment.capture.file} at {moment.capture.offset}, {moment.capture.record_id}"
        for change in moment.changes:
            yield f"  {change.field}: {_difference(change, color=color)}"


def _headline(moment: Moment) -> str:
    what = f"version {moment.version}, {moment.event}" if moment.event in ("new", "changed") else moment.event
    why = f": {moment.reason}" if moment.reason else ""
    return f"{moment.date[:19].replace('T', ' ')}  {what}{why}  (crawl {moment.crawl_id})"


def _difference(change: Change, *, color: bool) -> str:
    """Show a change as ``git diff --word-diff`` does: ``[-before-]`` and ``{+after+}``."""
    marks = {"-": ("\033[31m[-", "-]\033[0m"), "+": ("\033[32m{+", "+}\033[0m")}
    if not color:
        marks = {"-": ("[-", "-]"), "+": ("{+", "+}")}
    shown = []
    for kind, text in words_between(change.before, change.after):
        opening, closing = marks.get(kind, ("", ""))
        shown.append(opening + printable(text if kind != "=" else _shortened(text)) + closing)
    return " ".join(shown)


def _shortened(text: str) -> str:
    words = text.split(" ")
    if len(words) <= 2 * KEPT_WORDS + 1:
        return text
    return " ".join((*words[:KEPT_WORDS], "…", *words[-KEPT_WORDS:]))
