"""Set every Scrapy setting that the project changes, each with its reason, and the project's own ``HNP_…`` settings.

All of them can be overridden as usual, e.g. ``scrapy crawl hnp -s DOWNLOAD_DELAY=5 -s HNP_OUTPUT=output/2026``.
"""

from __future__ import annotations

BOT_NAME = "hnp_crawler"
SPIDER_MODULES = ["hnp_crawler.spiders"]
NEWSPIDER_MODULE = "hnp_crawler.spiders"
COMMANDS_MODULE = "hnp_crawler.commands"

# --- the project's own settings (hnp_crawler.options reads and checks them) -----------------------------------------

HNP_OUTPUT = "output/hnp"
"""Folder of the collection that the crawl adds to."""

HNP_OPERATOR = ""
"""Who runs the crawl; goes into the User-Agent and into warcinfo."""

HNP_CONTACT = ""
"""Address (URL or e-mail) for the portal's webmasters; goes into the User-Agent and into warcinfo."""

HNP_REQUISITES = True
"""Whether to fetch what a browser needs to show a captured page: style sheets, scripts, fonts, pictures."""

HNP_OTHER_HOSTS = True
"""Whether pictures, files and requisites are fetched from hosts that are no seed's."""

HNP_REVISIT = True
"""Whether a payload that the collection already holds is written as a ``revisit`` record."""

HNP_MAX_FILE_SIZE = 1_000_000_000
"""Size in bytes after which a WARC file is closed and the next one begun."""

HNP_MAX_FILE_AGE = 86_400
"""Age in seconds after which a WARC file is closed and the next one begun."""

HNP_FSYNC = "close"
"""When to force bytes onto the disk: ``never``, when a file is closed (``close``), or after each ``record``."""

HNP_MAX_REQUESTS_PER_MINUTE = 120
"""Hard limit of requests to one host in any minute; 0 for none."""

HNP_BACKOFF = 5.0
"""First pause of a host in seconds after 429, 502, 503, 504, no answer or a slow one; each further one doubles it."""

HNP_MAX_PAUSE = 600.0
"""Longest pause of a host in seconds; bounds Retry-After and Crawl-delay too."""

HNP_SLOW_ANSWER = 20.0
"""Seconds after which an answer counts as slow; 0 for never."""

HNP_BLOCKED_SHARE = 0.5
"""Share of block pages and challenges among the latest answers at which the crawl stops as blocked."""

HNP_RECRAWL_SHARE = 0.25
"""An article is asked for again after this share of its age."""

HNP_RECRAWL_LEAST = 64_800
"""Least seconds before an article is asked for again: eighteen hours, so that a new one is due every night."""

HNP_RECRAWL_MOST = 15_552_000
"""Most seconds before an article is asked for again; half a year."""

HNP_CHECK_MIN_ARTICLES = 0
"""Fewest articles, unchanged ones counted, that a crawl must have met not to end with problems."""

HNP_CHECK_FAILURES = 0.1
"""Largest share of failed, cut short and blocked URLs among those asked for, before the crawl says so loudly."""

HNP_CHECK_COMPLETENESS = 0.9
"""Least share of what the listings name that must be captured, before the crawl says so loudly."""

HNP_CHECK_COVERAGE = 0.2
"""Most by which the share of articles that have a field may fall under that of earlier crawls."""

HNP_CHECK_REMOVALS = 0.1
"""Largest share of the collection's articles that may vanish in one crawl, before it says so loudly."""

HNP_CHECK_DROPPED = 0.5
"""Share of its entries beyond which a listing that drops them is taken for broken: they are not noted as removed."""

HNP_ALERT_COMMAND = ""
"""Command that is run when a crawl ends with another exit code than 0, or cannot start; it reads why on its stdin."""

HNP_ALERT_URL = ""
"""Address that the same is posted to."""

HNP_PROGRESS = True
"""Whether to show a progress line; only ever on a terminal."""

HNP_FROM_ARCHIVE = ""
"""Collection, WARC or ARC file, WACZ, or folder of these that the crawl is answered from, in place of the network."""

HNP_CDX_SERVER = "https://web.archive.org/cdx/search/cdx"
"""Where the spider ``wayback`` asks which captures there are: a CDX server such as pywb's or Common Crawl's."""

HNP_CDX_CAPTURES = "https://web.archive.org/web/{timestamp}id_/{url}"
"""Where it fetches them: by time and URL, or with ``{filename}`` as a part of a WARC file."""

HNP_ALLOW_RECONSTRUCTED = False
"""Whether to go on when the wire cannot be tapped, with records that declare themselves reconstructed."""

# --- what the archive needs -----------------------------------------------------------------------------------------

# The exact bytes of both directions are only to be had inside Twisted's HTTP client.
DOWNLOAD_HANDLERS = {
    "http": "hnp_crawler.download.handler.ArchivingDownloadHandler",
    "https": "hnp_crawler.download.handler.ArchivingDownloadHandler",
    # Only what can be archived exactly may be fetched.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# The ledger is the frontier: Scrapy's own disk queue loses URLs on kill -9.
SCHEDULER = "hnp_crawler.frontier.scheduler.LedgerScheduler"
# The ledger knows every URL; a second filter in memory would only grow.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
DOWNLOADER_MIDDLEWARES = {
    # What these three do for each request, one does for less.
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "hnp_crawler.download.defaults.RequestDefaults": 400,
    # No spider here names allowed domains: the scope is judged before a link becomes a request.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    # A page must be decoded by what decodes it again when its line is proved.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "hnp_crawler.download.decoding.ContentDecoding": 590,
    # Nearest the downloader, so that it sees every attempt: Scrapy obeys neither Crawl-delay nor Retry-After.
    "hnp_crawler.download.politeness.Politeness": 990,
}
# Each of these costs every answer two generators, used or not.
SPIDER_MIDDLEWARES = {
    # An error page is an answer too: it is read for what it is, and kept.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    # Nobody asks whether a request was the spider's first.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    # No spider here copies a page's whole `meta`.
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    # First, so that every other component finds an open collection.
    "hnp_crawler.extensions.collection.OpenCollection": -1000,
    "hnp_crawler.extensions.log.CrawlLog": -900,
    "hnp_crawler.extensions.blocked.StopWhenBlocked": 100,
    "hnp_crawler.extensions.recall.Recall": 200,
    "hnp_crawler.extensions.progress.Progress": 250,
    "hnp_crawler.extensions.alert.Alert": 300,
    "hnp_crawler.extensions.report.Report": 310,
}
ITEM_PIPELINES = {
    "hnp_crawler.pipelines.TextPipeline": 100,
    "hnp_crawler.pipelines.DatesPipeline": 200,
    "hnp_crawler.pipelines.PeriodPipeline": 250,
    "hnp_crawler.pipelines.InterviewPipeline": 300,
    "hnp_crawler.pipelines.ValidatePipeline": 400,
    "hnp_crawler.pipelines.LinesPipeline": 500,
}

# --- politeness -----------------------------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# --- what is fetched and how ----------------------------------------------------------------------------------------

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    # br and zstd cannot be read by all the tools that an archive must serve for decades.
    "Accept-Encoding": "gzip",
}
# A session would make every URL of the old portal a new one.
COOKIES_ENABLED = False
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 512 << 20
DOWNLOAD_WARNSIZE = 64 << 20
REDIRECT_MAX_TIMES = 8
RETRY_TIMES = 2
# What a host with a broken certificate says is kept rather than nothing; the record names protocol and cipher.
DOWNLOAD_VERIFY_CERTIFICATES = False
METAREFRESH_ENABLED = False
REFERRER_POLICY = "same-origin"
# A callback yields one article at most, and Scrapy makes as many tasks for each answer as this says.
CONCURRENT_ITEMS = 1

# --- safety ---------------------------------------------------------------------------------------------------------

# Both open a port through which Python code can be run.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"

# --- the operator's view --------------------------------------------------------------------------------------------

LOG_LEVEL = "INFO"
LOG_FORMATTER = "hnp_crawler.extensions.log.QuietFormatter"
# Scrapy's own wraps each call to warn of an argument that nobody gives any more.
STATS_CLASS = "hnp_crawler.extensions.stats.PlainStats"
