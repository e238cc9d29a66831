"""Write lists of phrases as regular expressions that are quick to search for."""

from __future__ import annotations

import re
from collections.abc import Iterable


class _Branch(dict[str, "_Branch"]):
    """Hold what may follow a beginning, letter by letter."""

    ends = False
    """Whether a phrase ends here."""


def any_of(phrases: Iterable[str], space: str = " ") -> str:
    r"""Return a pattern that matches any of some phrases, the longest first; equal beginnings are tried once.

    ``space`` is the pattern for a space inside a phrase.

    >>> any_of(["gì", "là gì", "là ai"]), any_of(["tướng", "thượng tướng"], r"\s+")
    ('(?:gì|là (?:ai|gì))', 't(?:hượng\\s+tướng|ướng)')
    """
    root = _Branch()
    for phrase in phrases:
        branch = root
        for letter in phrase:
            branch = branch.setdefault(letter, _Branch())
        branch.ends = True
    return _written(root, space)


def _written(branch: _Branch, space: str) -> str:
    parts = [
        (space if letter == " " else re.escape(letter)) + _written(branch[letter], space) for letter in sorted(branch)
    ]
    if len(parts) == 1 and not branch.ends:
        return parts[0]
    return f"(?:{'|'.join(parts)}){'?' if branch.ends else ''}" if parts else ""
