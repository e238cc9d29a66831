"""Say in a few lines for people what a crawl came to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hnp_crawler.closing.accounts import Account
from hnp_crawler.items import Article, Interview
from hnp_crawler.schema import decode_line

WIDTH = 100
NO_INTERVIEW = b'"interview":null'
"""What stands in the line of an article that is none, and in no text, where quotes are escaped."""


def summary(account: Account) -> str:
    """Summarize a crawl: what was captured and read, what was not, where it lies, and one interview as turns."""
    manifest, folder = account.manifest, account.path.parent.parent.parent
    return "\n".join([*_counts(manifest), "", *_places(manifest, folder), *_sample(account, folder)])


def _counts(manifest: dict[str, Any]) -> Iterator[str]:
    articles, urls, pages = manifest["articles"], manifest["urls"], manifest["pages"]
    yield f"Crawl {manifest['id']} ended: {manifest['outcome']} ({manifest['reason']})"
    if manifest["failure"]:
        yield f"  failure     {manifest['failure']}"
    for sentence in manifest["inherited"]["repairs"]:
        yield f"  repaired    {sentence}"
    yield f"  pages       {sum(pages.values())}: {_list(pages)}"
    yield f"  articles    {_list(articles)}"
    yield f"  interviews  {manifest['interviews']} among the new and changed ones"
    yield f"  files       {urls.get('fetched', 0)} URLs fetched, {manifest['records']} responses in WARC"
    yield f"  URLs        {_list(urls)}"
    if manifest["refused"]:
        yield f"  not asked   {_list(manifest['refused'])}"
    if manifest["completeness"] is not None:
        yield f"  complete    {manifest['completeness']:.1%} of what {len(manifest['listings'])} listings name"
    if manifest["removals"]:
        yield f"  removals    {_list(manifest['removals'])}"
    for trouble in manifest["troubles"]:
        yield f"  trouble     {trouble}"
    for alarm in manifest["alarms"]:
        yield f"  ALARM       {alarm}"
    problems = [f"{manifest['article_problems']} in articles", f"{manifest['exceptions']} exceptions"]
    yield f"  problems    {', '.join([*problems, *manifest['disagreements']])}"


def _list(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def _places(manifest: dict[str, Any], folder: Path) -> Iterator[str]:
    yield f"In {folder}:"
    for name, facts in manifest["files"].items():
        yield f"  {name}  {facts['size']:,} bytes"
    yield f"  crawls/{manifest['id']}/crawl.json"
    yield f"  crawls/{manifest['id']}/report.html"


def _sample(account: Account, folder: Path) -> Iterator[str]:
    """Show one interview of this crawl as turns, the shortest whole one."""
    best: Article | None = None
    for article in _interviews(folder / "articles.jsonl", account.lines_from):
        if best is None or _length(article.interview) < _length(best.interview):
            best = article
    if best is None or best.interview is None:
        return
    yield ""
    yield f"{best.title} ({best.published_at}, {best.id})"
    for turn in best.interview.turns:
        who = turn.speaker or (turn.label or turn.role).rstrip(": ")
        yield textwrap.fill(f"{who}: {turn.text}", WIDTH, initial_indent="  ", subsequent_indent="      ", max_lines=4)


def _length(interview: Interview | None) -> int:
    return sum(len(turn.text) for turn in interview.turns) if interview else 0


def _interviews(path: Path, offset: int) -> Iterator[Article]:
    if path.exists():
        with path.open("rb") as file:
            file.seek(offset)
            yield from (decode_line(line) for line in file if NO_INTERVIEW not in line)
