"""Check that a tap which cannot be trusted is noticed before a crawl starts."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
import scrapy
from scrapy.settings import Settings
from twisted.web.client import HTTPConnectionPool

import hnp_crawler.download
from hnp_crawler.download.handler import require_seam
from hnp_crawler.download.seam import NAMES, SeamError, check_seam
from hnp_crawler.errors import ExitCode


def crawler(**settings: object) -> SimpleNamespace:
    return SimpleNamespace(settings=Settings(settings))


def test_the_installed_versions_are_the_proven_ones() -> None:
    check_seam()
    assert require_seam(crawler()) is True


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrapy, "__version__", "2.20.0")
    with pytest.raises(
        SeamError, match=r"^checking the tap on the wire: scrapy is 2\.20\.0, proven is 2\.19\.0"
    ) as caught:
        require_seam(crawler())
    assert caught.value.exit_code is ExitCode.ARCHIVE
    assert require_seam(crawler(HNP_ALLOW_RECONSTRUCTED=True)) is False


def test_a_name_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(HTTPConnectionPool, "_newConnection")
    with pytest.raises(SeamError, match=r"twisted\.web\.client has no HTTPConnectionPool\._newConnection"):
        check_seam()


def test_a_crawl_without_twisted_is_refused() -> None:
    with pytest.raises(SeamError, match="TWISTED_REACTOR_ENABLED is off"):
        require_seam(crawler(TWISTED_REACTOR_ENABLED=False))


@pytest.mark.parametrize("module", ["tap", "tapping", "addresses"])
def test_every_private_import_is_checked(module: str) -> None:
    source = Path(hnp_crawler.download.__file__).with_name(f"{module}.py").read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in NAMES:
            known = {name.partition(".")[0] for name in NAMES[node.module]}
            private = {alias.name for alias in node.names if alias.name.startswith("_") or "._" in node.module}
            assert private <= known
