"""Give the sample portal files of several megabytes, so that a kill or a full disk falls into the writing of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from zlib import crc32

from hnp_crawler.sample_portal import SamplePortal
from hnp_crawler.sample_portal.reply import Reply

LARGEST = 4_000_000


class HeavyPortal(SamplePortal):
    """Append bytes that do not compress to every file, up to ``LARGEST``; the same file is always the same."""

    def respond(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", attempt: int = 1
    ) -> Reply:
        reply = super().respond(method, target, headers, body, attempt)
        if reply.status != 200 or reply.header("Content-Type") != "application/pdf":
            return reply
        noise = Random(crc32(target.encode()))
        return replace(reply, body=reply.body + noise.randbytes(noise.randrange(LARGEST)))
