"""Tell someone that a crawl could not start or did not end well: through a command, or through a webhook."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.request import Request, urlopen

TIMEOUT = 60.0
"""Seconds that a command, or a webhook, may take."""


class AlertError(Exception):
    """Raised when a message could not be delivered, from `run_command` and `post`."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Hold who is told: the words of a command, the address of a webhook; either may be empty."""

    command: tuple[str, ...]
    url: str

    def __bool__(self) -> bool:
        return bool(self.command or self.url)

    def tell(self, content: Mapping[str, Any]) -> list[str]:
        """Deliver a message to all; gives one sentence for each that did not take it."""
        ways = [partial(run_command, self.command)] if self.command else []
        ways += [partial(post, self.url)] if self.url else []
        troubles = []
        for way in ways:
            try:
                way(content)
            except AlertError as error:
                troubles.append(f"The alert was not delivered: {error}")
        return troubles


def message(manifest: Mapping[str, Any], collection: str) -> dict[str, Any]:
    """Make the message about a crawl; ``text`` alone says it, as chat services expect."""
    alarms = [*manifest["alarms"], *manifest["disagreements"], *filter(None, [manifest["failure"]])]
    text = (
        f"hnp_crawler: the crawl {manifest['id']} of {collection} ended: {manifest['outcome']} ({manifest['reason']})"
    )
    kept = ("id", "outcome", "exit_code", "reason", "started", "ended", "urls", "articles", "removals", "completeness")
    return {
        "text": "\n- ".join([text, *(alarms or manifest["troubles"])]),
        "collection": collection,
        **{name: manifest[name] for name in kept},
        "alarms": alarms,
    }


def refusal(reason: str, exit_code: int, collection: str) -> dict[str, Any]:
    """Make the message about a crawl that could not start; it has no id and no manifest."""
    return {
        "text": f"hnp_crawler: a crawl of {collection} could not start: {reason}",
        "collection": collection,
        "outcome": "refused",
        "exit_code": exit_code,
        "reason": reason,
        "alarms": [],
    }


def run_command(words: Sequence[str], content: Mapping[str, Any]) -> None:
    """Run a command with the message on its stdin, raising `AlertError` where it fails or takes too long."""
    try:
        subprocess.run(words, input=_json(content), check=True, timeout=TIMEOUT)
    except (OSError, subprocess.SubprocessError) as error:
        raise AlertError(f"running the alert command {words[0]!r}: {error}") from error


def post(url: str, content: Mapping[str, Any]) -> None:
    """Post the message as JSON, raising `AlertError` where that is not accepted."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "hnp_crawler"}
    try:
        with urlopen(Request(url, _json(content), headers), timeout=TIMEOUT):
            pass
    except (OSError, ValueError) as error:
        raise AlertError(f"posting the alert to {url}: {error}") from error


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=str).encode() + b"\n"
