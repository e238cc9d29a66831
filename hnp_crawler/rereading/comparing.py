"""Compare what is read now with the lines that exist: which fields change, summed and by example."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hnp_crawler.items import Article
from hnp_crawler.rereading.settling import Settled
from hnp_crawler.schema import encode_line

EXAMPLES = 3
WIDTH = 100
SAME_BY_NATURE = frozenset({"reader"})
"""The field that differs whenever the reader does."""


class Example(NamedTuple):
    """Show one change."""

    id: str
    url: str
    old: str
    new: str


@dataclass(slots=True)
class Differences:
    """Sum up how the lines change."""

    compared: int = 0
    changed: int = 0
    """Lines of which any field changes."""
    fields: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Articles whose record does not read as one any more."""
    found: list[str] = field(default_factory=list)
    """Articles, or versions of them, that no line cites."""

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.changed or self.lost or self.found)

    def add(self, settled: Settled) -> None:
        """Compare one line with what is read now."""
        written, article = settled.written, settled.article
        if not settled.wanted:
            return
        if written is None:
            assert article is not None
            self.found.append(f"{article.id} {article.url}")
            return
        self.compared += 1
        if article is None:
            self.lost.append(f"{written.id} {written.url}")
            return
        names = differing(written, article)
        self.changed += bool(names)
        for name, (old, new) in names.items():
            self.fields[name] += 1
            shown = self.examples.setdefault(name, [])
            if len(shown) < EXAMPLES:
                shown.append(Example(written.id, written.url, *_around(old, new)))

    def report(self) -> Iterator[str]:
        """Tell it in lines for people."""
        yield (
            f"{self.compared} lines: {self.changed} change, {len(self.lost)} are not read as articles any more, "
            f"{len(self.found)} articles are new"
        )
        for name, count in self.fields.most_common():
            yield f"{name}: {count}"
            for example in self.examples[name]:
                yield f"  {example.id} {example.url}"
                yield f"    - {example.old}"
                yield f"    + {example.new}"
        for title, names in (("not read as an article any more", self.lost), ("new", self.found)):
            for named in names[:EXAMPLES]:
                yield f"{title}: {named}"


def differing(old: Article, new: Article) -> dict[str, tuple[Any, Any]]:
    """Give the fields that differ, with both values as JSON has them."""
    if old == new:
        return {}
    before, after = json.loads(encode_line(old)), json.loads(encode_line(new))
    return {
        name: (before[name], after[name])
        for name in before
        if before[name] != after[name] and name not in SAME_BY_NATURE
    }


def _around(old: Any, new: Any) -> tuple[str, str]:
    """Show two values where they begin to differ."""
    texts = [json.dumps(value, ensure_ascii=False) for value in (old, new)]
    same = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, same - 30)
    first, second = (("…" if start else "") + text[start : start + WIDTH] for text in texts)
    return first, second
