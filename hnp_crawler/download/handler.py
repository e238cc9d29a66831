"""Choose the download handler of a crawl: the tap on the wire, what has to stand in for it, or an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnp_crawler.download.from_archive import FromArchiveDownloadHandler, holdings_of
from hnp_crawler.download.seam import SeamError, check_seam

if TYPE_CHECKING:
    from scrapy.core.downloader.handlers import DownloadHandlerProtocol
    from scrapy.crawler import Crawler


def require_source(crawler: Crawler) -> None:
    """Raise a `StartError` unless there is what the crawl is to be answered from: a wire to tap, or an archive.

    To be called where an exception stops the crawl: Scrapy only logs what a download handler raises when it is made.
    """
    if holdings_of(crawler) is None:
        require_seam(crawler)


def require_seam(crawler: Crawler) -> bool:
    """Tell whether the wire can be tapped; raise `SeamError` if not, unless ``HNP_ALLOW_RECONSTRUCTED`` is on."""
    try:
        check_seam()
        if not crawler.settings.getbool("TWISTED_REACTOR_ENABLED"):
            raise SeamError(
                "checking the tap on the wire: TWISTED_REACTOR_ENABLED is off, and only Twisted can be tapped"
            )
    except SeamError:
        if not crawler.settings.getbool("HNP_ALLOW_RECONSTRUCTED"):
            raise
        return False
    return True


class ArchivingDownloadHandler:
    """Stand in ``DOWNLOAD_HANDLERS`` for whichever handler can keep exchanges best."""

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DownloadHandlerProtocol:
        """Make the handler; neither is imported unless it is wanted, for the tap's names may be gone."""
        holdings = holdings_of(crawler)
        if holdings is not None:
            return FromArchiveDownloadHandler(crawler, holdings)
        if require_seam(crawler):
            from hnp_crawler.download.tapping import TapDownloadHandler

            return TapDownloadHandler.from_crawler(crawler)
        from hnp_crawler.download.reconstructing import ReconstructingDownloadHandler

        return ReconstructingDownloadHandler.from_crawler(crawler)
