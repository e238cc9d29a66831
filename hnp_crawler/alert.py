"""Tell someone that a crawl did not end well: through a command, or through a webhook."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.request import Request, urlopen

TIMEOUT = 60.0
"""Seconds that a command, or a webhook, may take."""


class AlertError(Exception):
    """Raised when a message could not be delivered, from `run_command` and `post`."""


def message(manifest: Mapping[str, Any], collection: str) -> dict[str, Any]:
    """Make the message about a crawl; ``text`` alone says it, as chat services expect."""
    alarms = [*manifest["alarms"], *manifest["disagreements"], *filter(None, [manifest["failure"]])]
    text = (
        f"hnp_crawler: the crawl {manifest['id']} of {collection} ended: {manifest['outcome']} ({manifest['reason']})"
    )
    kept = ("id", "outcome", "exit_code", "reason", "started", "ended", "urls", "articles", "removals", "completeness")
    return {
        "text": "\n- ".join([text, *alarms]),
        "collection": collection,
        **{name: manifest[name] for name in kept},
        "alarms": alarms,
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
