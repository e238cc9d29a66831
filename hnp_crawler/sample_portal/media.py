"""Draw pictures and documents: tiny, valid, and different for every number."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import Final

_JPEG_SIDE: Final = 64


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@lru_cache(maxsize=512)
def png(number: int, width: int = 120, height: int = 80) -> bytes:
    """Draw stripes whose colours and widths follow from the number."""
    colours = [zlib.crc32(f"{number}/{stripe}".encode()).to_bytes(4, "big")[:3] for stripe in range(8)]
    row = b"\0" + b"".join(colours[x * 8 // width] for x in range(width))
    shaded = b"\0" + b"".join(colours[(x * 8 // width + 1) % 8] for x in range(width))
    pixels = b"".join(row if y % (3 + number % 7) else shaded for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"tEXt", f"Comment\0picture {number}".encode())
        + _chunk(b"IDAT", zlib.compress(pixels, 6))
        + _chunk(b"IEND", b"")
    )


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


@lru_cache(maxsize=512)
def jpeg(number: int) -> bytes:
    """Draw a grey square, baseline coded, whose shade follows from the number and whose comment holds it.

    The Huffman tables have the fewest codes that the picture needs: DC category 0 is ``0``, category 7 is ``10``, and
    the end of a block is ``0`` (ITU-T T.81, annex F).
    """
    blocks = (_JPEG_SIDE // 8) ** 2
    bits = f"10{64 + number % 64:07b}0" + "00" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + _segment(0xFE, f"picture {number} ".encode() * 20)
        + _segment(0xDB, b"\0" + b"\x08" * 64)
        + _segment(0xC0, struct.pack(">BHHBBBB", 8, _JPEG_SIDE, _JPEG_SIDE, 1, 1, 0x11, 0))
        + _segment(0xC4, b"\x00" + bytes((1, 1)) + b"\0" * 14 + b"\x00\x07")
        + _segment(0xC4, b"\x10" + bytes((1,)) + b"\0" * 15 + b"\x00")
        + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )


@lru_cache(maxsize=256)
def pdf(name: str) -> bytes:
    """Write a page that shows a name, with a cross-reference table that is right."""
    shown = name.encode("ascii", "replace").replace(b"(", b"[").replace(b")", b"]")
    stream = b"BT /F1 18 Tf 60 760 Td (" + shown + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
