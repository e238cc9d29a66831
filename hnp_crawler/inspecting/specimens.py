"""Take one page out of a collection or a file and read it alone: to look at, or to keep as a test's fixture."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hnp_crawler.answers import MAX_PAGE
from hnp_crawler.archive.captures.fetch import FetchError, fetch, locate_in
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import CollectionError, OptionError
from hnp_crawler.inspecting.citing import cite
from hnp_crawler.items import Article, Capture
from hnp_crawler.portal.page import Page
from hnp_crawler.rereading.seeing import Seen, last_value, see
from hnp_crawler.schema import encode_line

PAGE, INPUTS, EXPECTED = "page.html", "inputs.json", "expected.json"
"""The files of a fixture: the bytes, what else is known of the answer, and what must be read."""

NOT_OF_THE_PAGE = (
    "schema",
    "published_source",
    "found",
    "version",
    "event",
    "changed",
    "former",
    "crawl_id",
    "reader",
    "capture",
    "source",
)
"""The fields of a line that do not say what the page says."""

_SAVED = re.compile(rb"<!-- saved from url=\(\d{4}\)(\S{1,2000}) -->|<!-- Mirrored from (\S{1,2000}) by HTTrack")


@dataclass(frozen=True, slots=True)
class Specimen:
    """Hold one page, and when it was captured, as in a ``WARC-Date`` with microseconds."""

    seen: Seen
    date: str

    def page(self) -> Page | None:
        """Read it, None where it is no page."""
        return self.seen.page()

    def article(self, page: Page) -> Article | None:
        """Make the line of the page, as a crawl would, but for the record that it cites."""
        url = self.seen.url
        capture = Capture(file="", offset=0, length=0, record_id="", target_uri=url, date=self.date, payload_digest="")
        return self.seen.article(page, capture)


def from_file(path: Path, url: str | None, date: str) -> Specimen:
    """Take a page that was saved to a file; its address may stand in it where a browser or HTTrack saved it."""
    with path.open("rb") as file:
        body = file.read(MAX_PAGE)
    if url is None:
        saved = _SAVED.search(body[:4096])
        if saved is None:
            raise OptionError(f"reading {path}: --url must say where the page comes from")
        url = (saved[1] or b"http://" + saved[2]).decode("utf-8", "replace")
    return Specimen(Seen(url, 200, "text/html", body), date)


def from_collection(folders: Folders, wanted: str, version: int | None = None) -> Specimen:
    """Take the newest capture of an article's id, a record's id or a URL."""
    place = cite(folders, wanted, version).record.place
    try:
        answer = fetch(folders.archive, place, locate_in(folders.index))
    except FetchError as error:
        raise CollectionError(f"reading {wanted}: {error}") from None
    decoded = answer.content(MAX_PAGE)
    if decoded.problem:
        raise CollectionError(f"reading {wanted}: {decoded.problem}")
    head = answer.head
    seen = see(answer.url, head.status or 0, last_value(head, "Content-Type"), head, decoded.content)
    return Specimen(seen, answer.date)


def what_is_read(specimen: Specimen) -> dict[str, Any]:
    """Say what is read from a page, without what depends on where it was kept and how it was found."""
    page = specimen.page()
    said: dict[str, Any] = {"kind": page.kind if page else "no page"}
    if page is None:
        return said
    article = specimen.article(page)
    if article is not None:
        fields = json.loads(encode_line(article))
        said["article"] = {name: value for name, value in fields.items() if name not in NOT_OF_THE_PAGE}
    elif page.listing is not None:
        said["listing"] = asdict(page.listing)
    # Through JSON, so that it equals what a file gives back.
    plain: dict[str, Any] = json.loads(json.dumps(said, ensure_ascii=False))
    return plain


def write_fixture(specimen: Specimen, folder: Path) -> None:
    """Keep a page as a fixture whose expected values nobody has reviewed yet; raises `FileExistsError`."""
    folder.mkdir(parents=True)
    inputs = {
        "url": specimen.seen.url,
        "status": specimen.seen.status,
        "content_type": specimen.seen.content_type,
        "date": specimen.date,
    }
    (folder / PAGE).write_bytes(specimen.seen.body)
    _write_json(folder / INPUTS, inputs)
    _write_json(folder / EXPECTED, {"reviewed_by": None, **what_is_read(specimen)})


def read_fixture(folder: Path) -> tuple[Specimen, dict[str, Any]]:
    """Read a fixture: the page, and what must be read from it."""
    inputs = json.loads((folder / INPUTS).read_text("utf-8"))
    expected: dict[str, Any] = json.loads((folder / EXPECTED).read_text("utf-8"))
    seen = Seen(inputs["url"], inputs["status"], inputs["content_type"], (folder / PAGE).read_bytes())
    return Specimen(seen, inputs["date"]), expected


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
