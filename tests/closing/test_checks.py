from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.closing.checks import Limits, alarms, probability


def manifest(**changed: Any) -> dict[str, Any]:
    return {
        "id": "20260101T000000Z",
        "reason": "finished",
        "started": "2026-01-01T00:00:00.5+00:00",
        "ended": "2026-01-01T00:00:00.5+00:00",
        "arguments": {"start": "https://h/"},
        "pages": {"article": 50, "listing": 5},
        "articles": {"new": 50, "changed": 0, "unchanged": 50},
        "urls": {"fetched": 95, "failed": 5, "robots": 900},
        "completeness": 1.0,
        "listings": [{"entries": 100}],
        "removals": {"removed": 3},
        "lost_seeds": [],
        "layouts": {"c": {"read": 50, "found": {"title": 50, "byline": 25}}},
        **changed,
    }


def layouts(layout: str, read: int, **found: int) -> dict[str, Any]:
    return {"layouts": {layout: {"read": read, "found": found}}}


def test_a_crawl_like_those_before_raises_no_alarm() -> None:
    assert alarms(manifest(), [manifest()], 1000, Limits(1, 0.1, 0.9, 0.2, 0.1, 0.5)) == []


@pytest.mark.parametrize(
    ("limits", "changed", "sentence"),
    [
        (Limits(min_articles=101), {}, "100 articles were met; HNP_CHECK_MIN_ARTICLES asks for 101"),
        (Limits(failures=0.04), {}, "5 of 100 URLs failed, 5.0%; HNP_CHECK_FAILURES allows 4.0%"),
        (Limits(completeness=0.9), {"completeness": 0.85}, "only 85.0% of what the listings name is captured"),
        (Limits(dropped=0.5), {"listings": []}, "the listings name 0 articles, and 100 is the median of 1"),
        (Limits(removals=0.002), {}, "3 articles vanished, 0.3% of the collection"),
        (Limits(coverage=0.2), layouts("c", 50, byline=25), "title was found in 0.0% of 50 articles of the layout c"),
        (Limits(coverage=0.2), layouts("c", 50, title=50, byline=9), "byline was found in 18.0% of 50 articles"),
        (Limits(coverage=0.2), layouts("plain", 9, byline=5), "title was found in 0.0% of 9 articles"),
    ],
)
def test_each_limit_is_kept(limits: Limits, changed: dict[str, Any], sentence: str) -> None:
    (alarm,) = alarms(manifest(**changed), [manifest()], 1000, limits)
    assert alarm.startswith(sentence)
    assert "HNP_CHECK_" in alarm


def test_a_clock_that_was_set_back_is_noticed() -> None:
    before = [manifest(ended="2031-01-01T00:00:00+00:00"), manifest(id="20310101T000000Z-0001")]
    (alarm,) = alarms(manifest(), before[:1], 1000, Limits())
    assert alarm.startswith(
        "the crawl began at 2026-01-01T00:00:00.5+00:00, before the end of the crawl 20260101T000000Z"
    )
    assert alarms(manifest(), before, 1000, Limits()) == []


def test_chance_raises_no_alarm_on_a_night_with_few_articles() -> None:
    before, limits = [manifest(**layouts("c", 100, byline=90))], Limits(coverage=0.1)
    assert alarms(manifest(**layouts("c", 2, byline=1)), before, 1000, limits) == []
    assert len(alarms(manifest(**layouts("c", 8)), before, 1000, limits)) == 1


def test_a_layout_is_compared_with_itself() -> None:
    mixed = {"layouts": {**layouts("c", 50)["layouts"], **layouts("b1", 50, agency=50)["layouts"]}}
    assert alarms(manifest(**layouts("c", 40)), [manifest(**mixed)], 1000, Limits(coverage=0.1)) == []
    assert len(alarms(manifest(**layouts("b1", 40)), [manifest(**mixed)], 1000, Limits(coverage=0.1))) == 1


def test_a_first_crawl_and_one_that_read_nothing_have_nothing_to_compare() -> None:
    tight = Limits(coverage=0.0, dropped=0.0)
    assert alarms(manifest(), [], 100, tight) == []
    assert alarms(manifest(layouts={}), [manifest()], 100, tight) == []


def test_listings_are_compared_with_a_crawl_of_the_same_arguments() -> None:
    other = manifest(arguments={"start": "https://h/", "since": "2026-01-01"}, listings=[])
    assert alarms(other, [manifest()], 1000, Limits(dropped=0.5)) == []
    unfinished = manifest(reason="shutdown")
    assert alarms(manifest(listings=[]), [unfinished], 1000, Limits(dropped=0.5)) == []


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.001, 0.999))
def test_probabilities_are_probabilities(most: int, more: int, chance: float) -> None:
    times = most + more
    assert 0 <= probability(most, times, chance) <= 1
    assert probability(times, times, chance) == pytest.approx(1)
