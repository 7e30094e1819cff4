"""The table of contents: order of the stages, politeness and limits; the environment is read only here."""

import os
from pathlib import Path
from urllib.request import getproxies

# --- what a machine sets -------------------------------------------------------------------------
PARLEY_HOME = Path(__file__).resolve().parent
PARLEY_ARCHIVE = os.environ.get("PARLEY_ARCHIVE", "archive")
"""Root of the archive."""
DATABASE_URL = os.environ.get("DATABASE_URL", "")
"""Empty: SQLite inside the archive."""
PARLEY_CONTACT = os.environ.get("PARLEY_CONTACT", "")
"""Where a site's operator reaches you; part of the user agent."""
PARLEY_ALLOW_NETWORKS = os.environ.get("PARLEY_ALLOW_NETWORKS", "")
"""Comma-separated private networks (CIDR) that the address guard lets through."""
PARLEY_REVISIT_SOONER = os.environ.get("PARLEY_REVISIT_SOONER", "0")
"""Seconds before it is due that an article may be asked again: for demonstrations, where nobody waits."""
PARLEY_REVISIT_AFTER = os.environ.get("PARLEY_REVISIT_AFTER", "15m,1h,6h,1d,7d")
"""How long after its first visit an article is asked again: m, h and d, with commas, ascending."""
PARLEY_SOURCES = os.environ.get("PARLEY_SOURCES", str(PARLEY_HOME / "registry" / "sources"))
"""Folder of source files: another registry than the one that Parley ships."""
PROXIES = getproxies()
"""`http_proxy`, `https_proxy` and `no_proxy`, as Scrapy reads them too."""

DEFAULT_TOPIC = "istanbul-talks"

# --- the house -----------------------------------------------------------------------------------
BOT_NAME = "parley"
PARLEY_VERSION = "0.1.0"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "commands"

# --- the flow: capture -> read -> dedup -> store --------------------------------------------------
DOWNLOAD_HANDLERS = {
    "http": "network.capture.CaptureHandler",
    "https": "network.capture.CaptureHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {  # from the spider (low) to the wire (high)
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "network.robots.Robots": 100,  # always: no setting switches it off
    "network.conditional.ConditionalGet": 450,
    "network.politeness.Patience": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "network.decoding.Decoding": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "network.redirects.Redirects": 600,
    "network.guard.Guard": 950,
}
TWISTED_DNS_RESOLVER = "network.guard.GuardedResolver"
EXTENSIONS = {"network.politeness.CrawlDelay": 500}  # after AutoThrottle
HTTPERROR_ALLOW_ALL = True
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
"""None: the frontier is in the database, and a redirect to a page already seen has an outcome too."""
ITEM_PIPELINES = {
    "pipelines.reading.Read": 100,
    "pipelines.dedup.Dedup": 200,
    "pipelines.store.Store": 300,
}

# --- manners -------------------------------------------------------------------------------------
USER_AGENT = f"Parley/{PARLEY_VERSION} (news archive for research; {PARLEY_CONTACT or 'contact not set'})"
ROBOTSTXT_USER_AGENT = "Parley"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
"""A crawl-delay is a floor, not an average."""
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False
REFERER_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}

# --- limits --------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 2**20
DOWNLOAD_WARNSIZE = 5 * 2**20
DOWNLOAD_VERIFY_CERTIFICATES = True
DNS_TIMEOUT = 10
RETRY_ENABLED = False
RETRY_TIMES = 1
"""Of network.politeness, in the place of Scrapy's own."""
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
REDIRECT_MAX_TIMES = 8
METAREFRESH_ENABLED = False
DEPTH_LIMIT = 3
URLLENGTH_LIMIT = 0
"""None: Scrapy would drop longer ones without a word; each URL has an outcome."""
REACTOR_THREADPOOL_MAXSIZE = 20
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 50 * 2**20
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

READ_SECONDS = 20
"""Wall and CPU seconds that the reading of one page may take."""
READ_MEMORY = 1 * 2**30
"""Bytes of address space that a reading process may hold beyond its start."""
READER_VERSION = "pipelines.reading.VERSION"
"""Where the version of what reads stands; a page that another version was stopped at is read once more."""
READERS = 0
"""Reading processes; 0: one less than the processors, at least one."""

CRAWL_JOBS = 4
"""Crawl processes at once; each has its own sources, and no host is in two of them."""

# --- logs ----------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
STATS_DUMP = False
