AUTHOR = "Ysaure Lemoël"
SITENAME = "Le pélican d’Ysaure"
SITEURL = ""

PATH = "content"

TIMEZONE = "Europe/Paris"

DEFAULT_LANG = "fr"

# Feed generation is usually not desired when developing
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

# Blogroll
LINKS = [
    ("Pelican", "https://getpelican.com/"),
    ("Python.org", "https://www.python.org/"),
    ("Jinja2", "https://palletsprojects.com/p/jinja/"),
    ("You can modify those links in your config file", "#"),
]

# Social widget
SOCIAL = [
    ("You can add links in your config file", "#"),
    ("Another social link", "#"),
]

DEFAULT_PAGINATION = 5

# Uncomment following line if you want document-relative URLs when developing
# RELATIVE_URLS = True

# ---- non-default permalinks
ARTICLE_URL = "billets/{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = "billets/{date:%Y}/{date:%m}/{slug}/index.html"
ARTICLE_LANG_URL = "{lang}/billets/{date:%Y}/{date:%m}/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/billets/{date:%Y}/{date:%m}/{slug}/index.html"
DRAFT_URL = "brouillons/{slug}/"
DRAFT_SAVE_AS = "brouillons/{slug}/index.html"
PAGE_URL = "{slug}.html"
PAGE_SAVE_AS = "{slug}.html"
CATEGORY_URL = "rubrique/{slug}/"
CATEGORY_SAVE_AS = "rubrique/{slug}/index.html"
TAG_URL = "mot/{slug}.html"
TAG_SAVE_AS = "mot/{slug}.html"
AUTHOR_URL = "par/{slug}.html"
AUTHOR_SAVE_AS = "par/{slug}.html"
USE_FOLDER_AS_CATEGORY = True
DEFAULT_CATEGORY = "Divers"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)"
STATIC_PATHS = ["images"]
FEED_ALL_RSS = "feeds/tout.rss.xml"
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
    },
    "output_format": "html5",
}
