"""Run a function over tasks in order and with flat memory, whoever does them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
Result = TypeVar("Result", covariant=True)

AHEAD = 2
"""Tasks per worker that are given out before the first has been taken back."""


class Promise(Protocol[Result]):
    """Describe what `concurrent.futures.Future` and Dask's share."""

    def result(self) -> Result:
        """Wait for what was promised, or raise what went wrong."""
        ...


class Run(ABC, Generic[Task, Outcome]):
    """Do the tasks of one function; ``function`` must be importable, and give the same for the same task."""

    def __init__(self, function: Callable[[Task], Outcome], size: int) -> None:
        self.function = function
        self.waiting: deque[tuple[Task, Promise[Outcome]]] = deque()
        self._most = AHEAD * size

    def __call__(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Give each task with its outcome, in order; None for a task that kills whatever works on it."""
        coming = iter(tasks)
        try:
            while True:
                for task in coming:
                    self.waiting.append((task, self.submit(task)))
                    if len(self.waiting) >= self._most:
                        break
                if not self.waiting:
                    return
                task, promise = self.waiting.popleft()
                yield task, self.take(task, promise)
        finally:
            self.end()

    @abstractmethod
    def submit(self, task: Task) -> Promise[Outcome]:
        """Give a task out."""

    @abstractmethod
    def take(self, task: Task, promise: Promise[Outcome]) -> Outcome | None:
        """Wait for an outcome; None where every worker that was given the task died."""

    @abstractmethod
    def end(self) -> None:
        """Call back what is still given out."""


class Crew(ABC):
    """Do tasks; a worker that dies costs its task at most."""

    @abstractmethod
    def run(self, function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
        """Give each task with the function's outcome, in order; None for a task that kills whatever works on it."""

    def close(self) -> None:  # noqa: B027 (most have nothing to close)
        """Let the workers go."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def broken(error: BaseException) -> Future[Any]:
    """Make the promise of a task that could not be given out."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future
