"""Generate the tables of the documents from the code: arguments, settings, fields, their dictionary, exit codes."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from itertools import pairwise
from pathlib import Path

from hnp_crawler import settings
from hnp_crawler.documentation.dictionary import dictionary
from hnp_crawler.documentation.parts import parts
from hnp_crawler.errors import ExitCode
from hnp_crawler.items import Article
from hnp_crawler.schema import attribute_docstrings
from hnp_crawler.spiders.hnp import HnpSpider
from hnp_crawler.spiders.wayback import WaybackSpider

_MARKED = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def arguments_table(spider: type = HnpSpider) -> str:
    """Make the table of a spider's arguments from its docstring."""
    listed = inspect.getdoc(spider).partition("Arguments:\n")[2]  # type: ignore[union-attr]
    rows = [line.strip().partition(": ") for line in listed.splitlines() if line.strip()]
    return _table(("argument", "meaning"), [(f"`{name}`", _code(text)) for name, _, text in rows])


def settings_table() -> str:
    """Make the table of the project's settings from their docstrings."""
    body = ast.parse(Path(settings.__file__).read_text("utf-8")).body
    rows = []
    for statement, below in pairwise(body):
        if isinstance(statement, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            name = ast.unparse(statement.targets[0])
            rows.append(
                (f"`{name}`", f"`{getattr(settings, name)!r}`", _code(inspect.cleandoc(str(below.value.value))))
            )
    return _table(("setting", "default", "meaning"), rows)


def fields_table() -> str:
    """Make the table of a line's fields from the attribute docstrings."""
    documented = attribute_docstrings(Article)
    return _table(("field", "meaning"), [(f"`{f.name}`", _code(documented[f.name])) for f in fields(Article)])


def exit_codes_table() -> str:
    """Make the table of the exit codes."""
    documented = attribute_docstrings(ExitCode)
    return _table(("code", "name", "meaning"), [(str(c.value), c.name.lower(), documented[c.name]) for c in ExitCode])


def parts_table(*inside: str) -> str:
    """Make the table of the package's parts, or of those inside one of them, from their docstrings and imports."""
    nothing = "none of these" if inside else "nothing of the package"
    rows = [(f"`{name}`", _code(purpose), used or nothing) for name, purpose, used in parts(*inside)]
    return _table(("part", "what it does", "imports"), rows)


PAGES = ("README.md", "docs/architecture.md", "docs/data.md", "docs/operations.md", "docs/rereading.md")
"""The documents, from the project's root, that hold such tables."""

TABLES: dict[str, Callable[[], str]] = {
    "arguments": arguments_table,
    "wayback_arguments": partial(arguments_table, WaybackSpider),
    "settings": settings_table,
    "fields": fields_table,
    "exit_codes": exit_codes_table,
    "dictionary": dictionary,
    "parts": parts_table,
    "archive_parts": partial(parts_table, "archive"),
    "portal_parts": partial(parts_table, "portal"),
}


def fill_in(text: str) -> str:
    """Fill each table in between its markers, ``<!-- fields -->`` and ``<!-- end -->``."""
    return _MARKED.sub(lambda m: f"{m[1]}{TABLES[m[2]]()}\n{m[3]}", text)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _code(text: str) -> str:
    return text.replace("``", "`")
