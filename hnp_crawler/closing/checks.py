"""Check what a crawl came to against limits and against the crawls before it, so that a silent failure is loud.

A portal that changes its templates breaks nothing visibly: pages come, and fields stay empty, or listings name nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from statistics import median_high
from typing import Any

from hnp_crawler.collection.manifests import READ, counts_by_layout
from hnp_crawler.ledger.rows import OPEN, UNASKED, UNSUCCESSFUL

Manifest = Mapping[str, Any]

CHANCE = 0.001
"""A fall in coverage that chance brings about more often than this is none: a night has few new articles."""

MOST_NAMED = 3
"""Seeds that an alarm names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold the limits, each the setting ``HNP_CHECK_<FIELD>`` (described in `hnp_crawler.settings`)."""

    min_articles: int = 0
    failures: float = 1.0
    completeness: float = 0.0
    coverage: float = 1.0
    removals: float = 1.0
    dropped: float = 1.0


def alarms(manifest: Manifest, earlier: Sequence[Manifest], known_articles: int, limits: Limits) -> list[str]:
    """Name what is wrong with a finished crawl, one sentence each that names the value and the setting.

    ``earlier`` are the manifests of the crawls before, ``known_articles`` how many articles the collection holds.
    """
    return [
        *_clock(manifest, earlier),
        *_lost_seeds(manifest),
        *_nothing(manifest),
        *_too_few(manifest, limits),
        *_failures(manifest["urls"], limits),
        *_incomplete(manifest, limits),
        *_silent_listings(manifest, earlier, limits),
        *_removals(manifest, known_articles, limits),
        *_coverage(manifest, earlier, limits),
    ]


def _clock(manifest: Manifest, earlier: Sequence[Manifest]) -> Iterator[str]:
    """Notice that the clock was set back: what is due when, and all dates, hang on it."""
    if earlier and manifest["started"] < earlier[-1]["ended"]:
        before = f"before the end of the crawl {earlier[-1]['id']} before it, {earlier[-1]['ended']}"
        yield f"the crawl began at {manifest['started']}, {before}: the clock is wrong, or was"


def _lost_seeds(manifest: Manifest) -> Iterator[str]:
    """A portal that forbids everything, or has moved, answers as it should: nothing fails, and nothing is found."""
    lost = manifest["lost_seeds"]
    if lost:
        named = "; ".join(f"{seed['url']} ({seed['reason']})" for seed in lost[:MOST_NAMED])
        more = "" if len(lost) <= MOST_NAMED else f"; and {len(lost) - MOST_NAMED} more"
        yield f"{len(lost)} seed{'s' * (len(lost) != 1)} gave no page to go on from: {named}{more}"


def _nothing(manifest: Manifest) -> Iterator[str]:
    """A first crawl has no other to be compared with; one with a misspelt section reads its seed and ends."""
    read, met = sum(manifest["pages"].values()), sum(manifest["articles"].values())
    if read and not met and not _named(manifest) and "urls" not in manifest["arguments"]:
        yield f"no article was met, and no listing names one; pages read: {read}"


def _too_few(manifest: Manifest, limits: Limits) -> Iterator[str]:
    met = sum(manifest["articles"].values())
    if met < limits.min_articles:
        yield f"{met} articles were met; HNP_CHECK_MIN_ARTICLES asks for {limits.min_articles}"


def _failures(urls: Mapping[str, int], limits: Limits) -> Iterator[str]:
    asked = sum(count for state, count in urls.items() if state not in OPEN | UNASKED)
    failed = sum(urls.get(state, 0) for state in UNSUCCESSFUL)
    if asked and failed / asked > limits.failures:
        yield f"{failed} of {asked} URLs failed, {failed / asked:.1%}; HNP_CHECK_FAILURES allows {limits.failures:.1%}"


def _incomplete(manifest: Manifest, limits: Limits) -> Iterator[str]:
    share = manifest["completeness"]
    if share is not None and share < limits.completeness:
        allowed = f"HNP_CHECK_COMPLETENESS asks for {limits.completeness:.1%}"
        yield f"only {share:.1%} of what the listings name is captured; {allowed}"


def _silent_listings(manifest: Manifest, earlier: Sequence[Manifest], limits: Limits) -> Iterator[str]:
    """Compare how much the listings name with the crawls of the same arguments.

    The median of them, for a failure that lasts would else be compared with itself from its second night on.
    """
    same = [_named(former) for former in earlier if _is_whole(former) and former["arguments"] == manifest["arguments"]]
    if same:
        named, usual = _named(manifest), median_high(same)
        if named < usual * (1 - limits.dropped):
            before = f"{usual} is the median of {len(same)} crawl{'s' * (len(same) != 1)} before"
            allowed = f"HNP_CHECK_DROPPED allows {limits.dropped:.1%} less"
            yield f"the listings name {named} articles, and {before}; {allowed}"


def _is_whole(manifest: Manifest) -> bool:
    return bool(manifest["reason"] == "finished")


def _named(manifest: Manifest) -> int:
    return sum(walk["entries"] for walk in manifest["listings"])


def _removals(manifest: Manifest, known_articles: int, limits: Limits) -> Iterator[str]:
    removed = manifest["removals"].get("removed", 0)
    # A single article is no share of anything.
    if removed > 1 and removed > limits.removals * known_articles:
        share = f"{removed / known_articles:.1%}" if known_articles else "all"
        yield f"{removed} articles vanished, {share} of the collection; HNP_CHECK_REMOVALS allows {limits.removals:.1%}"


def _coverage(manifest: Manifest, earlier: Sequence[Manifest], limits: Limits) -> Iterator[str]:
    """Compare each layout with itself: a night of one generation only is no change of the portal.

    A layout that was never seen before is compared with all of them together: new templates are the usual failure.
    """
    before = counts_by_layout(earlier)
    for layout, now in manifest["layouts"].items():
        had = before.get(layout) or sum(before.values(), Counter[str]())
        read = now["read"]
        for name in sorted(had.keys() - {READ}):
            found, usual = now["found"].get(name, 0), had[name] / had[READ]
            chance = (had[name] + 1) / (had[READ] + 2)
            if found / read < usual - limits.coverage and probability(found, read, chance) < CHANCE:
                yield (
                    f"{name} was found in {found / read:.1%} of {read} articles of the layout {layout}, and before in"
                    f" {usual:.1%} of {had[READ]}; HNP_CHECK_COVERAGE allows {limits.coverage:.1%} less"
                )


def probability(most: int, times: int, chance: float) -> float:
    """Give the probability that something of this chance happens at most ``most`` times in ``times``.

    >>> round(probability(1, 2, 0.5), 3)
    0.75
    """
    return min(1.0, sum(exp(_log_probability(number, times, chance)) for number in range(most + 1)))


def _log_probability(number: int, times: int, chance: float) -> float:
    ways = lgamma(times + 1) - lgamma(number + 1) - lgamma(times - number + 1)
    return ways + number * log(chance) + (times - number) * log(1 - chance)
