"""Work on a Dask cluster, whose workers see the same files under the same paths (https://distributed.dask.org)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from importlib.util import find_spec
from typing import Any

from hnp_crawler import __version__
from hnp_crawler.crews.crew import Crew, Outcome, Promise, Run, Task
from hnp_crawler.errors import CollectionError, OptionError

PATIENCE = 15.0
"""Seconds in which a scheduler must answer and have a worker."""
RETRIES = 2
"""How often a task that failed, such as for a disk that was away, is tried again."""


class Cluster(Crew):
    """Give tasks to the workers of a scheduler; it gives those of a worker that dies to another.

    Raises `OptionError` where the package ``distributed`` is missing, the scheduler does not answer, it has no worker,
    or a worker has another version of this package.
    """

    def __init__(self, address: str, doing: str) -> None:
        if find_spec("distributed") is None:
            raise OptionError(f"{doing}: --scheduler needs the package distributed, the extra 'cluster'")
        from distributed import Client

        self._where = f"{doing}: the scheduler {address!r}"
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said in one sentence
        connect: Any = Client  # which has no types
        try:
            self._client = connect(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise OptionError(f"{self._where} does not answer: {error}") from None
        try:
            self._size = self._check_workers()
        except BaseException:
            self.close()
            raise

    def _check_workers(self) -> int:
        """Count the threads of workers that have this very package."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise OptionError(f"{self._where} has no worker") from None
        for worker, theirs in self._client.run(version, on_error="return").items():
            if theirs != __version__:
                raise OptionError(
                    f"{self._where} has a worker, {worker}, whose hnp_crawler is {theirs}, and this is {__version__}"
                )
        return sum(self._client.nthreads().values())

    def run(self, function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Do the tasks, in the order in which they come."""
        return _ClusterRun(function, self._size, self._client, self._where)(tasks)

    def close(self) -> None:
        """Leave the scheduler; its workers go on without us."""
        self._client.close()


class _ClusterRun(Run[Task, Outcome]):
    def __init__(self, function: Callable[[Task], Outcome], size: int, client: Any, where: str) -> None:
        super().__init__(function, size)
        self._client = client
        self._where = where

    def submit(self, task: Task) -> Promise[Outcome]:
        # Without a key of its own a task would be taken for an earlier one that is alike, and be kept for ever.
        promise: Promise[Outcome] = self._client.submit(self.function, task, pure=False, retries=RETRIES)
        return promise

    def take(self, task: Task, promise: Promise[Outcome]) -> Outcome | None:  # noqa: ARG002 (it is tried elsewhere)
        from distributed.scheduler import KilledWorker

        try:
            return promise.result()
        except KilledWorker:
            return None
        except CancelledError as error:
            raise CollectionError(f"{self._where} was lost: {error}") from None

    def end(self) -> None:
        self._client.cancel([promise for _, promise in self.waiting])


def version() -> str:
    """Give the version of this package, where it is called."""
    return __version__
