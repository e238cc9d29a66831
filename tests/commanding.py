"""Run a command of the project inside the test's process, as ``scrapy`` does."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from scrapy.cmdline import execute
from scrapy.settings import Settings


@dataclass(frozen=True, slots=True)
class Ended:
    """Hold how a command ended."""

    code: int
    out: bytes
    err: str


def scrapy(*words: str | Path) -> Ended:
    settings = Settings()
    settings.setmodule("hnp_crawler.settings", priority="project")
    out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    argv = ["scrapy", *map(str, words)]
    code = 0
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", argv):
        try:
            execute(argv, settings)
        except SystemExit as end:
            code = int(end.code or 0)
    out.flush()
    err.flush()
    return Ended(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]
