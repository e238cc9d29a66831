from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hnp_crawler.collection.lines import LineFile, LineWriteError


def test_lines_are_appended_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b'{"n":1}\n')
    lines = LineFile(path)
    lines.append(b'{"n":2}\n')
    lines.append(b'{"n":3}\n')
    lines.close()
    assert path.read_bytes() == b'{"n":1}\n{"n":2}\n{"n":3}\n'


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "articles.jsonl"
    lines = LineFile(path)
    lines.append(b"whole\n")
    write, room = os.write, [3]

    def write_what_fits(file: int, line: bytes) -> int:
        if not (fitting := room.pop() if room else 0):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, line[:fitting])

    monkeypatch.setattr(os, "write", write_what_fits)
    with pytest.raises(LineWriteError, match="No space left on device"):
        lines.append(b"broken\n")
    monkeypatch.undo()
    lines.append(b"next\n")
    lines.close()
    assert path.read_bytes() == b"whole\nnext\n"
