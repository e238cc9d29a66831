"""Give the sample portal files of several megabytes, so that a kill or a full disk falls into the writing of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from zlib import crc32

from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.sample_portal.reply import Reply

LARGEST = {"application/pdf": 8_000_000, "image/jpeg": 3_000_000, "image/png": 1_000_000}
"""Most bytes by media type."""


class HeavyPortal(SamplePortal):
    """Append bytes that do not compress to every file and picture; the same file is always the same."""

    def respond(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", attempt: int = 1
    ) -> Reply:
        reply = super().respond(method, target, headers, body, attempt)
        largest = LARGEST.get(reply.header("Content-Type") or "")
        if reply.status != 200 or largest is None:
            return reply
        noise = Random(crc32(target.encode()))
        return replace(reply, body=reply.body + noise.randbytes(noise.randrange(largest)))
