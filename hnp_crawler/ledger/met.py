"""Remember which URLs a crawl met lately, so that meeting them again asks nothing of the file."""

from __future__ import annotations

UNMET, RECORDED, UNWANTED, DECIDED = range(4)
"""How a key was met: not lately, to be on record, known and not wanted as that kind, with a place in this crawl."""

MET_LATELY = 20_000
"""How many keys are at least remembered; at most twice as many, about 8 MB."""


class Met:
    """Hold two generations of keys: when the younger one is full, the older one is forgotten."""

    def __init__(self) -> None:
        self._young: dict[str, int] = {}
        self._old: dict[str, int] = {}

    def get(self, key: str) -> int:
        """Tell how a key was met."""
        return self._young.get(key) or self._old.get(key) or UNMET

    def remember(self, key: str, meeting: int) -> None:
        """Note how a key was met; what was more, stays."""
        if len(self._young) >= MET_LATELY:
            self._young, self._old = {}, self._young
        self._young[key] = max(meeting, self.get(key))
