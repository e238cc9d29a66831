from __future__ import annotations

import os
from pathlib import Path

import pytest

from hnp_crawler.lines import LineFile, LineWriteError


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
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:3]))
    with pytest.raises(LineWriteError, match="only 3 of 7 bytes"):
        lines.append(b"broken\n")
    monkeypatch.undo()
    lines.append(b"next\n")
    lines.close()
    assert path.read_bytes() == b"whole\nnext\n"
