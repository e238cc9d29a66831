"""Hold the documentation and the code together."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.utils.project import get_project_settings

from hnp_crawler import settings
from hnp_crawler.arguments import NAMES
from hnp_crawler.documentation.dictionary import CONTRACT, dictionary
from hnp_crawler.documentation.tables import PAGES, fill_in
from hnp_crawler.schema import SCHEMAS
from hnp_crawler.spiders.hnp import HnpSpider

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^\s*(?:\$ )?((?:scrapy|make) .+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(?:console|sh|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_tables_are_made_from_the_code(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert fill_in(text) == text, "run `make docs`"


def test_every_argument_is_in_the_spiders_docstring() -> None:
    documented = re.findall(r"^\s+(\w+): ", HnpSpider.__doc__ or "", re.MULTILINE)
    assert tuple(documented) == NAMES


def shown_commands() -> list[tuple[str, str]]:
    return [
        (document.name, command.replace("\\\n", " "))
        for document in DOCUMENTS
        for block in BLOCK.findall(document.read_text("utf-8"))
        for command in COMMAND.findall(block)
    ]


def test_every_command_that_is_shown_exists() -> None:
    known = _get_commands_dict(get_project_settings(), inproject=True)
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = shown_commands()
    assert shown
    for document, command in shown:
        program, verb, *words = shlex.split(command, comments=True)
        assert verb in (known if program == "scrapy" else targets), f"{document}: {command}"
        if program == "scrapy" and verb == "crawl" and "hnp" in words:
            given = [words[n + 1].partition("=")[0] for n, word in enumerate(words) if word == "-a"]
            assert set(given) <= set(NAMES), f"{document}: {command}"
        for name in re.findall(r"\bHNP_\w+", command):
            assert hasattr(settings, name), f"{document}: {command}"


def test_every_link_leads_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_dictionary_tells_of_every_field_when_it_is_null_and_shows_it() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \| (.*?) \|$", dictionary(), re.MULTILINE)
    named = {name for definition in ("article", "removal") for name in named_in(SCHEMAS[definition]())}
    assert {row[0] for row in rows} == named
    for name, kind, meaning, _, example in rows:
        assert example or "](#" in kind, f"{name}: no example"
        assert meaning.endswith(".")
    nullable = [name for cls in CONTRACT for name, hint in get_type_hints(cls).items() if type(None) in get_args(hint)]
    assert len(nullable) > 30
    assert sorted(nullable) == sorted(name for name, _, _, null, _ in rows if null.startswith("when "))


def named_in(schema: dict[str, Any]) -> set[str]:
    return {name for definition in schema["$defs"].values() for name in definition["properties"]}
