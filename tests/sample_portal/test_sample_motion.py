"""The portal in motion: what comes, changes, moves and goes between two crawls."""

from __future__ import annotations

from hnp_crawler.sample_portal import SamplePortal

BASE = "http://127.0.0.1:8000"
HEADERS = {"host": "127.0.0.1:8000"}


def test_nights_bring_all_kinds_of_change_and_truth_follows() -> None:
    portal = SamplePortal()
    kinds: set[str] = set()
    before = {line["id"]: line for line in portal.truth()}
    gone_before: set[str] = set()
    for night in range(1, 31):
        portal.night = night
        now = {line["id"]: line for line in portal.truth()}
        gone = {line["id"]: line for line in portal.vanished()}
        assert not now.keys() & gone.keys()
        assert set(before) | gone_before <= set(now) | set(gone)
        kinds |= {"new" for key in now.keys() - before.keys() if key not in gone_before}
        kinds |= {"returned" for key in now.keys() & gone_before}
        for key in now.keys() & before.keys():
            if now[key]["generation"] != before[key]["generation"]:
                kinds.add("moved")
            if now[key]["body"] != before[key]["body"]:
                kinds.add("edited")
                assert now[key]["revision"] == before[key]["revision"] + 1
            if now[key]["title"] != before[key]["title"]:
                kinds.add("retitled")
        for line in gone.values():
            kinds.add(line["farewell"])
            reply = portal.respond("GET", line["url"].removeprefix(BASE), HEADERS)
            assert reply.status == {"404": 404, "410": 410, "listing": 302}[line["farewell"]]
        before, gone_before = now, set(gone)
    assert kinds == {"new", "returned", "moved", "edited", "retitled", "404", "410", "listing"}


def test_a_moved_article_keeps_its_identity_and_its_text() -> None:
    portal = SamplePortal(articles=400)
    first = {line["id"]: line for line in portal.truth()}
    portal.night = 6
    moved = [line for line in portal.truth() if line["id"] in first and line["url"] != first[line["id"]]["url"]]
    moved = [line for line in moved if line["generation"] != first[line["id"]]["generation"]]
    assert moved
    answers = set()
    for line in moved:
        old = first[line["id"]]
        reply = portal.respond("GET", old["url"].removeprefix(BASE), HEADERS)
        answers.add(reply.status)
        if reply.status == 301:
            assert BASE + (reply.header("Location") or "") == line["url"]
        if line["revision"] == 0:
            assert (line["title"], line["lead"], line["body"]) == (old["title"], old["lead"], old["body"])
    assert answers == {301, 404}


def test_an_unchanged_article_answers_304_the_next_night_although_its_clock_moves() -> None:
    portal = SamplePortal(articles=60)
    known = {}
    for line in portal.truth():
        reply = portal.respond("GET", line["url"].removeprefix(BASE), HEADERS)
        known[line["url"]] = (reply.header("ETag"), reply.header("Last-Modified"), reply.body)
    portal.night = 1
    unchanged = clocks = 0
    for url, (tag, changed, body) in known.items():
        target = url.removeprefix(BASE)
        conditions = HEADERS | ({"if-none-match": tag} if tag else {"if-modified-since": changed or ""})
        unchanged += portal.respond("GET", target, conditions).status == 304
        clocks += portal.respond("GET", target, HEADERS).body != body
    assert unchanged > 0.7 * len(known)
    assert clocks > 0.7 * len(known)


def test_the_way_to_a_night_does_not_matter() -> None:
    stepwise = SamplePortal(articles=60)
    for night in (1, 5, 2, 9):
        stepwise.night = night
    assert list(stepwise.truth()) == list(SamplePortal(articles=60, night=9).truth())
