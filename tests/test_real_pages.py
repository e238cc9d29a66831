"""Crawl the real HTML of a sister portal over loopback: all is captured, nothing crashes, dates are read."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from comparing import lines_of
from crawling import crawl
from warcio.archiveiterator import ArchiveIterator

PAGES = Path(__file__).parent.parent.parent / "shared" / "portal" / "html"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not at hand")

MIRRORED = re.compile(rb"Mirrored from ([^\s]+) by HTTrack")


class Mirror(BaseHTTPRequestHandler):
    """Serve each page under the path that it had on its portal."""

    pages: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture
def mirror() -> Iterator[str]:
    for path in PAGES.glob("*.html"):
        page = path.read_bytes()
        original = MIRRORED.search(page)
        assert original
        Mirror.pages["/" + original[1].decode().partition("/")[2]] = page
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


def test_the_real_pages_are_crawled_whole(mirror: str, tmp_path: Path) -> None:
    addresses = tmp_path / "urls.txt"
    addresses.write_text("".join(f"{mirror}{path}\n" for path in Mirror.pages), "utf-8")
    ended = crawl(tmp_path / "c", {"HNP_REQUISITES": "0", "HNP_OTHER_HOSTS": "0"}, urls=str(addresses))
    assert ended.code == 0, ended.talk
    assert ended.manifest["exceptions"] == 0
    kept = {}
    for path in (tmp_path / "c" / "archive").iterdir():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    kept[record.rec_headers["WARC-Target-URI"]] = record.content_stream().read()
    for path, page in Mirror.pages.items():
        assert kept[mirror + path] == page
    # Two pages are not what their URLs say: a listing under an article's, and an article under a listing's.
    assert ended.manifest["pages"] == {"article": 1, "listing": 5}
    (article,) = lines_of(tmp_path / "c")
    assert article["title"] == (
        "Hướng dẫn xây dựng Kế hoạch ứng dụng CNTT trong hoạt động của cơ quan nhà nước thành phố Hà Nội năm 2012"
    )
    assert (article["published_at"], article["published_precision"]) == ("2012-12-21T00:00:00+07:00", "day")
    assert [file["title"] for file in article["attachments"]] == ["Phần 1", "Phần 2"]
    assert article["body"]
