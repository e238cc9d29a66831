from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.archive.wire import spool as module
from hnp_crawler.archive.wire.spool import Spool


@pytest.mark.parametrize("limit", [0, 10, 1 << 20])
@given(pieces=st.lists(st.binary(max_size=20)), data=st.data())
def test_a_spool_gives_back_what_it_took_in_memory_and_on_disk(limit: int, pieces: list[bytes], data: st.DataObject):
    content = b"".join(pieces)
    cut = data.draw(st.integers(0, len(content)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MEMORY_LIMIT", limit)
        spool = Spool.of(pieces)
        assert b"".join(spool.chunks(size=3)) == spool.read() == content
        assert spool.cut(cut) == content[len(content) - cut :]
        spool.append(b"more")
        assert spool.read() == content[: len(content) - cut] + b"more"
        assert len(spool) == len(content) - cut + 4
        assert spool.read(1, 3) == spool.read()[1:3]
        spool.close()


def test_cutting_more_than_there_is_says_so():
    with pytest.raises(ValueError, match="cutting a block of 3 bytes: 4 is not within it"):
        Spool(b"abc").cut(4)


def test_a_large_block_waits_in_the_folder_that_was_named(tmp_path):
    spool = Spool(folder=tmp_path)
    spool.append(b"x" * module.MEMORY_LIMIT)
    spool.append(b"y")
    assert spool.read(module.MEMORY_LIMIT) == b"y"
    spool.close()
    with pytest.raises(FileNotFoundError):
        Spool(b"x" * (module.MEMORY_LIMIT + 1), folder=tmp_path / "absent")
