"""Serve the sample portal from a process of its own, so that it shares no interpreter with the crawl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from hnp_crawler.sample_portal.portal import SamplePortal
from hnp_crawler.sample_portal.server import Seen, serve


class RemoteServer:
    """Steer a server that lives in another process; the same names as on ``Server``."""

    def __init__(self, pipe: Connection, host: str, port: int) -> None:
        self._pipe = pipe
        self.host = host
        self.port = port

    @property
    def url(self) -> str:
        """The portal's start page."""
        return f"http://{self.host}:{self.port}/"

    @property
    def log(self) -> list[Seen]:
        """The requests so far, in order; each reading fetches them all."""
        self._pipe.send("log")
        seen: list[Seen] = self._pipe.recv()
        return seen

    def set_night(self, night: int) -> None:
        """Move the portal to another night."""
        self._pipe.send(night)
        self._pipe.recv()


def _answer_in_child(pipe: Connection, portal: SamplePortal, host: str, port: int, keep_bytes: bool) -> None:
    with serve(portal, host, port, keep_bytes=keep_bytes) as server:
        pipe.send(server.port)
        while True:
            try:
                order = pipe.recv()
            except (EOFError, KeyboardInterrupt):
                # The parent is gone, or whoever started both wants an end.
                return
            if order == "log":
                pipe.send(server.log)
            else:
                portal.night = order
                pipe.send(order)


@contextmanager
def serve_apart(
    portal: SamplePortal, host: str = "127.0.0.1", port: int = 0, *, keep_bytes: bool = False
) -> Iterator[RemoteServer]:
    """Serve a portal from a new process for as long as the context lasts, or until the parent dies."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_answer_in_child, args=(theirs, portal, host, port, keep_bytes), daemon=True)
    child.start()
    # With our copy closed, the child's end of the pipe lives in the child alone: if it dies, we read an end of file.
    theirs.close()
    try:
        yield RemoteServer(ours, host, ours.recv())
    finally:
        ours.close()
        child.join(timeout=10)
        if child.is_alive():
            child.kill()
            child.join()
