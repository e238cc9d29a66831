"""Run the scheduling examples of the documentation as they are shown."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import FAST, ROOT

from hnp_crawler import settings
from hnp_crawler.sample_portal import Server

GUIDE = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
SRV = "/srv/hnp"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


@pytest.fixture
def srv(tmp_path: Path, portal: Server) -> Path:
    """Install the project in a folder; its scrapy goes to the sample portal, quickly."""
    folder = tmp_path / "srv"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / "hnp_crawler").symlink_to(ROOT / "hnp_crawler")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    words = [f"-s{name}={value}" for name, value in FAST.items()]
    extra = shlex.join(["-a", f"start={portal.url}", "-a", "max_articles=3", *words])
    scrapy = folder / ".venv" / "bin" / "scrapy"
    scrapy.write_text(
        f'#!/bin/sh\n[ "$1" = crawl ] && set -- "$@" {extra}\nexec {shlex.quote(sys.executable)} -m scrapy "$@"\n',
        "utf-8",
    )
    scrapy.chmod(0o755)
    return folder


def run(command: str, srv: Path) -> subprocess.CompletedProcess[str]:
    """Run a line with the bare environment that cron and systemd give, in the home folder as cron does."""
    shown = command.replace(SRV, str(srv))
    bare = ["env", "-i", "PATH=/usr/bin:/bin", "LANG=C", "/bin/sh", "-c", shown]
    return subprocess.run(bare, cwd="/", capture_output=True, text=True, check=False, timeout=120)


def cron_lines() -> list[str]:
    (table,) = blocks("crontab")
    lines = [line.split(maxsplit=5) for line in table.splitlines() if line[0].isdigit()]
    assert all(re.fullmatch(r"[\d*/,-]+", field) for line in lines for field in line[:5])
    assert all("%" not in line[5] for line in lines), "cron makes line feeds of percent signs"
    return [line[5] for line in lines]


def test_cron_is_silent_about_a_good_crawl_and_mails_a_bad_one(srv: Path) -> None:
    crawl, check = cron_lines()
    silent = [run(line, srv) for line in (crawl, check)]
    assert [(one.returncode, one.stdout, one.stderr) for one in silent] == [(0, "", "")] * 2
    assert len((srv / "output" / "hnp" / "articles.jsonl").read_bytes().splitlines()) == 3
    shutil.rmtree(srv / "output")
    assert "is no collection" in run(check, srv).stdout
    (srv / "output").write_text("in the way", "utf-8")
    assert "scrapy crawl: " in run(crawl, srv).stdout


def test_the_service_runs_the_same_crawl(srv: Path) -> None:
    service, timer = map(unit, blocks("ini"))
    assert service["Service"]["WorkingDirectory"] == SRV
    ended = run(f"cd {SRV} && exec {service['Service']['ExecStart']}", srv)
    assert ended.returncode == 0, ended.stderr
    assert (srv / "output" / "hnp" / "ledger.sqlite").exists()
    assert service["Service"]["ReadWritePaths"] == f"{SRV}/output"
    assert "OnCalendar" in timer["Timer"]


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze")
    service, timer = blocks("ini")
    for name, text in (("hnp-crawl.service", service), ("hnp-crawl.timer", timer)):
        (tmp_path / name).write_text(re.sub(r"/srv/hnp/\.venv/bin/scrapy", "/bin/true", text), "utf-8")
    words = [analyze, "verify", *map(str, sorted(tmp_path.iterdir()))]
    verified = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert not [line for line in verified.stderr.splitlines() if "hnp-crawl" in line], verified.stderr


def test_every_check_setting_is_explained() -> None:
    for name in vars(settings):
        if name.startswith(("HNP_CHECK_", "HNP_ALERT_", "HNP_RECRAWL_")):
            assert f"`{name}`" in GUIDE, name
