"""Run a real Dask scheduler and workers on loopback, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crawling import ROOT


@dataclass
class DaskCluster:
    """Hold the processes of a cluster."""

    address: str
    scheduler: subprocess.Popen[bytes]
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def hire(self) -> subprocess.Popen[bytes]:
        """Start a worker with one thread, that no nanny starts again."""
        words = ["worker", self.address, "--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
        self.workers.append(_dask(self.folder, *words, "--local-directory", str(self.folder)))
        return self.workers[-1]


def _dask(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    number = len(list(folder.glob("*.log")))
    with (folder / f"{number}-{words[0]}.log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words], cwd=ROOT, env=environment, stdout=log, stderr=log
        )


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """Serve a scheduler with so many workers until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    scheduler = _dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    cluster = DaskCluster(_address(folder / "0-scheduler.log", scheduler), scheduler, folder)
    try:
        for _ in range(workers):
            cluster.hire()
        yield cluster
    finally:
        for process in (*cluster.workers, scheduler):
            process.kill()
            process.wait()


def _address(log: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """Wait until the scheduler says where it listens."""
    for _ in range(600):
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text("utf-8")):
            return found[0]
        assert scheduler.poll() is None, log.read_text("utf-8")
        threading.Event().wait(0.05)
    raise AssertionError(log.read_text("utf-8"))


def deadly(number: int) -> int:
    """Kill whatever works on five."""
    if number == 5:
        os._exit(1)
    return number * number


def slow(number: int) -> int:
    """Take time."""
    time.sleep(0.2)
    return number
