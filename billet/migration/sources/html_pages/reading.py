"""Saved pages to a site: each to an article or page, with the files it shows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Medium, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options
from billet.migration.sources.cleaning import line_of
from billet.migration.sources.html_pages.charset import text_of_page
from billet.migration.sources.html_pages.furniture import Furniture, clear, main_block, prune
from billet.migration.sources.html_pages.head import language_of, meta, most_common
from billet.migration.sources.html_pages.page_dates import PageDate, take_date
from billet.migration.sources.html_pages.saved_files import (
    SavedFile,
    SavedLinks,
    files_of,
    is_program,
    root_of,
)
from billet.migration.sources.html_pages.titles import WindowTitles, take_title
from billet.migration.sources.source_files import file_in, read_whole
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.errors import ConfigurationError

_MAX_BYTES = 5_000_000
_ADDRESSES = ("href", "src", "poster", "data", "data-src")
_SAVED_FROM = re.compile(
    r"(?:saved from url=\(\d+\)|Mirrored from )\s*(?:https?://)?([^\s/]+)", re.IGNORECASE
)
_MOST_WORDS_OF_LIST = 25
_LEAST_LINKS_OF_LIST = 3


@dataclass
class _Page:
    file: SavedFile
    soup: BeautifulSoup
    body: Tag


def read_pages(path: Path, options: Options) -> Site:
    """Returns what a folder of pages holds, or one page. Raises `ConfigurationError` where none can be
    read."""
    folder, own_address = root_of(path) if path.is_dir() else (path.parent, "")
    address = (options.address or own_address).rstrip("/")
    files = list(files_of(folder, address))
    site = Site(tool="HTML pages", address=address)
    chosen = [file for file in files if path.is_dir() or file.path == path]
    pages = [page for file in chosen if file.is_page and (page := _parse(file, site))]
    if not pages:
        raise ConfigurationError(f"{path} has no page that can be read: name a folder of saved HTML pages")
    if not address and (host := _host_of(pages)):
        site.address = f"http://{host}"
    _Reading(site, pages, files, options).read()
    return site


class _Reading:
    """The reading of one site."""

    def __init__(self, site: Site, pages: list[_Page], files: list[SavedFile], options: Options) -> None:
        self._site = site
        self._pages = pages
        self._links = SavedLinks(files, site.address)
        self._options = options
        self._paths = FilePaths()
        self._shown: dict[str, SavedFile] = {}
        self._missing: dict[str, Origin] = {}
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
        for page in self._pages:
            self._read_page(page, furniture, titles)
        self._add_media()

    def _read_page(self, page: _Page, furniture: Furniture, titles: WindowTitles) -> None:
        origin = Origin(page.file.name)
        furniture.remove(page.body)
        block = main_block(page.body)
        title = take_title(page.body, block, titles.own(page.soup)) or self._name_of(page.file)
        if self._is_list(page, block):
            self._leave_out_list(page.file)
            return
        moment = take_date(page.soup, block, page.file.name, self._options.zone)
        self._tell_of_date(moment, origin)
        prune(block)
        if not block.get_text(strip=True) and not block.find(("img", "video", "audio", "iframe", "object")):
            self._tell(origin, "the page has no text of its own", left_out=True)
            return
        self._tell_of_rest(page.body, block, origin)
        self._lead_on(page.file, block)
        self._site.entries.append(self._entry(page, block, title, moment))

    def _entry(self, page: _Page, block: Tag, title: str, moment: PageDate) -> Entry:
        name, value = page.file.name, moment.value
        kind: Kind = "articles" if value else "pages"
        language, author = language_of(page.soup), meta(page.soup, "author")
        description = meta(page.soup, "description")
        return Entry(
            kind=kind,
            path=self._paths.entry(kind, title, *([f"{value.year:04}"] if value else [])),
            id=f"html-{hashlib.sha256(name.encode()).hexdigest()[:16]}",
            origin=Origin(name),
            title=title,
            text=block.decode_contents(),
            markup="html",
            date=value,
            language=language if language != self._language else "",
            author=author if author != self._author else "",
            summary=description if description != self._description else "",
            addresses=tuple(address for address in page.file.addresses if not self._is_home(address)),
        )

    def _is_home(self, address: str) -> bool:
        return bool(re.fullmatch(r"/(?:(?:index|default)\.\w+)?", address))

    def _name_of(self, file: SavedFile) -> str:
        return line_of(re.sub(r"\.\w{2,5}$|[_-]+", " ", unquote(file.name).rsplit("/", 1)[-1])) or file.name

    def _is_list(self, page: _Page, block: Tag) -> bool:
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
        for address in file.addresses:
            if not self._is_home(address):
                self._site.redirects.append(OldAddress(unquote(address), "/archive"))

    def _lead_on(self, file: SavedFile, block: Tag) -> None:
        """Gives links and pictures the addresses that their files had."""
        for tag in block.find_all(True):
            for name in _ADDRESSES:
                link = tag.get(name)
                match = self._links.find(file, link) if isinstance(link, str) else None
                if match:
                    target, fragment = match
                    tag[name] = target.addresses[0] + fragment
                    if not target.is_page:
                        self._shown[target.name] = target
                elif isinstance(link, str) and (missing := self._links.missing_medium(file, link)):
                    tag[name] = missing
                    self._missing.setdefault(missing, Origin(file.name))

    def _add_media(self) -> None:
        folders: dict[str, str] = {}
        for name, file in sorted(self._shown.items()):
            path = self._paths.medium(name)
            self._site.media.append(
                Medium(path=path, origin=Origin(name), content=file.path, addresses=file.addresses)
            )
            top = name.partition("/")[0]
            if "/" in name and path == f"media/{name}":
                base = unquote(file.addresses[0]).removesuffix(name)
                folders[f"{base}{top}/*"] = f"/media/{top}/*"
        for address, origin in self._missing.items():
            name = decoded(address).removeprefix(urlsplit(self._site.address).path.rstrip("/")).lstrip("/")
            self._site.media.append(
                Medium(
                    path=self._paths.medium(name),
                    origin=origin,
                    content=file_in(self._options.pictures, name),
                    url=urljoin(self._site.address, address) if self._site.address else "",
                    addresses=(address,),
                )
            )
        self._site.redirects += [OldAddress(old, new) for old, new in sorted(folders.items())]

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


def _parse(file: SavedFile, site: Site) -> _Page | None:
    origin = Origin(file.name)
    if is_program(file.path):
        message, remedy = "it is a program that made a page", "Save the page as a browser shows it"
    elif file.path.stat().st_size > _MAX_BYTES:
        message, remedy = f"it has more than {_MAX_BYTES // 10**6} MB", ""
    else:
        soup = BeautifulSoup(text_of_page(read_whole(file.path)), "html5lib")
        if soup.find("frameset") is None and soup.body is not None:
            return _Page(file, soup, soup.body)
        message, remedy = "it only holds frames, whose pages are read", ""
    site.notices.append(Notice(origin, message, remedy, left_out=True))
    return None


def _host_of(pages: list[_Page]) -> str:
    """Returns the host that pages say they were saved from, "" where they do not."""
    for page in pages:
        for comment in page.soup.find_all(string=_SAVED_FROM):
            match = _SAVED_FROM.search(comment)
            if match:
                return match[1].lower()
    return ""
