"""A minimal site: a page for each entry, the newest on the front page, one feed, nothing else."""

SITENAME = "Shop status"
SITEURL = "https://status.example"
AUTHOR = "Shop"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"

PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []

ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = False
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""

FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 50
FEED_ATOM = FEED_RSS = FEED_ALL_RSS = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = CATEGORY_FEED_ATOM = TAG_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None

FORMATTED_FIELDS: list[str] = []
MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}}, "output_format": "html5"}
