"""Serve the captures of a collection on loopback as the Wayback Machine, pywb and Common Crawl do."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hnp_crawler.archive.captures.fetch import fetch, locate_in
from hnp_crawler.archive.index.cdxj import parse_line

COLUMNS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
HIDDEN = {"connection", "transfer-encoding", "content-length", "content-type", "content-encoding"}


@dataclass
class Wayback:
    """Hold what is served: the GET captures of a collection, in the order of their keys."""

    collection: Path
    page_rows: int = 50
    """Rows that are given at a time, however many are asked for."""
    refusals: int = 0
    """How many of the next requests for captures are answered with 429."""
    lost: set[str] = field(default_factory=set)
    """Timestamps and URLs of captures that are listed and cannot be given out."""
    asked: list[str] = field(default_factory=list)
    received: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        index = self.collection / "indexes" / "index.cdxj"
        self.rows = [
            {"urlkey": entry.urlkey, "timestamp": entry.timestamp, **entry.fields}
            for entry in map(parse_line, index.read_text("utf-8").splitlines())
            if "method" not in entry.fields and entry.fields["url"].startswith("http")
        ]

    def listed(self, query: dict[str, list[str]], *, whole: bool) -> list[dict[str, str]]:
        """Select rows; the Wayback Machine's filters match a whole field, pywb's a part."""
        wanted = query["url"][0].removesuffix("*").removeprefix("http://")
        first, last = query.get("from", ["0"])[0], query.get("to", ["9"])[0]
        found = [
            row
            for row in self.rows
            if row["url"].partition("://")[2].startswith(wanted)
            and first.ljust(14, "0") <= row["timestamp"] <= last.ljust(14, "9")
        ]
        for one in query.get("filter", []):
            name, _, value = one.partition(":")
            name = {"statuscode": "status", "mimetype": "mime"}[name]
            match = re.compile(value).fullmatch if whole else re.compile(re.escape(value)).search
            found = [row for row in found if match(row.get(name, "-"))]
        return found

    def array(self, query: dict[str, list[str]]) -> bytes:
        rows = self.listed(query, whole=True)
        start = int(query.get("resumeKey", ["0"])[0].removeprefix("after "))
        end = start + min(self.page_rows, int(query.get("limit", ["9999"])[0]))
        table: list[list[str]] = [
            [
                *(row["urlkey"], row["timestamp"], row["url"]),
                *(row.get("mime", "-"), row.get("status", "-"), row["digest"], "1"),
            ]
            for row in rows[start:end]
        ]
        if table:
            table.insert(0, COLUMNS)
        if end < len(rows) and "showResumeKey" in query:
            table += [[], [f"after {end}"]]
        return json.dumps(table).encode()

    def lines(self, query: dict[str, list[str]], *, paged: bool) -> tuple[int, bytes]:
        rows = self.listed(query, whole=False)
        if paged:
            pages = -(-len(rows) // self.page_rows)
            if "showNumPages" in query:
                return 200, json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode()
            start = int(query.get("page", ["0"])[0]) * self.page_rows
            rows = rows[start : start + self.page_rows]
        elif "limit" in query:
            rows = rows[: int(query["limit"][0])]
        if not rows:
            return 404, json.dumps({"message": f"No Captures found for: {query['url'][0]}"}).encode()
        return 200, b"".join(json.dumps(row).encode() + b"\n" for row in rows)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        served = self.server.served
        served.asked.append(self.path)
        served.received.append({name.lower(): value for name, value in self.headers.items()})
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/robots.txt":
            self._answer(404, b"")
        elif path == "/cdx/search/cdx":
            self._answer(200, served.array(query), {"Content-Type": "application/json"})
        elif path in ("/coll/cdx", "/CC-index"):
            self._answer(*served.lines(query, paged=path == "/CC-index"))
        elif served.refusals:
            served.refusals -= 1
            self._answer(429, b"slow down", {"Retry-After": "0"})
        elif path.startswith("/data/"):
            self._part(served.collection / "archive" / path.removeprefix("/data/"))
        else:
            self._memento(re.fullmatch(r"/(?:web|coll)/(\d+)id_/(.+)", self.path))

    def _part(self, file: Path) -> None:
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        content = file.read_bytes()
        fields = {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Content-Type": "application/octet-stream"}
        self._answer(206, content[first : last + 1], fields)

    def _memento(self, asked: re.Match[str] | None) -> None:
        served = self.server.served
        rows = [row for row in served.rows if asked and row["url"] == asked[2]]
        if asked is None or not rows or f"{asked[1]} {asked[2]}" in served.lost:
            self._answer(
                404, b"<html>The Wayback Machine has not archived that URL.</html>", {"Content-Type": "text/html"}
            )
            return
        row = min(rows, key=lambda row: abs(int(row["timestamp"]) - int(asked[1])))
        if row["timestamp"] != asked[1]:
            self._answer(302, b"", {"Location": f"/web/{row['timestamp']}id_/{row['url']}"})
            return
        entry = parse_line(f"{row['urlkey']} {row['timestamp']} {json.dumps(row)}")
        index = served.collection / "indexes" / "index.cdxj"
        answer = fetch(served.collection / "archive", entry.place, locate_in(index))
        moment = datetime.strptime(row["timestamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        base = f"http://{self.headers['Host']}/web"
        fields = {
            "Memento-Datetime": format_datetime(moment, usegmt=True),
            "Link": f'<{row["url"]}>; rel="original", <{base}/timemap/link/{row["url"]}>; rel="timemap"; '
            f'type="application/link-format", <{base}/{row["url"]}>; rel="timegate"',
            "Content-Type": answer.head.get("Content-Type") or "application/octet-stream",
        }
        for name, value in answer.head.fields:
            if name.decode().lower() not in HIDDEN - {"content-type"}:
                fields[f"x-archive-orig-{name.decode()}"] = value.decode("latin-1")
        if answer.content_encoding:
            fields["x-archive-orig-content-encoding"] = answer.content_encoding
        self._answer(answer.head.status or 200, answer.entity, fields)

    def _answer(self, status: int, body: bytes, fields: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    served: Wayback


@contextmanager
def serve_wayback(served: Wayback) -> Iterator[str]:
    """Serve on a free port, giving the address without a slash at its end."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.served = served
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
