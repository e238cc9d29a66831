"""Run the recipes of ``docs/recipes.md`` and compare what they print with what stands there.

python tests/recipes.py    writes into the document what they print (needs pandas, DuckDB, datasets, pyarrow, jq)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from crawling import ROOT, crawl

from hnp_crawler.sample_portal import SamplePortal, serve

DOCUMENT = ROOT / "docs" / "recipes.md"
ARTICLES = 120
_RECIPE = re.compile(r"^```(sh|python)\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)


class Recipe(NamedTuple):
    """Hold one recipe and what it prints according to the document."""

    language: str
    code: str
    printed: str

    def missing(self) -> list[str]:
        """Name what it needs and this environment has not."""
        if self.language == "sh":
            return [] if shutil.which("jq") else ["jq"]
        needed = _IMPORT.findall(self.code) + (["pyarrow"] if ".parquet" in self.code else [])
        return [name for name in needed if find_spec(name) is None]

    def run(self, folder: Path, python: Path = Path(sys.executable)) -> str:
        """Run it beside the exported collection; gives what it prints, raising `CalledProcessError` if it fails."""
        words = ["sh", "-c", self.code] if self.language == "sh" else [str(python), "-W", "error", "-c", self.code]
        settings = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "cache"), "PYTHONUTF8": "1"}
        ended = subprocess.run(
            words, cwd=folder, env={**os.environ, **settings}, capture_output=True, encoding="utf-8", check=True
        )
        return "".join(f"{line.rstrip()}\n" for line in ended.stdout.strip("\n").splitlines())


def recipes() -> Iterator[Recipe]:
    """Read the document."""
    for language, code, printed in _RECIPE.findall(DOCUMENT.read_text("utf-8")):
        yield Recipe(language, code, printed)


def export(collection: Path, folder: Path, python: Path = Path(sys.executable), *, parquet: bool = True) -> None:
    """Put there what the recipes read."""
    words = ["--jsonl", "articles.jsonl", "--sqlite", "articles.db", *(["--parquet", "tables"] if parquet else [])]
    settings = {**os.environ, "SCRAPY_SETTINGS_MODULE": "hnp_crawler.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [str(python), "-m", "scrapy", "export", str(collection), *words], cwd=folder, env=settings, check=True
    )
    (folder / "archive").symlink_to(collection / "archive")


def main() -> None:
    """Write down what each recipe prints."""
    with tempfile.TemporaryDirectory() as name, serve(SamplePortal(articles=ARTICLES)) as server:
        folder, collection = Path(name, "folder"), Path(name, "sample")
        folder.mkdir()
        crawl(collection, start=server.url)
        export(collection, folder)
        text = DOCUMENT.read_text("utf-8")
        for recipe in recipes():
            before = f"```{recipe.language}\n{recipe.code}```\n\n```text\n"
            text = text.replace(f"{before}{recipe.printed}```", f"{before}{recipe.run(folder)}```")
        DOCUMENT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
