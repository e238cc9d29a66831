"""Compare the lines of a crawl with what the sample portal knows that it published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hnp_crawler.portal.urls import read_url

PLAIN = (
    "language",
    "title",
    "published_at",
    "published_precision",
    "section",
    "agency",
    "lead",
    "body",
    "byline",
    "authors",
    "tags",
    "comments",
    "views",
)
"""The fields that must be the same, character for character."""


def lines_of(collection: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (collection / "articles.jsonl").read_bytes().splitlines()]


def readings(said: bytes) -> list[dict[str, Any]]:
    """Leave out of lines what says where something lies, and put them in order."""
    plain = []
    for line in map(json.loads, said.splitlines()):
        for file in line["images"] + line["attachments"]:
            del file["capture"]
        plain.append({name: value for name, value in line.items() if name not in ("capture", "crawl_id")})
    return sorted(plain, key=lambda line: (line["id"], line["version"]))


def differences(lines: Iterable[dict[str, Any]], truth: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence for every field of every article that is not as published, and every article too many or few."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["id"], []).append(line)
    for expected in truth:
        same = [line for article_id in expected["ids"] for line in found.pop(article_id, [])]
        if len(same) != 1:
            yield f"{expected['id']} ({expected['generation']}): {len(same)} lines"
        for line in same:
            for name, got, want in compared(line, expected):
                if got != want:
                    yield f"{expected['id']} ({expected['generation']}) {name}: {got!r} is not {want!r}"
    for article_id in found:
        yield f"{article_id}: not published"


def compared(line: dict[str, Any], expected: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in PLAIN:
        yield name, line[name], expected[name]
    yield "interview", spoken(line["interview"]), spoken(expected["interview"])
    yield "interviewees", people(line["interview"]), people(expected["interview"])
    yield "images", pictures(line["images"]), pictures(expected["images"])
    yield "attachments", files(line["attachments"]), files(expected["attachments"])
    for side in ("newer", "older"):
        yield side, neighbours(line["related"][side]), neighbours(expected["related"][side])


def spoken(interview: dict[str, Any] | None) -> list[tuple[Any, ...]] | None:
    if interview is None:
        return None
    return [(turn["role"], turn["speaker"], turn["label"], turn["text"]) for turn in interview["turns"]]


def people(interview: dict[str, Any] | None) -> list[tuple[Any, ...]] | None:
    if interview is None:
        return None
    return [
        (one["name"], one["honorific"], one["rank"], office(one["office"], one["organization"]))
        for one in interview["interviewees"]
    ]


def office(office: str | None, organization: str | None) -> str:
    """Join an office and its body: where one ends and the other begins is a matter of taste."""
    return f"{office or ''} {organization or ''}".replace(" of the ", " ").replace(" of ", " ").strip()


def pictures(images: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(image["url"], image["caption"], image["alt"]) for image in images]


def files(attachments: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(file["url"], file["title"]) for file in attachments]


def neighbours(links: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(read_url(link["url"]).article_id, link["title"], link["date_raw"]) for link in links]
