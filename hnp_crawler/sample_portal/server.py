"""Serve the sample portal over HTTP/1.1 on loopback, from a thread or a process of its own."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, cast

from hnp_crawler.sample_portal.faults import blocked
from hnp_crawler.sample_portal.portal import SamplePortal
from hnp_crawler.sample_portal.reply import Reply

_LARGEST_HEAD: Final = 65_536
_RESET: Final = struct.pack("ii", 1, 0)
"""``SO_LINGER`` of zero seconds: closing then sends RST."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Note one request, and what it was answered with."""

    at: float
    """Seconds since the epoch."""
    method: str
    target: str
    headers: dict[str, str]
    """Names in small letters; of a repeated one the last."""
    status: int
    received: bytes
    """The request as it came, when the server keeps bytes."""
    sent: bytes
    """The answer as it was sent, when the server keeps bytes."""

    @property
    def host(self) -> str:
        """The host that was asked."""
        return self.headers.get("host", "")


class Server:
    """Listen on one port and answer for a portal; ``log`` holds the requests in order."""

    def __init__(self, portal: SamplePortal, host: str, port: int, *, keep_bytes: bool = False) -> None:
        self.portal = portal
        self.host = host
        self.log: list[Seen] = []
        self.keep_bytes = keep_bytes
        self._attempts: Counter[str] = Counter()
        self._connections: set[_Connection] = set()
        self._socket = socket.create_server((host, port), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sample portal", daemon=True)

    @property
    def url(self) -> str:
        """The portal's start page."""
        return f"http://{self.host}:{self.port}/"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        """Close all connections and the port, and wait until that is done."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes, received: bytes
    ) -> tuple[Reply, bytes]:
        """Ask the portal, note the request, and give the bytes to send."""
        self._attempts[target] += 1
        limit = self.portal.faults.block_after
        if limit is not None and len(self.log) >= limit:
            reply = blocked(self.portal.faults)
        else:
            reply = self.portal.respond(method, target, headers, body, self._attempts[target])
        sent = reply.wire(head_only=method == "HEAD")
        kept = (received, sent) if self.keep_bytes else (b"", b"")
        self.log.append(Seen(time.time(), method, target, headers, reply.status, *kept))
        return reply, sent

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self, self._connections, self._loop), sock=self._socket)
        )
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._loop.run_until_complete(self._end_connections())
            self._loop.close()

    async def _end_connections(self) -> None:
        # What was accepted a moment ago has no protocol yet, and would stay open without one.
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
        for connection in list(self._connections):
            connection.abort()
        # One turn of the loop lets the transports close their sockets.
        await asyncio.sleep(0)


class _Connection(asyncio.Protocol):
    """Read requests from one connection and answer them in order."""

    def __init__(self, server: Server, connections: set[_Connection], loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._connections = connections
        self._loop = loop
        self._buffer = b""
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio names it)
        self._connections.discard(self)

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._proceed()

    def _proceed(self) -> None:
        while not self._busy and not self._transport.is_closing():
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self._buffer) > _LARGEST_HEAD:
                    self._refuse()
                return
            lines = self._buffer[:end].decode("latin-1").split("\r\n")
            headers = {
                name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
            }
            length = headers.get("content-length", "0")
            words = lines[0].split(" ")
            if len(words) != 3 or not length.isdigit() or "transfer-encoding" in headers:
                self._refuse()
                return
            total = end + 4 + int(length)
            if len(self._buffer) < total:
                return
            received, self._buffer = self._buffer[:total], self._buffer[total:]
            self._answer(words[0], _origin_form(words[1]), headers, received[end + 4 :], received)

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes, received: bytes) -> None:
        reply, sent = self._server.answer(method, target, headers, body, received)
        last = reply.ending != "keep" or headers.get("connection", "").lower() == "close"
        if reply.delay:
            self._busy = True
            self._loop.call_later(reply.delay, self._send_late, reply, sent, last)
        else:
            self._send(reply, sent, last)

    def _send_late(self, reply: Reply, sent: bytes, last: bool) -> None:
        self._busy = False
        if not self._transport.is_closing():
            self._send(reply, sent, last)
            self._proceed()

    def _send(self, reply: Reply, sent: bytes, last: bool) -> None:
        if reply.ending == "reset":
            peer = cast("socket.socket", self._transport.get_extra_info("socket"))
            if reply.send:
                self._transport.write(sent)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
            return
        self._transport.write(sent)
        if last:
            self._transport.close()

    def _refuse(self) -> None:
        self._transport.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self._transport.close()


def _origin_form(target: str) -> str:
    if target.startswith("http://"):
        return "/" + target.removeprefix("http://").partition("/")[2]
    return target


@contextmanager
def serve(
    portal: SamplePortal, host: str = "127.0.0.1", port: int = 0, *, keep_bytes: bool = False
) -> Iterator[Server]:
    """Serve a portal from a thread for as long as the context lasts; port 0 takes a free one."""
    server = Server(portal, host, port, keep_bytes=keep_bytes)
    server.start()
    try:
        yield server
    finally:
        server.stop()
