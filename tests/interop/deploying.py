"""Let a real Scrapyd take the project, run a crawl of it and cancel another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from workshop import HERE, Rejected, run


def deploy_to_scrapyd(programs: Path) -> Iterator[str]:
    """Run the tests that an environment without Scrapyd skips."""
    said = run("env", f"SCRAPYD_BIN={programs}", sys.executable, "-m", "pytest", "-q", HERE / "test_scrapyd.py")
    if "skipped" in said:
        raise Rejected(f"deploying to Scrapyd: {said[-1000:]}")
    yield "Scrapyd: deployed as an egg and from a folder, scheduled, listed and cancelled"
