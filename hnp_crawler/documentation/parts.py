"""Generate the table of the package's parts from the code: what each does, and which others it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import hnp_crawler

PACKAGE = Path(hnp_crawler.__file__).parent


def parts() -> list[tuple[str, str, str]]:
    """List every part, a module or a folder of the package: its name, its purpose, the parts that it imports.

    A part stands below all that it imports.
    """
    sources = {path.stem: [path] for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    sources |= {init.parent.name: sorted(init.parent.rglob("*.py")) for init in PACKAGE.glob("*/__init__.py")}
    imports = {
        name: sorted({one for path in sources[name] for one in _imported(path)} - {name}) for name in sorted(sources)
    }
    order = TopologicalSorter(imports).static_order()
    return [(name, _purpose(sources[name][0]), ", ".join(imports[name])) for name in order]


def _purpose(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(told.partition("\n\n")[0].split())


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            package, _, inside = node.module.partition(".")
            if package == PACKAGE.name:
                yield from [inside.partition(".")[0]] if inside else [a.name for a in node.names if a.name[0] != "_"]
