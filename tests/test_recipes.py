"""Run those recipes of the documentation whose programs are here; ``make interop`` runs all of them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from crawling import Crawled
from recipes import Recipe, export, recipes

RECIPES = list(recipes())


@pytest.fixture(scope="module")
def exported(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    export(crawled.collection, folder, parquet=find_spec("pyarrow") is not None)
    return folder


def test_the_document_has_recipes() -> None:
    assert len(RECIPES) >= 9
    assert sum(not recipe.missing() for recipe in RECIPES) >= 2


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.code.split("\n")[0])
def test_a_recipe_prints_what_stands_below_it(exported: Path, recipe: Recipe) -> None:
    if missing := recipe.missing():
        pytest.skip(f"no {', '.join(missing)}")
    assert recipe.run(exported) == recipe.printed, "run `python tests/recipes.py` where all programs are installed"
