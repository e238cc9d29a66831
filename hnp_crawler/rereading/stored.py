"""Hold what was gathered of one answer, and of one version of an article."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin

from hnp_crawler.items import Capture
from hnp_crawler.portal.urls import read_url


class Stored(NamedTuple):
    """Hold one answer as it was gathered."""

    serial: int
    cited: int
    source: int
    offset: int
    start: int
    ordinal: int
    file: str
    length: int
    record_id: str
    target_uri: str
    date: str
    digest: str
    kind: str
    key: str
    status: int
    content_type: str | None
    location: str | None
    refers_id: str | None
    refers_uri: str | None
    refers_date: str | None
    warcinfo: str | None
    head: bytes | None
    line: bytes | None
    content: str | None
    likeness: str | None

    @property
    def capture(self) -> Capture:
        """Cite the record."""
        return Capture(
            file=self.file,
            offset=self.offset,
            length=self.length,
            record_id=self.record_id,
            target_uri=self.target_uri,
            date=self.date,
            payload_digest=self.digest,
        )

    @property
    def target_key(self) -> str:
        """Identify the URL that a redirect leads to."""
        try:
            return read_url(urljoin(self.target_uri, self.location or "")).identity
        except ValueError:
            return ""


class Version(NamedTuple):
    """Hold one version of an article."""

    number: int
    answer: Stored
