"""Share work out: over the cores of this machine, or over a cluster; the same tasks, the same results, in order."""

from __future__ import annotations

import argparse

from hnp_crawler.crews.crew import Crew
from hnp_crawler.crews.processes import Processes, cores
from hnp_crawler.errors import OptionError

__all__ = ["Crew", "Processes", "add_options", "crew_for", "crew_of"]

FEW = 1 << 21
"""Bytes that are read sooner than another process is begun."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add to a command who does the work."""
    group = parser.add_argument_group(title="Who does it")
    group.add_argument("--processes", type=int, metavar="N", help="processes (default: all cores)")
    group.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster instead, e.g. tcp://10.0.0.1:8786")


def crew_of(opts: argparse.Namespace, doing: str) -> Crew:
    """Make the crew that the options ask for, raising `OptionError` where that cannot be; the caller closes it."""
    if opts.processes is not None and opts.processes < 1:
        raise OptionError(f"{doing}: --processes {opts.processes} is not a number from 1 up")
    if opts.scheduler is None:
        return Processes(opts.processes or cores())
    if opts.processes is not None:
        raise OptionError(f"{doing}: only one of --processes and --scheduler can be used at a time")
    from hnp_crawler.crews.cluster import Cluster

    return Cluster(opts.scheduler, doing)


def crew_for(size: int, crew: Crew) -> Crew:
    """Choose who reads so many bytes: the crew, or this process where there are `FEW`."""
    return Processes(1) if size < FEW else crew
