"""Work on all cores of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from hnp_crawler.crews.crew import Crew, Outcome, Promise, Run, Task, broken

TRIES = 2
"""How often a task whose process died is tried again, alone."""


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0))


class Processes(Crew):
    """Work in so many processes; one process is this one."""

    def __init__(self, count: int) -> None:
        self._count = count

    def run(self, function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Do the tasks, in new processes if more than one is wanted."""
        if self._count == 1:
            return ((task, function(task)) for task in tasks)
        return _PoolRun(function, self._count)(tasks)


class _PoolRun(Run[Task, Outcome]):
    """Do the tasks of one function in a pool, which a dying process breaks, and a new pool then."""

    def __init__(self, function: Callable[[Task], Outcome], count: int) -> None:
        super().__init__(function, count)
        self._count = count
        self._pool = _new_pool(count)

    def submit(self, task: Task) -> Promise[Outcome]:
        try:
            return self._pool.submit(self.function, task)
        except BrokenProcessPool as error:
            return broken(error)

    def take(self, task: Task, promise: Promise[Outcome]) -> Outcome | None:
        try:
            return promise.result()
        except BrokenProcessPool:
            # Whose fault it was is not known: this one is tried alone, the others in a new pool.
            outcome = self._alone(task)
            self._pool.shutdown()
            self._pool = _new_pool(self._count)
            self.waiting = deque((other, self.submit(other)) for other, _ in self.waiting)
            return outcome

    def _alone(self, task: Task) -> Outcome | None:
        for _ in range(TRIES):
            with _new_pool(1) as pool:
                try:
                    return pool.submit(self.function, task).result()
                except BrokenProcessPool:
                    continue
        return None

    def end(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _new_pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
