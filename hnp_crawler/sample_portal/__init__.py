"""Serve a portal of our own making, with all generations of templates, on loopback.

It publishes synthetic articles in Vietnamese and English, knows what each of them says, and has the traps and faults
of the real one behind switches.
"""

from hnp_crawler.sample_portal.faults import Faults
from hnp_crawler.sample_portal.plan import Reserve
from hnp_crawler.sample_portal.portal import SamplePortal
from hnp_crawler.sample_portal.server import Seen, Server, serve
from hnp_crawler.sample_portal.traps import Traps

__all__ = ["Faults", "Reserve", "SamplePortal", "Seen", "Server", "Traps", "serve"]
