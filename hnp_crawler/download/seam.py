"""Check, before a crawl starts, that the places in Scrapy and Twisted where the wire is tapped are still there."""

from __future__ import annotations

from importlib import import_module

import scrapy
import twisted

from hnp_crawler.errors import ExitCode, StartError

PROVEN = {"scrapy": "2.19.0", "twisted": "26.10.0"}
"""The versions that the contract test (tests/download) has proven the tap with."""

NAMES = {
    "scrapy.core.downloader.handlers.http11": (
        "HTTP11DownloadHandler.download_request",
        "HTTP11DownloadHandler.close",
        "_LenientHTTP11ClientFactory.buildProtocol",
        "_LenientHTTP11ClientProtocol.request",
        "_LenientHTTPClientParser.lineReceived",
    ),
    "twisted.web._newclient": (
        "HEADER",
        "STATUS",
        "HTTP11ClientProtocol._finishResponse",
        "HTTP11ClientProtocol._giveUp",
        "HTTP11ClientProtocol._parser",
        "HTTP11ClientProtocol._state",
        "HTTP11ClientProtocol.abort",
        "HTTP11ClientProtocol.connectionLost",
        "HTTP11ClientProtocol.dataReceived",
        "HTTPClientParser.allHeadersReceived",
        "HTTPClientParser.headerReceived",
        "HTTPClientParser.bodyDecoder",
        "HTTPClientParser.MAX_LENGTH",
        "HTTPClientParser._buffer",
        "Request.writeTo",
    ),
    "twisted.web.client": (
        "HTTPConnectionPool._factory",
        "HTTPConnectionPool._newConnection",
        "HTTPConnectionPool.getConnection",
        "_RetryingHTTP11ClientProtocol.request",
    ),
    "twisted.web.http_headers": ("InvalidHeaderName",),
    "twisted.web.http": ("_IdentityTransferDecoder.contentLength",),
    "twisted.internet.interfaces": ("IHandshakeListener", "IReactorPluggableNameResolver"),
}
"""What `hnp_crawler.download.tap` leans on, by module; most of it is private there."""


class SeamError(StartError):
    """Raised when the wire cannot be tapped, from `check_seam`."""

    exit_code = ExitCode.ARCHIVE


def check_seam() -> None:
    """Raise `SeamError` with one sentence if the wire cannot be tapped as it was proven."""
    for package, found in (("scrapy", scrapy.__version__), ("twisted", twisted.__version__)):
        if found != PROVEN[package]:
            raise SeamError(
                f"checking the tap on the wire: {package} is {found}, proven is {PROVEN[package]}; "
                "install that, or set HNP_ALLOW_RECONSTRUCTED to archive reconstructed exchanges"
            )
    for module, names in NAMES.items():
        for name in names:
            if not _is_there(module, name):
                raise SeamError(
                    f"checking the tap on the wire: {module} has no {name}; "
                    "set HNP_ALLOW_RECONSTRUCTED to archive reconstructed exchanges"
                )


def _is_there(module: str, name: str) -> bool:
    try:
        found: object = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return False
    return True
