"""A server on raw sockets that logs each byte it receives and sends, and a crawl in a process of its own."""

from __future__ import annotations

import base64
import datetime
import gzip
import ipaddress
import json
import os
import selectors
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("crawl_child.py")
collect_ignore_glob = ["*_child.py"]
PATIENCE = 30.0
"""Seconds that a socket of the server waits before it gives up."""

Step = bytes | float | str
Script = Iterable[Step]
"""What a server does with one request: bytes to send, seconds to wait, or how to leave: close, reset, silence."""


@dataclass
class Served:
    """One request as the server saw it, and what it answered."""

    received: bytes
    connection: int
    sent: bytearray = field(default_factory=bytearray)


class WireServer:
    """Answer by script, and log; `script_of` is asked with the name at the end of the target and the attempt from 0."""

    def __init__(
        self,
        script_of: Callable[[str, int], Script],
        tls: ssl.SSLContext | None = None,
        *,
        greeting: bytes = b"",
        keeps: bool = True,
    ) -> None:
        self._greeting = greeting
        self._keeps = keeps
        self.served: dict[str, list[Served]] = {}
        self._script_of = script_of
        self._tls = tls
        self._lock = threading.Lock()
        self._connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._connections += 1
            number = self._connections
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            connection.sendall(self._greeting)
            while request := read_request(connection):
                if not self._answer(connection, request, number):
                    return
        except OSError:
            pass
        finally:
            connection.close()

    def _answer(self, connection: socket.socket, request: bytes, number: int) -> bool:
        target = request.split(b" ", 2)[1].decode()
        name = name_of(target)
        served = Served(request, number)
        with self._lock:
            attempts = self.served.setdefault(name, [])
            attempts.append(served)
            script = self._script_of(name, len(attempts) - 1)
        for step in script:
            if isinstance(step, bytes):
                view = memoryview(step)
                while view:
                    count = connection.send(view[: 1 << 16])
                    if self._keeps:
                        served.sent += view[:count]
                    view = view[count:]
            elif isinstance(step, float):
                time.sleep(step)
            elif step == "reset":
                reset(connection)
                return False
            elif step == "close":
                if isinstance(connection, ssl.SSLSocket):
                    connection.unwrap()
                return False
            elif step == "cut":
                return False
        return True


def read_request(connection: socket.socket) -> bytes:
    """Read one request whole; empty when the client has closed."""
    content = b""
    while b"\r\n\r\n" not in content:
        piece = connection.recv(1 << 16)
        if not piece:
            return b""
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = connection.recv(1 << 16)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


def reset(connection: socket.socket) -> None:
    """Close so that the peer gets a RST instead of a FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Of a TLS connection, too, it is the socket below that must go.
    socket.socket(fileno=connection.detach()).close()


class Tunnel:
    """A CONNECT proxy that leads every tunnel to one port, or refuses those to refused.example."""

    def __init__(self, port: int) -> None:
        self.connects: list[bytes] = []
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._open, args=(client,), daemon=True).start()

    def _open(self, client: socket.socket) -> None:
        request = read_request(client)
        self.connects.append(request)
        if b" refused.example:" in request:
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", self._target))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            try:
                while ready.get_map():
                    for key, _ in ready.select():
                        relay(ready, key.fileobj, key.data)
            except OSError:
                reset(client)
                reset(server)
        client.close()
        server.close()


def relay(ready: selectors.BaseSelector, source: Any, sink: socket.socket) -> None:
    """Pass on what has come, or the end of it."""
    if piece := source.recv(1 << 16):
        sink.sendall(piece)
    else:
        ready.unregister(source)
        sink.shutdown(socket.SHUT_WR)


@dataclass
class Got:
    """One exchange as the handler gave it to the recorder."""

    facts: dict[str, Any]
    request: bytes
    response: bytes | None
    interim: list[bytes]

    @property
    def received(self) -> bytes:
        return b"".join(self.interim) + (self.response or b"")


@dataclass
class WarcRecord:
    """One record of the archive, read without the package under test."""

    fields: dict[str, str]
    block: bytes


def read_warcs(folder: Path) -> Iterator[WarcRecord]:
    for file in sorted((folder / "archive").glob("*.warc.gz")):
        with gzip.open(file) as stream:
            while stream.readline().strip() == b"WARC/1.1":
                fields = {}
                while line := stream.readline().decode().strip():
                    name, _, value = line.partition(": ")
                    fields[name] = value
                yield WarcRecord(fields, stream.read(int(fields["Content-Length"])))
                assert stream.read(4) == b"\r\n\r\n"


@dataclass
class Crawled:
    """All that a crawl left: exchanges by the name at the end of their target, and its stats."""

    exchanges: dict[str, list[Got]]
    records: list[WarcRecord]
    stats: dict[str, Any]
    outcomes: dict[str, list[dict[str, Any]]]
    log: str


Crawl = Callable[..., Crawled]


@pytest.fixture(scope="session")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl a list of requests with the handler under test."""

    def run(requests: list[dict[str, Any]], *, timeout: float = 120, **settings: Any) -> Crawled:
        folder = tmp_path_factory.mktemp("crawl")
        for request in requests:
            request["body"] = base64.b64encode(request.get("body", b"")).decode()
        (folder / "job.json").write_text(json.dumps({"requests": requests, "settings": settings}), "utf-8")
        done = subprocess.run(
            [sys.executable, str(CHILD), str(folder)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return read_crawl(folder, done.stderr)

    return run


def name_of(url: str) -> str:
    """Take the last two parts of a URL, by which the tests know a request."""
    return "/".join(url.rsplit("/", 2)[-2:])


def read_crawl(folder: Path, log: str) -> Crawled:
    exchanges: dict[str, list[Got]] = {}
    for line in (folder / "exchanges.jsonl").read_text("utf-8").splitlines():
        facts = json.loads(line)
        stem = folder / f"{facts['number']}"
        got = Got(
            facts,
            stem.with_suffix(".request").read_bytes(),
            stem.with_suffix(".response").read_bytes() if facts["response"] else None,
            [base64.b64decode(block) for block in facts["interim"]],
        )
        exchanges.setdefault(name_of(facts["target_uri"]), []).append(got)
    outcomes: dict[str, list[dict[str, Any]]] = {}
    for line in (folder / "outcomes.jsonl").read_text("utf-8").splitlines():
        outcome = json.loads(line)
        outcomes.setdefault(name_of(outcome["url"]), []).append(outcome)
    stats = json.loads((folder / "stats.json").read_text("utf-8"))
    return Crawled(exchanges, list(read_warcs(folder)), stats, outcomes, log)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A TLS context with a certificate that nobody has signed but its owner."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class Wire:
    """Start servers and tunnels that stop with the tests."""

    def __init__(self) -> None:
        self._started: list[WireServer | Tunnel] = []

    def serve(self, script_of: Callable[[str, int], Script], *more: Any, **named: Any) -> WireServer:
        server = WireServer(script_of, *more, **named)
        self._started.append(server)
        return server

    def tunnel(self, port: int) -> Tunnel:
        tunnel = Tunnel(port)
        self._started.append(tunnel)
        return tunnel

    def close(self) -> None:
        for started in self._started:
            started.close()


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    started = Wire()
    yield started
    started.close()
