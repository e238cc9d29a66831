from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hnp_crawler.collection.folders import CollectionLock, Folders
from hnp_crawler.errors import CollectionError, CollectionLocked

NOW = datetime(2026, 11, 25, 4, 5, 6, tzinfo=UTC)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "hnp")
    with CollectionLock(folders), pytest.raises(CollectionLocked, match="is writing to it; one crawl at a time"):
        CollectionLock(folders)
    CollectionLock(folders).release()


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from hnp_crawler.collection.folders import *;"
        "CollectionLock(Folders(Path(sys.argv[1]))); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert ended.returncode == -9
    CollectionLock(Folders(tmp_path)).release()


def test_each_crawl_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.create()
    names = [folders.begin_crawl(NOW).name for _ in range(3)]
    assert names == ["20261125T040506Z", "20261125T040506Z-0001", "20261125T040506Z-0002"]


def test_a_crawl_sorts_behind_all_before_it_whatever_the_clock_says(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.create()
    (folders.crawls / "notes").mkdir()
    moments = [NOW.replace(year=2031), NOW, NOW + timedelta(days=1), NOW.replace(year=2032), NOW]
    names = [folders.begin_crawl(moment).name for moment in moments]
    assert names == sorted(names)
    assert names[0] == "20311125T040506Z"
    assert names[1] == "20311125T040506Z-0001"
    assert names[3] == "20321125T040506Z"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "hnp").write_text("not a folder")
    with pytest.raises(CollectionError, match="opening the collection"):
        Folders(tmp_path / "hnp").create()
