"""Pictures and documents are valid and differ."""

from __future__ import annotations

import struct
import zlib

from hnp_crawler.sample_portal import media


def test_png_chunks_have_right_checksums() -> None:
    picture = media.png(42)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    position, kinds = 8, []
    while position < len(picture):
        length = struct.unpack(">I", picture[position : position + 4])[0]
        kind = picture[position + 4 : position + 8]
        content = picture[position + 8 : position + 8 + length]
        assert struct.unpack(">I", picture[position + 8 + length : position + 12 + length])[0] == zlib.crc32(
            kind + content
        )
        if kind == b"IDAT":
            assert len(zlib.decompress(content)) == 80 * (1 + 3 * 120)
        kinds.append(kind)
        position += 12 + length
    assert kinds == [b"IHDR", b"tEXt", b"IDAT", b"IEND"]


def test_jpeg_segments_follow_one_another() -> None:
    picture = media.jpeg(41)
    assert picture.startswith(b"\xff\xd8")
    assert picture.endswith(b"\xff\xd9")
    position, markers = 2, []
    while True:
        marker, length = struct.unpack(">xBH", picture[position : position + 4])
        markers.append(marker)
        position += 2 + length
        if marker == 0xDA:
            break
    assert markers == [0xE0, 0xFE, 0xDB, 0xC0, 0xC4, 0xC4, 0xDA]


def test_pdf_cross_references_point_at_objects() -> None:
    document = media.pdf("kế hoạch (1).pdf")
    start = int(document.rsplit(b"startxref\n", 1)[1].split()[0])
    assert document[start:].startswith(b"xref\n")
    for number, line in enumerate(document[start:].splitlines()[3:8], 1):
        assert document[int(line[:10]) :].startswith(b"%d 0 obj" % number)


def test_bytes_differ_by_number() -> None:
    assert len({media.png(number) for number in range(50)}) == 50
    assert len({media.jpeg(number) for number in range(50)}) == 50
