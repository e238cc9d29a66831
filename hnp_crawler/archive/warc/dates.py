"""Write and read the dates of records (WARC 1.1, 5.4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

# A date may leave open what is smaller than a year, and go down to the nanosecond.
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?)?)?)?", re.ASCII)


def warc_date(moment: datetime) -> str:
    """Write a time as ``WARC-Date`` does, to the microsecond.

    >>> warc_date(datetime(2017, 5, 19, 13, 5, tzinfo=UTC))
    '2017-05-19T13:05:00.000000Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_warc_date(text: str | None) -> datetime:
    """Read a date of any precision as the first moment that it may mean; raises `ValueError` for what is none.

    >>> parse_warc_date("2017-05-19T13:05:00.5Z").isoformat()
    '2017-05-19T13:05:00.500000+00:00'
    >>> parse_warc_date("2017-05").isoformat()
    '2017-05-01T00:00:00+00:00'
    """
    match = _DATE.fullmatch(text or "")
    if match is not None:
        *stated, fraction = match.groups()
        parts = (int(part or least) for part, least in zip(stated, "011000", strict=True))
        year, month, day, hour, minute, second = parts
        micro = int((fraction or "").ljust(6, "0")[:6])
        try:
            return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
        except ValueError:
            pass
    raise ValueError(f"WARC-Date is {text!r}")
