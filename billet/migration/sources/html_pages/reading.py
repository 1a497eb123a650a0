"""Saved pages to a site: each to an article or page, with the files it shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bs4 import Tag

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options
from billet.migration.sources.cleaning import line_of
from billet.migration.sources.html_pages.furniture import Furniture, clear, main_block, prune
from billet.migration.sources.html_pages.head import language_of, meta, most_common
from billet.migration.sources.html_pages.page_dates import PageDate, take_date
from billet.migration.sources.html_pages.saved_files import SavedFile, SavedLinks, files_of, root_of
from billet.migration.sources.html_pages.saved_pages import SavedPage, host_of, parse_page
from billet.migration.sources.html_pages.shown_files import ShownFiles, folder_redirects
from billet.migration.sources.html_pages.titles import WindowTitles, take_title
from chalicelib.content.article import Kind
from chalicelib.errors import ConfigurationError

_MOST_WORDS_OF_LIST = 25
_LEAST_LINKS_OF_LIST = 3


def read_pages(path: Path, options: Options) -> Site:
    """Returns what a folder of pages holds, or one page. Raises `ConfigurationError` where none can be
    read."""
    folder, own_address = root_of(path) if path.is_dir() else (path.parent, "")
    address = (options.address or own_address).rstrip("/")
    files = list(files_of(folder, address))
    site = Site(tool="HTML pages", address=address)
    chosen = [file for file in files if file.is_page and (path.is_dir() or file.path == path)]
    pages = [page for file in _unique(chosen, site) if (page := parse_page(file, site.notices))]
    if not pages:
        raise ConfigurationError(f"{path} has no page that can be read: name a folder of saved HTML pages")
    if not address and (host := host_of(pages)):
        site.address = f"http://{host}"
    _Reading(site, pages, files, options, Origin(path.name)).read()
    return site


def _unique(files: list[SavedFile], site: Site) -> Iterator[SavedFile]:
    """Yields the files of different addresses: some tools save a page under two names."""
    names: dict[str, str] = {}
    for file in files:
        first = names.setdefault(file.addresses[0], file.name)
        if first == file.name:
            yield file
        else:
            message = f"it had the same address as {first}, which comes"
            site.notices.append(Notice(Origin(file.name), message, left_out=True))


@dataclass
class _Text:
    """The main text of a page: `block` of its body, without its title."""

    page: SavedPage
    block: Tag
    title: str


class _Reading:
    """The reading of one site."""

    def __init__(
        self, site: Site, pages: list[SavedPage], files: list[SavedFile], options: Options, origin: Origin
    ) -> None:
        self._site = site
        self._origin = origin
        self._pages = pages
        self._links = SavedLinks(files, site.address)
        self._options = options
        self._paths = FilePaths()
        self._lists: dict[str, str] = {}
        self._files = ShownFiles(self._links, site.address, self._lists)
        self._language = self._author = self._description = ""  # of most pages

    def read(self) -> None:
        titles = WindowTitles([page.soup for page in self._pages])
        self._language = most_common([language_of(page.soup) for page in self._pages])
        self._author = most_common([meta(page.soup, "author") for page in self._pages])
        self._description = most_common([meta(page.soup, "description") for page in self._pages])
        self._site.settings |= {
            name: value for name, value in (("title", titles.site), ("language", self._language)) if value
        }
        if self._author:
            self._site.settings["author"] = {"name": self._author}
        for page in self._pages:
            clear(page.soup)
        furniture = Furniture(page.body for page in self._pages)
        if furniture.words:
            self._tell(self._origin, f"what most pages share stays behind: {furniture.words}", left_out=True)
        texts = [text for page in self._pages if (text := self._text_of(page, furniture, titles))]
        for text in texts:
            self._add_entry(text)
        self._site.media += self._files.media(self._paths, self._options.pictures)
        self._site.redirects += folder_redirects(self._site.media)

    def _text_of(self, page: SavedPage, furniture: Furniture, titles: WindowTitles) -> _Text | None:
        """Returns the main text of a page, None for one that only lists others."""
        furniture.remove(page.body)
        block = main_block(page.body)
        title = take_title(page.body, block, titles.own(page.soup)) or self._name_of(page.file)
        if self._is_list(page, block):
            self._leave_out_list(page.file)
            return None
        return _Text(page, block, title)

    def _add_entry(self, text: _Text) -> None:
        page, block = text.page, text.block
        origin = Origin(page.file.name)
        moment = take_date(page.soup, block, page.file.name, self._options.zone)
        self._tell_of_date(moment, origin)
        prune(block)
        if not block.get_text(strip=True) and not block.find(("img", "video", "audio", "iframe", "object")):
            self._tell(origin, "the page has no text of its own", left_out=True)
            return
        self._tell_of_rest(page.body, block, origin)
        self._files.lead_on(page.file, block)
        self._site.entries.append(self._entry(page, block, text.title, moment))

    def _entry(self, page: SavedPage, block: Tag, title: str, moment: PageDate) -> Entry:
        name, value = page.file.name, moment.value
        kind: Kind = "articles" if value else "pages"
        language, author = language_of(page.soup), meta(page.soup, "author")
        description = meta(page.soup, "description")
        return Entry(
            kind=kind,
            path=self._paths.entry(kind, title, *([f"{value.year:04}"] if value else [])),
            id=f"html-{hashlib.sha256(page.file.addresses[0].encode()).hexdigest()[:16]}",
            origin=Origin(name),
            title=title,
            text=block.decode_contents(),
            markup="html",
            date=value,
            language=language if language != self._language else "",
            author=author if author != self._author else "",
            summary=description if description != self._description else "",
            addresses=page.file.addresses,
        )

    def _name_of(self, file: SavedFile) -> str:
        return line_of(re.sub(r"\.\w{2,5}$|[_-]+", " ", unquote(file.name).rsplit("/", 1)[-1])) or file.name

    def _is_list(self, page: SavedPage, block: Tag) -> bool:
        """Whether a page only leads to others of the site."""
        targets = set()
        text = block.get_text(" ")
        for link in block.find_all("a"):
            match = self._links.find(page.file, str(link.get("href") or ""))
            if match and match[0].is_page and match[0] is not page.file:
                targets.add(match[0].name)
                text = text.replace(link.get_text(" "), " ", 1)
        return (
            len(targets) >= _LEAST_LINKS_OF_LIST
            and len(re.findall(r"[^\W\d_]{2,}", text)) <= _MOST_WORDS_OF_LIST
        )

    def _leave_out_list(self, file: SavedFile) -> None:
        self._tell(
            Origin(file.name), "it only lists other pages, as the home page and the archive do", left_out=True
        )
        self._lists[file.name] = "/" if file.is_home else "/archive"
        if not file.is_home:
            self._site.redirects += [OldAddress(unquote(address), "/archive") for address in file.addresses]

    def _tell_of_date(self, moment: PageDate, origin: Origin) -> None:
        if moment.ambiguous:
            self._tell(
                origin,
                f"{moment.ambiguous} may be two dates, so it has none",
                "Write it in the front matter as 2004-03-12, and put the file into articles/",
            )

    def _tell_of_rest(self, body: Tag, block: Tag, origin: Origin) -> None:
        """Tells what stands beside the main text and was on few pages."""
        if block is body:
            return
        text = line_of(block.get_text(" "))
        rest = line_of(body.get_text(" ")).replace(text, " ").strip(" |-·•©")
        if len(re.findall(r"\w{3,}", rest)) > 2:
            self._tell(origin, f"beside its text stands: {rest[:100]}", left_out=True)

    def _tell(self, origin: Origin, message: str, remedy: str = "", *, left_out: bool = False) -> None:
        self._site.notices.append(Notice(origin, message, remedy, left_out))
