"""Read captures again without a network: ``scrapy reread <collection | WARC | WACZ | folder …>``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Container, Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

from hnp_crawler.archive.sources import Source
from hnp_crawler.arguments import read_arguments
from hnp_crawler.collection.folders import Folders
from hnp_crawler.crews import add_options, crew_of
from hnp_crawler.errors import CollectionError, CollectionLocked, ExitCode, OptionError
from hnp_crawler.offline import OfflineCommand, printable, progress
from hnp_crawler.options import read_options
from hnp_crawler.portal.layouts import LAYOUTS, plain
from hnp_crawler.rereading.adopting import adopt
from hnp_crawler.rereading.comparing import Differences
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.gathering import fingerprint, gather
from hnp_crawler.rereading.harvest import ARTICLE, UNWANTED, Wanted
from hnp_crawler.rereading.settling import Settled, settle_lines, settle_rest
from hnp_crawler.rereading.sources import Inputs, find_inputs
from hnp_crawler.schema import encode_line

STATE = ".reread"
"""What the name of a run's state ends in, beside the file that it writes."""
OPEN = ".open"
MOST_NAMED = 100
"""Damages that are named; the rest is counted."""


class Command(OfflineCommand):
    """Turn archives into lines, with the reading and cleaning of a crawl."""

    doing = "reading archives again"
    arguments = (1, 10_000)

    def syntax(self) -> str:
        """Name the arguments."""
        return "<collection | WARC | WACZ | folder …> [-o FILE] [--compare | --adopt]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Read captures again, without a network, into article lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is read and what is made of it."""
        super().add_options(parser)
        group = parser.add_argument_group(title="What is read")
        group.add_argument("--url", metavar="PATTERN", help="only pages whose URL matches, e.g. '*hanoi.gov.vn/tin*'")
        group.add_argument("--since", metavar="DAY", help="only articles published on this day or later")
        group.add_argument("--until", metavar="DAY", help="only articles published on this day or before")
        group.add_argument("--layout", action="append", default=[], help="only this layout (may be repeated)")
        group.add_argument(
            "--lines", type=Path, metavar="FILE", help="the lines that exist (default: the collection's)"
        )
        group.add_argument("--finds", action="store_true", help="also articles of a collection that no line cites")
        group.add_argument("--everything", action="store_true", help="a line for every answer, not only articles")
        group = parser.add_argument_group(title="What is made of it")
        group.add_argument("-o", "--output", type=Path, metavar="FILE", help="write lines here (default: stdout)")
        group.add_argument("--compare", action="store_true", help="show which fields change against existing lines")
        group.add_argument(
            "--adopt", action="store_true", help="add changed articles to the collection as new versions"
        )
        group.add_argument("--resume", action="store_true", help="go on where a run with the same -o was interrupted")
        add_options(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Read, write, and name what could not be read."""
        wanted = self._wanted(opts)
        self._check_options(args, opts)
        if opts.scheduler:
            # Its workers have other working directories.
            args = [str(Path(name).absolute()) for name in args]
        inputs = find_inputs(self.doing, args)
        self._refuse_unfinished(args)
        if opts.lines:
            inputs.tables = [_table(opts.lines)]
        if opts.compare and not inputs.tables:
            raise OptionError(f"{self.doing}: --compare needs lines, and there are none; --lines FILE names some")
        state = opts.output.with_name(opts.output.name + STATE) if opts.output else None
        with (
            crew_of(opts, self.doing) as crew,
            closing(Gathered(state, fingerprint(inputs, wanted), resume=opts.resume)) as gathered,
        ):
            try:
                with progress(inputs.size, doing="reading") as advance:
                    gather(inputs, wanted, gathered, crew=crew, advance=advance)
            except (KeyboardInterrupt, CollectionError):
                if state:
                    print(f"{state} holds what was read so far; --resume goes on from there", file=sys.stderr)
                raise
            gathered.begin_settling()
            code = self._make(args, opts, gathered, inputs)
            code = max(code, _account(gathered, inputs))
        gathered.remove()
        return code

    def _wanted(self, opts: argparse.Namespace) -> Wanted:
        days = {name: value for name in ("since", "until") if (value := getattr(opts, name)) is not None}
        period = read_arguments(days, ())
        known = {layout.name for layout in (*LAYOUTS, plain.LAYOUT)}
        if unknown := sorted(set(opts.layout) - known):
            raise OptionError(f"{self.doing}: --layout {unknown[0]!r} is none of {', '.join(sorted(known))}")
        return Wanted(opts.url, period.since, period.until, frozenset(opts.layout), opts.everything)

    def _check_options(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.resume and not opts.output:
            raise OptionError(f"{self.doing}: --resume needs -o FILE, beside which the state of the run lies")
        if opts.output and not opts.output.absolute().parent.is_dir():
            raise OptionError(f"{self.doing}: {str(opts.output)!r} would lie in a folder that is not there")
        if opts.output and opts.output.exists():
            raise OptionError(f"{self.doing}: {str(opts.output)!r} is there already")
        if opts.adopt and (len(args) != 1 or not Folders(Path(args[0])).archive.is_dir() or opts.lines):
            raise OptionError(f"{self.doing}: --adopt takes one collection, and its own lines")
        if sum((opts.adopt, opts.compare, opts.everything)) > 1:
            raise OptionError(f"{self.doing}: only one of --compare, --adopt and --everything can be done at a time")

    def _refuse_unfinished(self, args: list[str]) -> None:
        """Lines of a crawl that is running cite records that cannot be read yet, and would pass for lost."""
        for name in filter(os.path.isdir, args):
            if Folders(Path(name)).is_locked():
                raise CollectionLocked(f"{self.doing}: a crawl is writing to {name}; wait for its end")

    def _make(self, args: list[str], opts: argparse.Namespace, gathered: Gathered, inputs: Inputs) -> ExitCode:
        settled = _settled(gathered, inputs.tables, finds=opts.finds or opts.compare or not inputs.tables)
        if opts.adopt:
            assert self.settings is not None
            adopted = adopt(read_options({**self.settings, "HNP_OUTPUT": args[0]}), settled)
            print(f"{adopted} lines added", file=sys.stderr)
            return ExitCode.FINISHED
        if opts.compare:
            differences = Differences()
            for one in settled:
                differences.add(one)
            sys.stdout.writelines(f"{printable(line)}\n" for line in differences.report())
            return ExitCode.PROBLEMS if differences.any else ExitCode.FINISHED
        names = {source.name for source in inputs.sources}
        return _write(_lines(settled, gathered, names, everything=opts.everything), opts.output)


def _table(path: Path) -> Source:
    return Source(str(path), size=path.stat().st_size)


def _settled(gathered: Gathered, tables: list[Source], *, finds: bool) -> Iterator[Settled]:
    for table in tables:
        with table.open() as file:
            try:
                yield from settle_lines(gathered, file)
            except ValueError as error:
                raise CollectionError(f"reading the lines of {table.where}: {error}") from None
    if finds:
        yield from (Settled(None, article) for article in settle_rest(gathered))


def _lines(
    settled: Iterator[Settled], gathered: Gathered, files: Container[str], *, everything: bool
) -> Iterator[bytes | str]:
    """Give each line, or the sentence that says why there is none; ``files`` are the names of those that were read."""
    for one in settled:
        if one.article is not None:
            yield encode_line(one.article)
        elif one.written is not None and one.wanted:
            cited = one.written.capture
            why = "does not read as an article any more" if cited.file in files else "cites a file that was not read"
            yield f"{cited.file} at {cited.offset}: line-lost: {one.written.id} {why}"
    if everything:
        for answer in gathered.pages():
            if answer.kind not in (ARTICLE, UNWANTED):
                said = json.loads(answer.line) if answer.line else {}
                plain = {"schema": "answer/1", "kind": answer.kind, "url": answer.target_uri, "status": answer.status}
                plain |= {"content_type": answer.content_type, **said, "capture": asdict(answer.capture)}
                yield json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _write(lines: Iterator[bytes | str], output: Path | None) -> ExitCode:
    """Write the lines to a file that is there whole or not at all, or to stdout."""
    code = ExitCode.FINISHED
    with ExitStack() as files:
        unfinished = output.with_name(output.name + OPEN) if output else None
        target = files.enter_context(unfinished.open("wb")) if unfinished else sys.stdout.buffer
        for line in lines:
            if isinstance(line, bytes):
                target.write(line)
            else:
                code = ExitCode.PROBLEMS
                print(printable(line), file=sys.stderr)
    if output and unfinished:
        unfinished.rename(output)
    return code


def _account(gathered: Gathered, inputs: Inputs) -> ExitCode:
    """Name on stderr what could not be read, and count what was."""
    code, count = ExitCode.FINISHED, 0
    for count, (file, offset, length, problem, detail) in enumerate(gathered.damages(), 1):
        code = ExitCode.PROBLEMS
        if count <= MOST_NAMED:
            print(printable(f"{file} at {offset}, {length} bytes: {problem}: {detail}"), file=sys.stderr)
    if count > MOST_NAMED:
        print(f"… and {count - MOST_NAMED} more", file=sys.stderr)
    kinds = ", ".join(f"{number} {kind}" for kind, number in gathered.kinds().items()) or "nothing"
    files = len(inputs.sources)
    print(f"{files} file{'s' * (files != 1)}, {inputs.size:,} bytes: {kinds}; {count} damages", file=sys.stderr)
    return code
