"""Show what a line stands on: ``scrapy cite <article id | record id | URL>``."""

from __future__ import annotations

import argparse
import re
import sys

from hnp_crawler.answers import media_type_of
from hnp_crawler.archive.warc.writer import Place
from hnp_crawler.archive.wire.coding import decoded
from hnp_crawler.archive.wire.message import entity, read_message, split_head
from hnp_crawler.errors import ExitCode, OptionError
from hnp_crawler.inspecting.citing import Citation, StoredMessage, cite
from hnp_crawler.offline import OfflineCommand, existing_collection, printable

MAX_SHOWN = 20_000
"""Characters of a body that are shown."""
MAX_DECODED = 64 << 20
TEXTUAL = re.compile(r"text/|application/(?:xhtml\+xml|xml|json|javascript|warc-fields)")


class Command(OfflineCommand):
    """Print the line, the record's header and the HTTP exchange, and where each lies."""

    doing = "looking up a citation"

    def syntax(self) -> str:
        """Name the arguments."""
        return "<article id | record id | URL> [--collection FOLDER]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Show the line, the record and the HTTP exchange that an article stands on"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add where to look and what to show."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Citation")
        group.add_argument("--collection", metavar="FOLDER", help="where to look (default: HNP_OUTPUT)")
        group.add_argument("--version", type=int, metavar="N", help="version of the article (default: the newest)")
        group.add_argument("--raw", action="store_true", help="write only the record's block, as it crossed the wire")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Look it up and print it."""
        assert self.settings is not None
        folders = existing_collection(self.doing, opts.collection or self.settings["HNP_OUTPUT"])
        if opts.version is not None and opts.version < 1:
            raise OptionError(f"{self.doing}: --version {opts.version} is not a number from 1 up")
        found = cite(folders, args[0], opts.version)
        if opts.raw:
            sys.stdout.buffer.write(found.record.block)
        else:
            sys.stdout.write(_shown(found))
        return ExitCode.FINISHED


def _shown(found: Citation) -> str:
    parts: list[str] = []
    if found.line is None:
        parts.append("# no article line was written of this record\n")
    else:
        where = f"articles.jsonl, byte {found.line.offset}, {len(found.line.text)} bytes"
        parts.append(f"# line: {where}\n{printable(found.line.text.decode('utf-8', 'replace'))}")
    parts.append(f"# record: {_where(found.record.place)}\n{printable(found.record.header)}\n")
    if found.request is not None:
        parts.append(f"# request: {_where(found.request.place)}\n{_text(found.request.block)}")
    parts += _answer(found.record)
    if found.others:
        parts.append("# earlier captures of this URL:\n" + "".join(f"{_where(place)}\n" for place in found.others))
    return "\n".join(parts)


def _answer(record: StoredMessage) -> list[str]:
    if record.type not in ("response", "revisit"):
        return [f"# block: {len(record.block)} bytes\n{_text(record.block)}"]
    head, _ = split_head(record.block)
    parts = [f"# answer: its head\n{_text(head)}"]
    message, body = read_message((record.block,))
    stored = b"".join(entity(message, body))
    content = decoded((stored,), message.joined("Content-Encoding"), limit=MAX_DECODED)
    media = media_type_of(message.get("Content-Type")) or "no media type"
    said = f"# body: {len(stored)} bytes, {len(content.content)} decoded, {media}"
    if content.problem:
        said += f", {content.problem}"
    if record.type == "revisit" and not stored:
        return [*parts, "# body: the payload is that of the record in WARC-Refers-To\n"]
    if not TEXTUAL.match(media):
        return [*parts, f"{said} (--raw writes it)\n"]
    text = printable(content.content.decode("utf-8", "replace"))
    more = "" if len(text) <= MAX_SHOWN else f"\n… {len(text) - MAX_SHOWN} characters more"
    return [*parts, f"{said}\n{text[:MAX_SHOWN]}{more}\n"]


def _where(place: Place) -> str:
    return f"archive/{place.file}, byte {place.offset}, {place.length} bytes"


def _text(message: bytes) -> str:
    return printable(message.decode("latin-1").replace("\r\n", "\n").rstrip("\n")) + "\n"
