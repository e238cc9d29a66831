"""Generate the tables of the package's parts from the code: what each does, and which others it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import hnp_crawler

PACKAGE = Path(hnp_crawler.__file__).parent


def parts(*inside: str) -> list[tuple[str, str, str]]:
    """List every part, a module or a folder of the package: its name, its purpose, the parts that it imports.

    ``inside`` names one of the parts, whose own parts are meant. A part stands below all that it imports.
    """
    folder = PACKAGE.joinpath(*inside)
    sources = {path.stem: [path] for path in folder.glob("*.py") if path.stem != "__init__"}
    sources |= {init.parent.name: sorted(init.parent.rglob("*.py")) for init in folder.glob("*/__init__.py")}
    package = ".".join((PACKAGE.name, *inside))
    imports = {
        name: sorted({one for path in sources[name] for one in _imported(path, package)} - {name})
        for name in sorted(sources)
    }
    order = TopologicalSorter(imports).static_order()
    return [(name, _purpose(sources[name][0]), ", ".join(imports[name])) for name in order]


def _purpose(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(told.partition("\n\n")[0].split())


def _imported(path: Path, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            if node.module == package:
                yield from [alias.name for alias in node.names if alias.name[0] != "_"]
            elif node.module.startswith(f"{package}."):
                yield node.module.removeprefix(f"{package}.").partition(".")[0]
