import time

BLOG_AUTHOR = "Hedy Kiesler"
BLOG_TITLE = "Hedy's waves"
SITE_URL = "https://old.example.org/waves/"
BLOG_EMAIL = "hedy@example.org"
BLOG_DESCRIPTION = "Frequencies & hops"
DEFAULT_LANG = "en"
TRANSLATIONS = {
    DEFAULT_LANG: "",
    "fr": "./fr",
}
NAVIGATION_LINKS = {
    DEFAULT_LANG: (
        ("/pages/about/", "Me"),
        ("/archive.html", "Archive"),
        ("/gone/", "Gone"),
    ),
    "fr": (("/fr/pages/about/", "Moi"),),
}
THEME = "bootblog4"
TIMEZONE = "Europe/Vienna"
POSTS = (
    ("posts/*.rst", "posts", "post.tmpl"),
    ("posts/*.md", "posts", "post.tmpl"),
    ("posts/*.txt", "posts", "post.tmpl"),
    ("posts/*.html", "posts", "post.tmpl"),
)
PAGES = (
    ("pages/*.md", "pages", "page.tmpl"),
    ("pages/*.rst", "pages", "page.tmpl"),
)
COMPILERS = {
    "rest": (".rst", ".txt"),
    "markdown": (".md", ".mdown", ".markdown"),
    "html": (".html", ".htm"),
}
CATEGORY_PREFIX = "cat_"
CONTENT_FOOTER = "&copy; {date}".format(date=time.gmtime().tm_year)
GLOBAL_CONTEXT = {}
INDEX_DISPLAY_POST_COUNT = 2
IMAGE_FOLDERS = {"images": "images"}
