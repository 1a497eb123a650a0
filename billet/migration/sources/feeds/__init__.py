"""Feeds that were saved: Atom, RSS and JSON Feed, with the texts that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import unquote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Medium, Notice, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import line_of, most_frequent, update_of
from billet.migration.sources.feeds.feed import Enclosure, Feed, Item
from billet.migration.sources.feeds.json_feed import read_json
from billet.migration.sources.feeds.xml_feed import read_xml
from billet.migration.sources.html_text import first_words, plain
from billet.migration.sources.lenient_addresses import urljoin, urlsplit
from billet.migration.sources.source_files import beginning, file_in, read_whole, text_of
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.media import DOWNLOAD, type_of
from chalicelib.errors import ConfigurationError

_XML = re.compile(r"<(?:rss|rdf:RDF|feed)[\s>]", re.IGNORECASE)
_JSON = re.compile(r"\A\s*\{.*?https?:(?:\\?/){2}jsonfeed\.org\\?/version", re.DOTALL)
_FILE = re.compile(r"""(?:src|href|poster)=["']([^"'\s]+)["']""")
_FEEDBURNER = re.compile(
    r"""<img[^<>]+src=["']https?://[^"'<>]*feedburner\.com/~[^<>]*>"""
    r"""|<div class="feedflare">[^<]*+(?:<(?!/?div\b)[^<]*+)*+</div>"""
)
"""What FeedBurner added to each text, to count its readers."""

_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|&hellip;|&#8230;)\s*\Z")
"""How the beginning of a text ends."""


def read(path: Path, options: Options) -> Site:
    """Returns the site of a feed."""
    data = read_whole(path)
    to_feed = read_json if _JSON.match(text_of(data[:4096])) else read_xml
    feed = to_feed(data, path.name, options.zone)
    if not feed.items:
        raise ConfigurationError(f"{path} holds no item: save the feed once more, or its other pages")
    return _Reader(feed, path, options).site()


@dataclass
class _Reader:
    feed: Feed
    path: Path
    options: Options
    paths: FilePaths = field(default_factory=FilePaths)

    def site(self) -> Site:
        feed = self.feed
        site = Site(tool=feed.format, address=self._home(), notices=feed.notices)
        main_author = most_frequent(author for item in feed.items for author in item.authors[:1])
        values = {
            "title": feed.title,
            "tagline": feed.subtitle,
            "language": canonical_tag(feed.language),
            "timezone": self.options.zone.key,
            "author": {"name": main_author} if main_author else {},
        }
        site.settings = {name: value for name, value in values.items() if value}
        items = {item.key: item for item in feed.items}
        site.entries = [self._entry(item, main_author) for item in items.values()]
        site.media = list(self._media())
        older = f"; older ones are at {feed.next_page}" if feed.next_page else ""
        message = f"a feed has the newest texts alone as a rule: {len(items)} are in this one{older}"
        remedy = "Compare with the archive of the blog, and import its other pages or another export too"
        site.notices.append(Notice(Origin(self.path.name), message, remedy))
        return site

    def _home(self) -> str:
        home = self.feed.home or self.options.address
        return home.partition("?")[0].rstrip("/") if urlsplit(home).netloc else ""

    def _entry(self, item: Item, main_author: str) -> Entry:
        enclosures = [replace(file, url=urljoin(f"{self._home()}/", file.url)) for file in item.enclosures]
        shown = _FEEDBURNER.sub("", item.html)
        text = shown + "".join(_shown(file) for file in enclosures if file.url not in shown)
        words = plain(text)
        title = item.title or first_words(text) or "sans titre"
        if item.is_excerpt and _CUT.search(words):
            message = "the feed has the beginning of the text alone"
            self.feed.notices.append(
                Notice(item.origin, message, "Take the rest from its page", left_out=True)
            )
        language, names = canonical_tag(item.language), ", ".join(item.authors)
        summary = "" if _CUT.search(item.summary) or words.startswith(item.summary) else item.summary
        name = urlsplit(next(iter(item.addresses), "")).path.rstrip("/").rpartition("/")[2]
        year = f"{item.published:%Y}" if item.published else ""
        return Entry(
            kind="articles",
            path=self.paths.entry("articles", _stem(unquote(name)) or title, year),
            id=_id(item.key),
            origin=item.origin,
            title=title,
            text=text,
            markup="html",
            date=item.published,
            updated=update_of(item.published, item.updated),
            draft=item.is_draft,
            language="" if language == canonical_tag(self.feed.language) else language,
            summary=summary,
            tags=tuple(dict.fromkeys(filter(None, item.tags))),
            author="" if names == main_author else names,
            image=item.image,
            addresses=() if item.is_draft else tuple(filter(self._is_page, item.addresses)),
        )

    def _is_page(self, address: str) -> bool:
        """Whether an address may be led on from: one of a page, and of this site where it is known."""
        parts = urlsplit(address)
        own = not parts.netloc or not self._home() or _host(address) == _host(self._home())
        return own and (parts.path.strip("/") != "" or bool(parts.query))

    def _media(self) -> Iterator[Medium]:
        """Yields each enclosure, and each file of the site's own that a text names."""
        paths, known = FilePaths(), set[str]()
        for item in self.feed.items:
            enclosures = [urljoin(f"{self._home()}/", file.url) for file in item.enclosures]
            for url in (*enclosures, item.image, *_FILE.findall(item.html)):
                parts = urlsplit(url.replace("&amp;", "&"))
                path = unquote(parts.path).lstrip("/")
                is_own = parts.netloc and _host(url) == _host(self._home()) and type_of(path) != DOWNLOAD
                if not path or path in known or not (url in enclosures or is_own):
                    continue
                known.add(path)
                yield Medium(
                    path=paths.medium(path),
                    origin=item.origin,
                    content=file_in(self.options.pictures, path),
                    url=parts.geturl(),
                    addresses=(url,),
                )


def _shown(file: Enclosure) -> str:
    """Returns the HTML of a file that belongs to an item and is not in its text."""
    source, kind = escape(file.url), file.type.partition("/")[0]
    if kind in ("audio", "video"):
        return f'<{kind} controls="" src="{source}"></{kind}>'
    if kind == "image":
        return f'<p><img src="{source}" alt="{escape(file.title)}"></p>'
    name = file.title or unquote(urlsplit(file.url).path).rpartition("/")[2] or file.url
    return f'<p><a href="{source}">{escape(name, quote=False)}</a></p>'


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().removeprefix("www.")


def _stem(name: str) -> str:
    return re.sub(r"\.(?:html?|php\d?|aspx?)\Z", "", line_of(name)).removesuffix("index")


def _id(key: str) -> str:
    return f"feed-{sha256(key.encode()).hexdigest()[:20]}"


def recognises(path: Path) -> bool:
    """Whether a file is a feed."""
    text = text_of(beginning(path)) if path.is_file() else ""
    return bool(_XML.search(text) if text.lstrip("\ufeff \n\r\t").startswith("<") else _JSON.match(text))


SOURCE = Source(name="feed", title="Atom, RSS or JSON Feed", recognises=recognises, read=read)
