from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hnp_crawler.collection.folders import CollectionLock, Folders
from hnp_crawler.inspecting.status import Status, take_stock
from hnp_crawler.ledger import Found, Ledger, Outcome, State

NOW = datetime(2026, 1, 10, tzinfo=UTC)


def manifest(**changed: Any) -> dict[str, Any]:
    return {
        "id": "20260109T000000Z",
        "started": "2026-01-09T00:00:00+00:00",
        "ended": "2026-01-09T00:01:40+00:00",
        "outcome": "finished",
        "exit_code": 0,
        "urls": {"fetched": 5, "failed": 1, "blocked": 1},
        "status": {"200": 5, "503": 2},
        "articles": {"new": 1, "changed": 2, "unchanged": 3},
        "removals": {"removed": 4},
        "bytes": 99,
        "completeness": 0.5,
        **changed,
    }


def stock(folder: Path, *manifests: dict[str, Any] | None, oldest: timedelta | None = None) -> Status:
    folders = Folders(folder)
    folders.create()
    for number, one in enumerate(manifests):
        place = folders.crawls / (one["id"] if one else f"2026011{number}T000000Z")
        place.mkdir()
        if one:
            (place / "crawl.json").write_text(json.dumps(one), "utf-8")
    with Ledger(folders.ledger, NOW.timestamp) as ledger:
        ledger.begin("c")
        ledger.urls.offer([Found("a", "https://h/a", kind="article"), Found("b", "https://h/b", kind="article")])
        ledger.urls.lease(2)
        ledger.urls.settle("a", Outcome(State.FETCHED))
        ledger.urls.settle("b", Outcome(State.FAILED, "HTTP 503"))
        return take_stock(folders, ledger, NOW, oldest=oldest)


def test_a_good_crawl_is_no_problem(tmp_path: Path) -> None:
    status = stock(tmp_path, manifest())
    (crawl,) = status.crawls
    assert (crawl.seconds, crawl.requests, crawl.removed, crawl.failed) == (100, 7, 4, 2)
    assert status.problems == ()
    assert status.due == {"now": 0, "a day": 2, "a week": 2}
    assert [(gap.state, gap.reason, gap.urls) for gap in status.gaps] == [("failed", "HTTP 503", 1)]


def test_a_last_crawl_in_the_future_is_a_problem(tmp_path: Path) -> None:
    ahead = {"started": "2031-01-09T00:00:00+00:00", "ended": "2031-01-09T00:01:40+00:00", "id": "20310109T000000Z"}
    (problem,) = stock(tmp_path, manifest(**ahead), oldest=timedelta(days=2)).problems
    assert problem.endswith("began at 2031-01-09T00:00:00+00:00, which is still to come: a clock is wrong")


def test_a_killed_crawl_is_a_problem_and_a_running_one_is_not(tmp_path: Path) -> None:
    killed = stock(tmp_path, manifest(), None)
    assert killed.crawls[0].outcome == "killed"
    assert killed.problems == ("the last crawl, 20260111T000000Z, ended: killed",)
    with CollectionLock(Folders(tmp_path)), Ledger(tmp_path / "ledger.sqlite", NOW.timestamp) as ledger:
        running = take_stock(Folders(tmp_path), ledger, NOW)
    assert running.crawls[0].outcome == "running"
    assert running.problems == ()


def test_alarms_and_a_bad_end_are_problems(tmp_path: Path) -> None:
    status = stock(
        tmp_path, manifest(outcome="problems", exit_code=1, alarms=["too few"], disagreements=["1 is not 2"])
    )
    assert status.problems == ("the last crawl, 20260109T000000Z, ended: problems", "too few", "1 is not 2")


def test_an_old_last_crawl_is_a_problem_where_that_is_asked(tmp_path: Path) -> None:
    assert stock(tmp_path / "a", manifest(), oldest=timedelta(hours=30)).problems == ()
    old = stock(tmp_path / "b", manifest(), oldest=timedelta(hours=20))
    assert old.problems == ("no crawl that went to its end began in the last 20 hours",)


def test_no_crawl_is_a_problem(tmp_path: Path) -> None:
    assert stock(tmp_path).problems == ("no crawl has ended yet",)


def test_a_damaged_manifest_is_told(tmp_path: Path) -> None:
    stock(tmp_path, manifest())
    (tmp_path / "crawls" / "20260109T000000Z" / "crawl.json").write_text("{", "utf-8")
    with Ledger(tmp_path / "ledger.sqlite", NOW.timestamp) as ledger:
        assert take_stock(Folders(tmp_path), ledger, NOW).crawls[0].outcome == "unreadable"
