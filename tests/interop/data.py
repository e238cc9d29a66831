"""Let the programs that data goes on to read what a crawl left."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError

from recipes import export, recipes
from workshop import Rejected


def follow_recipes(programs: Path, collection: Path, folder: Path) -> Iterator[str]:
    """Run every recipe of the documentation over the sample collection: it must print what stands there."""
    python, followed = programs / "python", list(recipes())
    folder.mkdir()
    try:
        export(collection, folder, python)
        for recipe in followed:
            printed = recipe.run(folder, python)
            if printed != recipe.printed:
                difference = difflib.unified_diff(recipe.printed.splitlines(), printed.splitlines(), lineterm="")
                raise Rejected(f"following a recipe:\n{recipe.code}" + "\n".join(difference))
    except CalledProcessError as failure:
        raise Rejected(f"following a recipe: {failure}\n{failure.stderr or ''}") from None
    yield f"jq, pandas, DuckDB, datasets: {len(followed)} recipes print what the documentation shows"
