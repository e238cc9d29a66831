"""Verify the article lines against the records that they cite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from hnp_crawler.archive.fetch import Answer, FetchError, fetch
from hnp_crawler.archive.read import StoredRecord
from hnp_crawler.archive.records import target_uri
from hnp_crawler.archive.store import ARCHIVE
from hnp_crawler.archive.verify.catalogue import Catalogue
from hnp_crawler.archive.verify.findings import Finding
from hnp_crawler.archive.writer import Place

NAME = "articles.jsonl"
Json = Mapping[str, Any]
Reread = Callable[[Json, Answer], Json | None]
"""Reads the answer that a line cites again and gives the line anew; None where this reader did not write it. May raise
`ValueError` for a line that does not follow its contract."""


def verify_lines(
    collection: Path, catalogue: Catalogue, reread: Reread | None, advance: Callable[[int], None]
) -> Iterator[Finding]:
    """Verify every line: its form, what it cites, and that the cited bytes give it again."""
    path = collection / NAME
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            verifier = _Line(collection / ARCHIVE, catalogue, number, offset)
            yield from verifier.verify(line, reread)
            offset += len(line)
            advance(len(line))


class _Line:
    """Verify one line."""

    def __init__(self, archive: Path, catalogue: Catalogue, number: int, offset: int) -> None:
        self._archive = archive
        self._catalogue = catalogue
        self._number = number
        self._offset = offset
        self._record_id: str | None = None

    def verify(self, line: bytes, reread: Reread | None) -> Iterator[Finding]:
        if not line.endswith(b"\n"):
            yield self._failing("torn-line", "it does not end with a line feed")
            return
        try:
            article = _article(line)
        except ValueError as error:
            yield self._failing("malformed-line", str(error))
            return
        self._record_id = article["capture"].get("record_id")
        found = [*self._verify_version(article), *self._verify_citations(article)]
        if not found:
            found.append(self._reread(article, reread))
        yield from found

    def _failing(self, problem: str, detail: str) -> Finding:
        return Finding(
            kind="fail",
            subject="article",
            problem=problem,
            file=NAME,
            offset=self._offset,
            record_id=self._record_id,
            detail=f"line {self._number}: {detail}",
        )

    def _verify_version(self, article: Json) -> Iterator[Finding]:
        version = article["version"]
        earlier = self._catalogue.add_article(article["id"], version, ascii(article.get("crawl_id")), self._number)
        if earlier is not None:
            yield self._failing("repeated-version", f"line {earlier} is version {version} of {article['id']} too")

    def _verify_citations(self, article: Json) -> Iterator[Finding]:
        shown = [*article.get("images", ()), *article.get("attachments", ())]
        cited = [("capture", article["capture"]), ("former", article.get("former"))]
        cited += [("a picture or file", item.get("capture")) for item in shown]
        for name, capture in cited:
            if capture is not None and (fault := self._citation_fault(capture)) is not None:
                problem, detail = fault
                yield self._failing(problem, f"{name}: {detail}")

    def _citation_fault(self, capture: Json) -> tuple[str, str] | None:
        file, offset = capture.get("file"), capture.get("offset")
        if not _is_name(file) or not _is_count(offset):
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

    def _reread(self, article: Json, reread: Reread | None) -> Finding:
        if reread is None:
            return self._unread("no reader was given")
        capture = article["capture"]
        try:
            answer = fetch(self._archive, Place(capture["file"], capture["offset"], capture["length"]), self._locate)
        except FetchError as error:
            return self._failing(error.problem, str(error))
        try:
            anew = reread(article, answer)
        except ValueError as error:
            return self._failing("malformed-line", f"the reader refuses it: {error}")
        if anew is None:
            return self._unread(f"the reader {article.get('reader')} wrote it")
        differing = [name for name in {**article, **anew} if article.get(name, ...) != anew.get(name, ...)]
        if differing:
            return self._failing("line-differs", f"reading the bytes again gives another {', '.join(differing)}")
        return Finding(kind="pass", subject="article", file=NAME, offset=self._offset, record_id=self._record_id)

    def _unread(self, reason: str) -> Finding:
        return Finding(
            kind="not-checkable",
            subject="article",
            problem="line-not-reread",
            file=NAME,
            offset=self._offset,
            record_id=self._record_id,
            detail=f"line {self._number}: its citation holds; {reason}",
        )

    def _locate(self, revisit: StoredRecord) -> Place | None:
        row = self._catalogue.by_id(revisit.uri("WARC-Refers-To") or "")
        return Place(row.file, row.offset, row.length) if row else None


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.isprintable()


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and 0 <= value < 1 << 63


def _article(line: bytes) -> Json:
    """Read a line as far as its citation needs, raising `ValueError`."""
    try:
        article = json.loads(line)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(article, dict) or not isinstance(article.get("capture"), dict):
        raise ValueError("it is no object with a capture")
    if not _is_name(article.get("id")) or not _is_count(article.get("version")):
        raise ValueError("it has no id and version")
    if any(not isinstance(item, dict) for name in ("images", "attachments") for item in article.get(name, ())):
        raise ValueError("its pictures or attachments are no objects")
    return article
