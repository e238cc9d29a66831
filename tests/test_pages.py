"""Read every page under ``pages/`` as a person has found that it must be read.

``scrapy fixture`` adds a page. Its first test fails until ``expected.json`` names who compared it with the page.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hnp_crawler.inspecting.specimens import read_fixture, what_is_read

FOLDERS = sorted(path for path in (Path(__file__).parent / "pages").iterdir() if path.is_dir())
FIELDS = [
    (folder, part, field)
    for folder in FOLDERS
    for part, fields in read_fixture(folder)[1].items()
    if isinstance(fields, dict)
    for field in fields
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_person_has_reviewed_what_is_expected(folder: Path) -> None:
    _, expected = read_fixture(folder)
    assert expected["reviewed_by"], f"compare {folder / 'expected.json'} with the page and sign it in reviewed_by"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_kind_of_the_page_is_right(folder: Path) -> None:
    specimen, expected = read_fixture(folder)
    read = what_is_read(specimen)
    assert read["kind"] == expected["kind"]
    assert set(read) == set(expected) - {"reviewed_by"}


@pytest.mark.parametrize(("folder", "part", "field"), FIELDS, ids=lambda value: getattr(value, "name", value))
def test_every_field_is_as_a_person_read_it(folder: Path, part: str, field: str) -> None:
    specimen, expected = read_fixture(folder)
    assert what_is_read(specimen)[part][field] == expected[part][field]
