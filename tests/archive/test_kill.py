"""Kill a process that writes an archive, at any moment, and look for what it had said is kept."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from hnp_crawler.archive.repair import repair
from hnp_crawler.archive.verify import verify

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.archive.store import Archive

about = About(software="test", collection="killed", crawl_id=sys.argv[2])
archive = Archive(Path(sys.argv[1]), about=about, host="h", clock=lambda: datetime.now(UTC), max_size=4_000_000)
noise = Random(sys.argv[2])
journal = open(sys.argv[3], "a", buffering=1)
for number in range(100_000):
    body = noise.randbytes(noise.choice((100, 5_000, 60_000, 3_000_000)))
    head = b"HTTP/1.1 200 OK\\r\\nContent-Type: image/x\\r\\n\\r\\n"
    with Exchange(target_uri=f"http://h/{number}", method="GET", started=datetime.now(UTC),
                  request=Spool(b"GET / HTTP/1.1\\r\\n\\r\\n"), response=Spool(head + body)) as exchange:
        capture = archive.keep(exchange).capture
    journal.write(f"{capture.file} {capture.offset} {capture.length} {capture.record_id}\\n")
"""


def kill_at_random(collection: Path, journal: Path, seed: int) -> None:
    before = journal.stat().st_size if journal.exists() else 0
    process = subprocess.Popen([sys.executable, "-c", WRITER, collection, str(seed), journal])
    while (not journal.exists() or journal.stat().st_size == before) and process.poll() is None:
        time.sleep(0.005)
    time.sleep(random.Random(seed).uniform(0, 0.3))
    process.kill()
    assert process.wait() == -9


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_after_kills_every_record_that_was_reported_is_there_and_whole(tmp_path, kills):
    collection, journal = tmp_path / "killed", tmp_path / "journal"
    for seed in range(kills):
        kill_at_random(collection, journal, seed)
        repair(collection)
    findings = list(verify(collection))
    assert {finding.problem for finding in findings} <= {None, "cut-bytes", "no-manifest"}
    there = {(f.file.removeprefix("archive/"), str(f.offset), f.record_id) for f in findings if f.subject == "record"}
    reported = [line.split() for line in journal.read_text().splitlines()]
    assert len(reported) >= kills
    assert [item for item in reported if (item[0], item[1], item[3]) not in there] == []
    assert Counter(finding.subject for finding in findings)["index"] >= len(reported)
