"""HTTP as clients meet it: kept connections, 304, gzip, chunks, logs, a clean end."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import threading

import pytest

from hnp_crawler.sample_portal import SamplePortal, Server, serve
from hnp_crawler.sample_portal.separate import serve_apart


@pytest.fixture(scope="module")
def server():
    with serve(SamplePortal(), keep_bytes=True) as server:
        yield server


def get(connection: http.client.HTTPConnection, target: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


def targets(server: Server) -> list[str]:
    return [line["url"].removeprefix(server.url[:-1]) for line in server.portal.truth(server.url[:-1])]


def test_one_connection_serves_everything_in_every_coding(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    codings = set()
    for target in targets(server):
        response, body = get(connection, target, Accept_Encoding="gzip")
        packed = response.getheader("Content-Encoding") == "gzip"
        codings.add((packed, response.getheader("Transfer-Encoding") == "chunked"))
        plain = gzip.decompress(body) if packed else body
        _, same = get(connection, target)
        assert plain == same
    assert codings == {(False, False), (False, True), (True, False), (True, True)}
    connection.close()


def test_validators_bring_304_without_a_body(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    kinds = set()
    for target in [*targets(server), "/css/main.css", "/tintuc_sukien"]:
        response, _ = get(connection, target)
        tag, changed = response.getheader("ETag"), response.getheader("Last-Modified")
        kinds.add((tag is not None, changed is not None))
        conditions = {"If_None_Match": tag} if tag else {"If_Modified_Since": changed or ""}
        again, body = get(connection, target, **conditions)
        assert (again.status, body, again.getheader("Content-Length")) == (304, b"", None)
        assert get(connection, target, If_None_Match='"other"', If_Modified_Since=changed or "")[0].status == 200
    assert kinds == {(True, True), (False, True), (True, False)}
    assert get(connection, "/tin-so-nganh", If_Modified_Since="nonsense")[0].status == 200
    connection.close()


def test_the_log_has_the_bytes_of_both_directions(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        request = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Odd:  two  spaces \r\nConnection: close\r\n\r\n"
        client.sendall(request)
        received = b"".join(iter(lambda: client.recv(65_536), b""))
    seen = next(seen for seen in reversed(server.log) if seen.target == "/robots.txt")
    assert seen.received == request
    assert seen.sent == received
    assert (seen.method, seen.status, seen.host) == ("GET", 200, "127.0.0.1")


def test_requests_in_one_packet_or_in_many_pieces(server: Server) -> None:
    one = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    for pieces in ([one + one + last], [bytes([byte]) for byte in one + one + last]):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                client.sendall(piece)
            received = b"".join(iter(lambda client=client: client.recv(65_536), b""))
        assert received.count(b"HTTP/1.1 200 OK") == 3


def test_head_has_no_body_and_nonsense_is_refused(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("HEAD", "/robots.txt")
    response = connection.getresponse()
    assert response.read() == b""
    assert int(response.getheader("Content-Length") or 0) > 0
    connection.close()
    for nonsense in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"x" * 70_000):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(nonsense)
            assert client.recv(100).startswith(b"HTTP/1.1 400 ")


def test_the_other_host_name_serves_the_media(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    _, body = get(connection, targets(server)[0])
    assert f"http://localhost:{server.port}/".encode() in body
    connection.close()


def test_it_stops_with_open_connections_and_leaves_nothing() -> None:
    before = threading.active_count()
    with serve(SamplePortal(articles=3)) as server:
        idle = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(20)]
        for client in idle:
            client.sendall(b"HEAD /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT")
            assert client.recv(10_000).startswith(b"HTTP/1.1 200 OK")
    for client in idle:
        with client, contextlib.suppress(ConnectionResetError):
            assert client.recv(10) == b""
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_process_of_its_own() -> None:
    with serve_apart(SamplePortal(articles=12)) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        assert get(connection, "/")[0].status == 200
        first = get(connection, "/tin-so-nganh")[1]
        server.set_night(40)
        assert get(connection, "/tin-so-nganh")[1] != first
        assert [seen.target for seen in server.log] == ["/", "/tin-so-nganh", "/tin-so-nganh"]
        connection.close()
