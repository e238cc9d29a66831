"""Export as Parquet, where the optional package pyarrow is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from hnp_crawler.exporting.newest import Newest
from hnp_crawler.exporting.rows import ARTICLES, TURNS, Columns, article_row, turn_rows

BATCH = 1000
"""Articles in a row group."""


def is_installed() -> bool:
    """Tell whether pyarrow is there."""
    return find_spec("pyarrow") is not None


def write_parquet(articles: Iterable[Newest], folder: Path) -> int:
    """Write ``articles.parquet`` and ``turns.parquet`` into a new folder; gives how many articles.

    Raises `ImportError` where pyarrow is not installed (`is_installed` tells).
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types: dict[str, Any] = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "list": pyarrow.list_(pyarrow.string()),
    }

    def schema_of(columns: Columns) -> Any:
        return pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])

    folder.mkdir()
    count = 0
    with ExitStack() as files:
        layouts: list[tuple[str, Columns, Callable[[Newest], Iterator[dict[str, Any]]]]] = [
            ("articles", ARTICLES, _one),
            ("turns", TURNS, turn_rows),
        ]
        tables = []
        for name, columns, rows in layouts:
            schema = schema_of(columns)
            writer = files.enter_context(ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd"))
            tables.append((writer, schema, rows))
        for batch in _batches(articles):
            count += len(batch)
            for writer, schema, rows in tables:
                laid_out = [row for newest in batch for row in rows(newest)]
                writer.write_table(pyarrow.Table.from_pylist(laid_out, schema))
    return count


def _one(newest: Newest) -> Iterator[dict[str, Any]]:
    yield article_row(newest)


def _batches(articles: Iterable[Newest]) -> Iterator[list[Newest]]:
    coming = iter(articles)
    while batch := list(islice(coming, BATCH)):
        yield batch
