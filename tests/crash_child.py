"""Run ``scrapy`` and die by SIGKILL at one step on the way to the disk: ``FOLDER TRACE STEP PART scrapy-arguments…``.

The steps are the changes of names and lengths under FOLDER (files created, renamed, removed, cut) and the writes. Those
whose file's name holds PART are counted and written to TRACE. At step number STEP the process dies: before a change,
and in the middle of a write.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

FOLDER, TRACE, STEP, PART = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
NAMED = {"os.rename": 1, "os.remove": 0, "os.truncate": 0, "os.mkdir": 0}
"""Events that change names or lengths, and which argument names the file."""

trace = os.open(TRACE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
write = os.write
steps = 0


def path_of(file: Any) -> str:
    return os.path.realpath(f"/proc/self/fd/{file}" if isinstance(file, int) else os.fsdecode(file))


def is_last(what: str, path: str) -> bool:
    """Count a step, and tell whether it is the one to die at."""
    global steps
    if not path.startswith(FOLDER + "/") or PART not in os.path.basename(path):  # noqa: PTH119
        return False
    steps += 1
    write(trace, f"{what} {path.removeprefix(FOLDER + '/')}\n".encode())
    return steps == STEP


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not flags & os.O_CREAT or os.path.exists(path):  # noqa: PTH110
            return
    elif event in NAMED:
        path = arguments[NAMED[event]]
    else:
        return
    if is_last(event, path_of(path)):
        os.kill(os.getpid(), signal.SIGKILL)


def write_or_die(file: int, content: Any) -> int:
    if is_last("write", path_of(file)):
        write(file, bytes(content)[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    return write(file, content)


sys.argv = ["scrapy", *sys.argv[5:]]
sys.addaudithook(watch)
os.write = write_or_die

from scrapy.cmdline import execute  # noqa: E402

execute()
