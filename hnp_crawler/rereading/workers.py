"""Run a function over tasks on all cores, in order, with flat memory; a process that dies costs its task at most."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Generic, TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

AHEAD = 2
"""Tasks per process that are given out before the first has been taken back."""
TRIES = 2
"""How often a task whose process died is tried again, alone."""


class Workers(Generic[Task, Outcome]):
    """Give tasks to processes; ``function`` must be importable, and give the same for the same task."""

    def __init__(self, function: Callable[[Task], Outcome], processes: int) -> None:
        self._function = function
        self._processes = processes

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Give each task with its outcome, in order; None for a task that kills whatever process works on it."""
        if self._processes == 1:
            for task in tasks:
                yield task, self._function(task)
            return
        pool, waiting, coming = self._pool(self._processes), deque[tuple[Task, Future[Outcome]]](), iter(tasks)
        try:
            while True:
                for task in coming:
                    waiting.append((task, self._submit(pool, task)))
                    if len(waiting) >= AHEAD * self._processes:
                        break
                if not waiting:
                    return
                task, future = waiting.popleft()
                try:
                    outcome: Outcome | None = future.result()
                except BrokenProcessPool:
                    # Whose fault it was is not known: this one is tried alone, the others in a new pool.
                    outcome = self._alone(task)
                    pool.shutdown()
                    pool = self._pool(self._processes)
                    waiting = deque((other, self._submit(pool, other)) for other, _ in waiting)
                yield task, outcome
        finally:
            pool.shutdown(cancel_futures=True)

    def _pool(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin)

    def _submit(self, pool: ProcessPoolExecutor, task: Task) -> Future[Outcome]:
        try:
            return pool.submit(self._function, task)
        except BrokenProcessPool as error:
            broken: Future[Outcome] = Future()
            broken.set_exception(error)
            return broken

    def _alone(self, task: Task) -> Outcome | None:
        for _ in range(TRIES):
            with self._pool(1) as pool:
                try:
                    return pool.submit(self._function, task).result()
                except BrokenProcessPool:
                    continue
        return None


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
