"""Prove from the imports that dependencies point one way."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "hnp_crawler"
DOCUMENTS = "documentation"
"""Makes a document, whose examples are pages of the sample portal; no program imports it but its like."""
PURE = ("portal", "normalize", "archive")
FRAMEWORKS = {"scrapy", "twisted", "itemadapter"}
OUTSIDE = {"socket", "ssl", "http", "urllib.request", "requests", "asyncio", "subprocess"}


def imported(module: Path) -> set[str]:
    """Read the absolute names that a module imports, ``from a import b`` as ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules(part: str) -> list[Path]:
    return sorted((PACKAGE / part).rglob("*.py"))


def within(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


@pytest.mark.parametrize("part", PURE)
def test_pure_parts_know_neither_frameworks_nor_each_other(part: str) -> None:
    others = {f"hnp_crawler.{other}" for other in PURE if other != part}
    allowed = {"hnp_crawler.items", "hnp_crawler.printed", f"hnp_crawler.{part}", "hnp_crawler.__version__"}
    assert modules(part)
    for module in modules(part):
        for name in imported(module):
            assert not within(name, FRAMEWORKS | OUTSIDE | others), f"{module} imports {name}"
            assert not name.startswith("hnp_crawler") or within(name, allowed), f"{module} imports {name}"


def test_pure_parts_read_no_clock_and_no_environment() -> None:
    for part in PURE:
        for module in modules(part):
            for node in ast.walk(ast.parse(module.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    used = f"{node.value.id}.{node.attr}"
                    forbidden = {
                        "datetime.now",
                        "datetime.utcnow",
                        "date.today",
                        "time.time",
                        "os.environ",
                        "os.getenv",
                    }
                    assert used not in forbidden, f"{module} uses {used}"


def test_items_know_nobody_and_what_is_printed_only_them() -> None:
    assert not [name for name in imported(PACKAGE / "items.py") if name.startswith(("hnp_crawler", *FRAMEWORKS))]
    assert all(
        within(name, {"hnp_crawler.items", "dataclasses", "__future__"}) for name in imported(PACKAGE / "printed.py")
    )


def test_spiders_hold_no_selector_and_no_rule_of_the_archive() -> None:
    for module in modules("spiders"):
        source = module.read_text("utf-8")
        assert not any(within(name, {"hnp_crawler.archive", "parsel", "lxml", "warcio"}) for name in imported(module))
        assert ".css(" not in source
        assert ".xpath(" not in source


def test_nothing_imports_commands_and_the_sample_portal_stays_apart() -> None:
    for module in PACKAGE.rglob("*.py"):
        part = module.relative_to(PACKAGE).parts[0]
        for name in imported(module):
            assert part == "commands" or not within(name, {"hnp_crawler.commands"}), f"{module} imports {name}"
            if part == "sample_portal":
                assert not name.startswith("hnp_crawler.") or within(
                    name, {"hnp_crawler.sample_portal", "hnp_crawler.items"}
                ), f"{module} imports {name}"
            elif part not in ("commands", DOCUMENTS):
                assert not within(name, {"hnp_crawler.sample_portal"}), f"{module} imports {name}"


@pytest.mark.parametrize(
    ("package", "upwards"),
    [
        ("hnp_crawler", ["items", "ledger", "frontier", "commands"]),
        ("hnp_crawler.portal", ["wording", "outline", "scene", "article", "page"]),
        ("hnp_crawler.archive", ["wire", "warc", "index", "captures", "verify"]),
    ],
)
def test_parts_import_one_another_in_no_circle(package: str, upwards: list[str]) -> None:
    folder = PACKAGE.parent.joinpath(*package.split("."))
    below: dict[str, set[str]] = {}
    for module in folder.rglob("*.py"):
        part = module.relative_to(folder).with_suffix("").parts[0]
        names = {name.removeprefix(f"{package}.") for name in imported(module) if name.startswith(f"{package}.")}
        below.setdefault(part, set()).update({name.partition(".")[0] for name in names} - {part})
    # Raises CycleError, which names the circle.
    order = list(TopologicalSorter(below).static_order())
    assert [part for part in order if part in upwards] == upwards
