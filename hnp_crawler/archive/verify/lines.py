"""Verify the article lines against the records that they cite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from hnp_crawler.archive.captures.fetch import Answer, FetchError, fetch
from hnp_crawler.archive.names import ARCHIVE
from hnp_crawler.archive.verify.catalogue import Catalogue
from hnp_crawler.archive.verify.findings import Finding, Kind
from hnp_crawler.archive.verify.sharing import Run
from hnp_crawler.archive.verify.values import is_count, is_name
from hnp_crawler.archive.warc.records import target_uri
from hnp_crawler.archive.warc.writer import Place

NAME = "articles.jsonl"
BATCH = 32
"""Lines that are read again at a time."""
Json = Mapping[str, Any]
Reread = Callable[[Json, Answer], Json | None]
"""Reads the answer that a line cites again and gives the line anew; None where this reader did not write it. May raise
`ValueError` for a line that does not follow its contract."""


def verify_lines(
    collection: Path, catalogue: Catalogue, reread: Reread | None, run: Run, advance: Callable[[int], None]
) -> Iterator[Finding]:
    """Verify every line: its form, what it cites, and that the cited bytes give it again."""
    path = collection / NAME
    if not path.exists():
        return
    read = partial(_read_again, archive=collection / ARCHIVE, reread=reread)
    with path.open("rb") as lines:
        verifier = _Verifier(collection / ARCHIVE, catalogue)
        for batch, findings in run(read, _batches(verifier.verify(lines))):
            dead = [one.finding or one.line.unread("every process that read it died") for one in batch]
            for one, finding in zip(batch, findings or dead, strict=True):
                yield finding
                advance(one.size)


@dataclass(frozen=True, slots=True)
class _Line:
    """Say which line a finding is about."""

    number: int
    offset: int
    record_id: str | None = None

    def failing(self, problem: str, detail: str) -> Finding:
        return self._found("fail", problem, f"line {self.number}: {detail}")

    def unread(self, reason: str) -> Finding:
        return self._found("not-checkable", "line-not-reread", f"line {self.number}: its citation holds; {reason}")

    def passing(self) -> Finding:
        return self._found("pass", None, "")

    def _found(self, kind: Kind, problem: str | None, detail: str) -> Finding:
        return Finding(
            kind=kind,
            subject="article",
            problem=problem,
            file=NAME,
            offset=self.offset,
            record_id=self.record_id,
            detail=detail,
        )


@dataclass(frozen=True, slots=True)
class _Checked:
    """Hold a finding, or a line whose form and citations hold and whose page is still to be read again."""

    line: _Line
    size: int = 0
    """Bytes that are done with."""
    finding: Finding | None = None
    article: Json = field(default_factory=dict)
    origin: Place | None = None
    """Where the payload of a revisit lies."""


def _batches(checked: Iterator[_Checked]) -> Iterator[list[_Checked]]:
    while batch := list(islice(checked, BATCH)):
        yield batch


def _read_again(batch: list[_Checked], archive: Path, reread: Reread | None) -> list[Finding]:
    return [one.finding or _reread(one, archive, reread) for one in batch]


def _reread(one: _Checked, archive: Path, reread: Reread | None) -> Finding:
    line, article, capture = one.line, one.article, one.article["capture"]
    if reread is None:
        return line.unread("no reader was given")
    try:
        answer = fetch(archive, Place(capture["file"], capture["offset"], capture["length"]), lambda _: one.origin)
    except FetchError as error:
        return line.failing(error.problem, str(error))
    try:
        anew = reread(article, answer)
    except ValueError as error:
        return line.failing("malformed-line", f"the reader refuses it: {error}")
    if anew is None:
        return line.unread(f"the reader {article.get('reader')} wrote it")
    differing = [name for name in {**article, **anew} if article.get(name, ...) != anew.get(name, ...)]
    if differing:
        return line.failing("line-differs", f"reading the bytes again gives another {', '.join(differing)}")
    return line.passing()


class _Verifier:
    """Verify what the catalogue tells of lines."""

    def __init__(self, archive: Path, catalogue: Catalogue) -> None:
        self._archive = archive
        self._catalogue = catalogue

    def verify(self, lines: Iterable[bytes]) -> Iterator[_Checked]:
        """Give what is wrong with a line, or the line itself; its size goes with the last of these."""
        offset = 0
        for number, text in enumerate(lines, 1):
            *before, last = self._verify_line(text, _Line(number, offset))
            yield from before
            yield replace(last, size=len(text))
            offset += len(text)

    def _verify_line(self, text: bytes, line: _Line) -> list[_Checked]:
        if not text.endswith(b"\n"):
            return [_Checked(line, finding=line.failing("torn-line", "it does not end with a line feed"))]
        try:
            article = _article(text)
        except ValueError as error:
            return [_Checked(line, finding=line.failing("malformed-line", str(error)))]
        capture = article["capture"]
        record_id = capture.get("record_id")
        line = replace(line, record_id=record_id if is_name(record_id) else None)
        problems = [*self._verify_version(article, line.number), *self._verify_citations(article)]
        if problems:
            return [_Checked(line, finding=line.failing(*problem)) for problem in problems]
        return [_Checked(line, article=article, origin=self._origin(capture))]

    def _verify_version(self, article: Json, number: int) -> Iterator[tuple[str, str]]:
        version = article["version"]
        earlier = self._catalogue.add_article(article["id"], version, ascii(article.get("crawl_id")), number)
        if earlier is not None:
            yield "repeated-version", f"line {earlier} is version {version} of {article['id']} too"

    def _verify_citations(self, article: Json) -> Iterator[tuple[str, str]]:
        for name, capture in _cited(article):
            if capture is not None and (fault := self._citation_fault(capture)) is not None:
                problem, detail = fault
                yield problem, f"{name}: {detail}"

    def _citation_fault(self, capture: Json) -> tuple[str, str] | None:
        file, offset = capture.get("file"), capture.get("offset")
        if not is_name(file) or not is_count(offset):
            return "malformed-line", f"it cites {file!r} at {offset!r}"
        row = self._catalogue.at(file, offset)
        if row is None:
            if "/" not in file and (self._archive / file).is_file():
                return "citation-wrong-offset", f"no record begins at {offset} of {file}"
            return "citation-missing-file", f"there is no file {file}"
        if row.length != capture.get("length"):
            return "citation-wrong-length", f"{capture.get('length')} is cited, the record has {row.length} bytes"
        if row.id != capture.get("record_id") or row.type not in ("response", "revisit"):
            return "citation-wrong-record", f"{capture.get('record_id')} is cited, the {row.type} {row.id} is there"
        stated = (target_uri(str(capture.get("target_uri"))), capture.get("date"), capture.get("payload_digest"))
        for name, cited, there in zip(("URL", "date", "digest"), stated, (row.uri, row.date, row.digest), strict=True):
            if cited != there:
                return "citation-differs", f"the {name} {cited} is cited, the record has {there}"
        return None

    def _origin(self, capture: Json) -> Place | None:
        """Find the record whose payload a revisit repeats."""
        cited = self._catalogue.at(capture["file"], capture["offset"])
        row = self._catalogue.by_id(cited.refers or "") if cited else None
        return Place(row.file, row.offset, row.length) if row else None


def _article(line: bytes) -> Json:
    """Read a line as far as its citation needs, raising `ValueError`."""
    try:
        article = json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(article, dict) or not isinstance(article.get("capture"), dict):
        raise ValueError("it is no object with a capture")
    if not is_name(article.get("id")) or not is_count(article.get("version")):
        raise ValueError("it has no id and version")
    shown = [article.get(name, []) for name in ("images", "attachments")]
    if not all(isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in shown):
        raise ValueError("its pictures or attachments are no objects")
    if not all(isinstance(capture, dict | None) for _, capture in _cited(article)):
        raise ValueError("what it cites is no object")
    return article


def _cited(article: Json) -> Iterator[tuple[str, Json | None]]:
    """Name and list what a line cites."""
    yield "capture", article["capture"]
    yield "former", article.get("former")
    for item in (*article.get("images", ()), *article.get("attachments", ())):
        yield "a picture or file", item.get("capture")
