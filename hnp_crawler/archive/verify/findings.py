"""Name everything that a verification can find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pass", "fail", "not-checkable"]
Subject = Literal["file", "record", "index", "article", "manifest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Say of one thing that it holds, that it does not, or that it cannot be told."""

    kind: Kind
    subject: Subject
    problem: str | None = None
    """Name of what is wrong, a key of `PROBLEMS`; None where nothing is."""
    file: str
    """Path under the collection."""
    offset: int | None = None
    record_id: str | None = None
    detail: str = ""


PROBLEMS: dict[str, str] = {
    # files
    "unfinished-file": "A file still ends in .open: a crawl is writing it, or was killed and no repair was made.",
    "empty-file": "A WARC file holds nothing.",
    "foreign-file": "A file lies in the archive that no crawl of this collection wrote there.",
    "unread-part": "Every process that read a part of a file died: what is in it cannot be told.",
    "cut-bytes": "Bytes that a repair cut off are kept beside a file; what they were cannot be told.",
    # records
    "torn-member": "The file ends within a gzip member.",
    "broken-member": "A gzip member does not inflate, or not to what its checksum says.",
    "no-record": "A gzip member holds no record.",
    "several-records-in-a-member": "A gzip member holds more than one record.",
    "endless-header": "A record's header does not end.",
    "bad-length": "A record's Content-Length is missing or no number.",
    "block-too-short": "A record's block is shorter than its Content-Length says.",
    "bad-record-end": "A record does not end with two line ends.",
    "missing-field": "A named field that every record must have is missing.",
    "malformed-field": "A named field does not have the form that the standard gives it.",
    "block-digest-mismatch": "The block is not what its digest was made of.",
    "payload-digest-mismatch": "The payload is not what its digest was made of.",
    "duplicate-record-id": "Two records have one id.",
    "no-warcinfo": "A file does not begin with a warcinfo record.",
    "wrong-filename": "The warcinfo record names another file.",
    "wrong-warcinfo-id": "A record names a warcinfo record that is not that of its file.",
    "dangling-concurrent-to": "A record names a request that does not stand before it in its file.",
    "dates-differ": "Records of one exchange have different dates.",
    "unanswered-request": "A request has neither an answer nor a record that says why.",
    "unresolved-revisit": "A revisit refers to a record that the collection does not hold.",
    "revisit-of-revisit": "A revisit refers to a record that is no response.",
    "revisit-differs": "A revisit states another URL, date or digest than the record that it refers to.",
    # index
    "no-index": "The collection has no index.",
    "malformed-index-line": "A line of the index cannot be read.",
    "unsorted-index": "The lines of the index are not in order.",
    "repeated-index-line": "A line stands twice in the index.",
    "unlisted-record": "A record is not in the index.",
    "line-without-record": "A line of the index points to where no such record begins.",
    "wrong-index-line": "A line of the index says something else than its record.",
    # articles
    "malformed-line": "An article line is no JSON object with a citation.",
    "torn-line": "The last article line does not end.",
    "repeated-version": "Two article lines are the same version of one article.",
    "citation-missing-file": "A line cites a file that is not there.",
    "citation-wrong-offset": "A line cites a place where no record begins.",
    "citation-wrong-length": "A line cites a record with another length.",
    "citation-wrong-record": "A line cites a record with another id, or one that is no answer.",
    "citation-differs": "A line cites a record with another URL, date or digest.",
    "line-differs": "Reading the cited bytes again does not give the line.",
    "line-not-reread": "The line was not read again.",
    # manifests
    "no-manifest": "A crawl left no crawl.json, so its files cannot be compared with one.",
    "malformed-manifest": "A crawl.json cannot be read.",
    "unsafe-name": "A crawl.json names a file outside the collection.",
    "missing-file": "A file that a crawl.json names is not there.",
    "size-differs": "A file does not have the size that a crawl.json says.",
    "hash-differs": "A file does not have the SHA-256 that a crawl.json says.",
    "changed-since": "A file that every crawl changes cannot be compared with an earlier crawl.json.",
    "count-differs": "A number in a crawl.json is not what is there.",
}
"""Every problem by its name, with what it means."""
