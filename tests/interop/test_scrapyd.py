"""Deploy to a real Scrapyd on loopback, schedule, list and cancel; skipped where it is not installed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from crawling import FAST, ROOT

from hnp_crawler.sample_portal import SamplePortal, Server, serve


def tool(name: str) -> str:
    """Find a program of Scrapyd's environment, which ``SCRAPYD_BIN`` may name."""
    folders = [os.environ.get("SCRAPYD_BIN", ""), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(filter(None, folders)))
    if found is None:
        pytest.skip(f"no {name}")
    return found


@dataclass
class Scrapyd:
    """Speak to a Scrapyd."""

    url: str
    log: Path

    def ask(self, service: str, **fields: str) -> dict[str, Any]:
        body = urlencode(fields).encode() if service in ("schedule", "cancel") else None
        query = "" if body else f"?{urlencode(fields)}"
        with urlopen(f"{self.url}{service}.json{query}", body, timeout=30) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        assert told["status"] == "ok", told
        return told

    def schedule(self, project: str, start: str, output: Path, **settings: str) -> str:
        wanted = {"HNP_OUTPUT": str(output), **FAST, **settings}
        fields = [("project", project), ("spider", "hnp"), ("start", start)]
        fields += [("setting", f"{name}={value}") for name, value in wanted.items()]
        with urlopen(f"{self.url}schedule.json", urlencode(fields).encode(), timeout=30) as answer:
            job: str = json.loads(answer.read())["jobid"]
        return job

    def jobs(self, project: str, state: str) -> list[str]:
        return [job["id"] for job in self.ask("listjobs", project=project)[state]]


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project, so that the build leaves nothing in it."""
    folder = tmp_path_factory.mktemp("deployed") / "project"
    shutil.copytree(ROOT / "hnp_crawler", folder / "hnp_crawler", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "scrapy.cfg"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def portal() -> Iterator[Server]:
    with serve(SamplePortal(articles=20)) as server:
        yield server


def run_scrapyd(folder: Path) -> Iterator[Scrapyd]:
    """Run a Scrapyd in a folder, as the configuration in docs/scheduling.md has it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {port}\npoll_interval = 0.2\n", "utf-8")
    url, log = f"http://127.0.0.1:{port}/", folder / "scrapyd.log"
    with log.open("wb") as out, subprocess.Popen([tool("scrapyd")], cwd=folder, stdout=out, stderr=out) as running:
        service = Scrapyd(url, log)

        def answers() -> bool:
            assert running.poll() is None, log.read_text("utf-8")
            try:
                return bool(service.ask("daemonstatus"))
            except URLError:
                return False

        wait_for(answers, "scrapyd to start")
        yield service
        running.terminate()


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[Scrapyd]:
    """Run a Scrapyd that knows no project yet."""
    yield from run_scrapyd(tmp_path)


@pytest.fixture
def scrapyd_in_project(project: Path) -> Iterator[Scrapyd]:
    """Run a Scrapyd inside the project's folder."""
    yield from run_scrapyd(project)


def manifest(collection: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(max((collection / "crawls").glob("*/crawl.json")).read_bytes())
    return found


def test_an_egg_is_deployed_scheduled_listed_and_cancelled(
    scrapyd: Scrapyd, project: Path, portal: Server, tmp_path: Path
) -> None:
    cfg = project / "scrapy.cfg"
    cfg.write_text((ROOT / "scrapy.cfg").read_text("utf-8").replace("http://127.0.0.1:6800/", scrapyd.url), "utf-8")
    deployed = subprocess.run([tool("scrapyd-deploy"), "--version", "1"], cwd=project, capture_output=True, text=True)
    assert deployed.returncode == 0, deployed.stderr
    assert "hnp_crawler" in scrapyd.ask("listprojects")["projects"]
    assert "hnp" in scrapyd.ask("listspiders", project="hnp_crawler")["spiders"]

    whole = scrapyd.schedule("hnp_crawler", portal.url, tmp_path / "whole")
    wait_for(lambda: whole in scrapyd.jobs("hnp_crawler", "finished"), "the crawl to finish")
    assert manifest(tmp_path / "whole")["exit_code"] == 0
    assert len((tmp_path / "whole" / "articles.jsonl").read_bytes().splitlines()) >= 20
    assert max((tmp_path / "whole" / "crawls").glob("*/report.html")).stat().st_size

    slow = scrapyd.schedule("hnp_crawler", portal.url, tmp_path / "cut", DOWNLOAD_DELAY="1")
    wait_for(lambda: (tmp_path / "cut" / "articles.jsonl").exists(), "the slow crawl to begin")
    assert slow in scrapyd.jobs("hnp_crawler", "running")
    second = scrapyd.schedule("hnp_crawler", portal.url, tmp_path / "cut")
    wait_for(lambda: second in scrapyd.jobs("hnp_crawler", "finished"), "the second crawl to be refused")
    assert "one crawl at a time" in scrapyd.log.read_text("utf-8")
    assert "exitstatus=5" in scrapyd.log.read_text("utf-8")
    assert scrapyd.ask("cancel", project="hnp_crawler", job=slow)["prevstate"] == "running"
    wait_for(lambda: slow in scrapyd.jobs("hnp_crawler", "finished"), "the slow crawl to end")
    assert manifest(tmp_path / "cut")["outcome"] == "interrupted"


def test_a_scrapyd_in_the_projects_folder_needs_no_deployment(
    scrapyd_in_project: Scrapyd, portal: Server, tmp_path: Path
) -> None:
    assert "default" in scrapyd_in_project.ask("listprojects")["projects"]
    job = scrapyd_in_project.schedule("default", portal.url, tmp_path / "c")
    wait_for(lambda: job in scrapyd_in_project.jobs("default", "finished"), "the crawl to finish")
    assert manifest(tmp_path / "c")["exit_code"] == 0
