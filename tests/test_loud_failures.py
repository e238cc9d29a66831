"""Crawl portals that answer as they should and let nothing be found, or fail a little: each is told of, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from commanding import scrapy
from crawling import crawl

from hnp_crawler.sample_portal import SamplePortal, Server, serve
from hnp_crawler.sample_portal.reply import Reply


class ChangingPortal(SamplePortal):
    """Answer some paths otherwise than the portal does."""

    instead: Mapping[str, Reply]

    def respond(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", attempt: int = 1
    ) -> Reply:
        other = self.instead.get(target.partition("?")[0]) if headers.get("host", "").startswith("127.") else None
        return other or super().respond(method, target, headers, body, attempt)


FORBIDDEN = {"/robots.txt": Reply(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /\n")}


def changing(articles: int) -> ChangingPortal:
    portal = ChangingPortal(articles=articles)
    portal.instead = {}
    return portal


def elsewhere(server: Server) -> str:
    return server.url.replace("127.0.0.1", "localhost")


def test_a_portal_that_forbids_everything_is_told_of_every_night(tmp_path: Path) -> None:
    with serve(portal := changing(12)) as server:
        assert crawl(tmp_path, start=server.url).code == 0
        portal.instead = FORBIDDEN
        for _ in range(2):
            night = crawl(tmp_path, start=server.url)
            assert night.code == 1, night.talk
            seed, listings = night.manifest["alarms"]
            assert seed == f"1 seed gave no page to go on from: {server.url} (robots, Forbidden by robots.txt)"
            assert "the listings name 0 articles" in listings
    status = scrapy("status", tmp_path)
    assert status.code == 1
    assert f"PROBLEM {seed}" in status.out.decode()


def test_a_portal_that_moved_to_another_host_is_told_of(tmp_path: Path) -> None:
    with serve(portal := changing(12)) as server:
        portal.instead = {"/": Reply(301, (("Location", elsewhere(server)),))}
        night = crawl(tmp_path, start=server.url)
    assert night.code == 1, night.talk
    assert night.manifest["lost_seeds"] == [
        {"url": server.url, "reason": f"leads to {elsewhere(server)}, on another host"}
    ]


def test_each_seed_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with serve(changing(12)) as server:
        gone = [f"{server.url}no-such-section-{number}" for number in range(5)]
        night = crawl(tmp_path, start=",".join([server.url, *gone]))
    assert night.code == 1, night.talk
    (alarm,) = night.manifest["alarms"]
    assert alarm.startswith(f"5 seeds gave no page to go on from: {gone[0]} (gone, HTTP 404); ")
    assert alarm.endswith("; and 2 more")


def test_a_section_that_no_link_leads_to_is_told_of(tmp_path: Path) -> None:
    with serve(changing(12)) as server:
        night = crawl(tmp_path, start=server.url, sections="tin-so-nghanh")
    assert night.code == 1, night.talk
    assert night.manifest["alarms"] == ["no article was met, and no listing names one; pages read: 1"]


def test_what_makes_a_crawl_one_with_problems_is_named_wherever_it_is_told_of(tmp_path: Path) -> None:
    with serve(portal := changing(12)) as server:
        listed = next(one["url"] for one in portal.truth(server.url.rstrip("/")) if one["generation"] == "c")
        path = listed.removeprefix(server.url.rstrip("/"))
        portal.instead = {path: Reply(500, (("Content-Type", "text/html"),), b"<p>Error</p>")}
        settings = {"HNP_ALERT_COMMAND": f"tee {tmp_path}/told", "HNP_CHECK_COMPLETENESS": "0"}
        night = crawl(tmp_path, settings, start=server.url)
    assert night.code == 1, night.talk
    assert night.manifest["alarms"] == []
    troubles = night.manifest["troubles"]
    assert "URLs that could not be had: 1 failed" in troubles
    (report,) = tmp_path.glob("crawls/*/report.html")
    texts = (night.talk, scrapy("status", tmp_path).out.decode(), report.read_text(), (tmp_path / "told").read_text())
    for text in texts:
        assert all(trouble in text for trouble in troubles)
