"""Hold one answer of the portal, and turn it into the bytes of HTTP/1.1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

Headers = tuple[tuple[str, str], ...]
CHUNK = 3_000


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold status, headers and body, and how the connection misbehaves while they are sent."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    reason: str | None = None
    chunked: bool = False
    delay: float = 0.0
    """Seconds before the first byte."""
    claim: int | None = None
    """``Content-Length`` to state in place of the right one."""
    send: int | None = None
    """How many bytes of the body are sent before the connection ends; ``None``: all."""
    ending: Literal["keep", "close", "reset", "silence"] = "keep"
    """What becomes of the connection: ``reset`` cuts it off, ``silence`` leaves the client waiting."""

    def header(self, name: str) -> str | None:
        """Find the first header of a name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def wire(self, *, head_only: bool = False) -> bytes:
        """Write the whole message."""
        reason = self.reason or HTTPStatus(self.status).phrase
        lines = [f"HTTP/1.1 {self.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        bodiless = self.status in {204, 304}
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
        elif not bodiless:
            lines.append(f"Content-Length: {len(self.body) if self.claim is None else self.claim}")
        if self.ending != "keep":
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        if head_only or bodiless:
            return head
        body = b"".join(_chunks(self.body)) if self.chunked else self.body
        return head + (body if self.send is None else body[: self.send])


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK):
        chunk = body[start : start + CHUNK]
        yield b"%x\r\n%s\r\n" % (len(chunk), chunk)
    yield b"0\r\n\r\n"
