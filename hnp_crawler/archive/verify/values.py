"""Check values out of lines and manifests, which anyone may have edited, before files and tables are asked for them."""

from __future__ import annotations

from typing import TypeGuard


def is_name(value: object) -> TypeGuard[str]:
    """Tell whether a value can be a file's name or an id."""
    return isinstance(value, str) and value.isprintable()


def is_count(value: object) -> TypeGuard[int]:
    """Tell whether a value can be a number of things or bytes."""
    return isinstance(value, int) and 0 <= value < 1 << 63
