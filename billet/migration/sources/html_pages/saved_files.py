"""The files of a site that was saved, and the addresses they had."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from billet.migration.sources.lenient_addresses import urljoin, urlsplit
from billet.migration.sources.source_files import beginning
from chalicelib.content.media import type_of
from chalicelib.content.old_address import decoded

_SUFFIX = re.compile(r"\.(?:[xs]?html?|php[34]?|aspx?|jsp|cgi|cfm|pl)", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|frameset|table|p|h1)\b", re.IGNORECASE)
_PROGRAM = re.compile(rb"<\?(?:php|=)|<%", re.IGNORECASE)
# On Windows wget writes + for the colon before a port.
_HOST = re.compile(r"((?:[a-z0-9-]+\.)+[a-z]{2,}|\d+(?:\.\d+){3}|localhost)(?:[:+](\d+))?", re.IGNORECASE)
_WITH_HTML = re.compile(r"(\.(?:xhtml?|shtml|php\d?|aspx?|jsp|cgi|cfm|pl))\.html?\Z", re.IGNORECASE)
_QUERY = re.compile(r"^(?P<path>[^?@]*?\.?\w*)(?:\?|@|%3F)(?P<query>[\w.%+-]+=.*)$", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default|accueil|home)\.\w+", re.IGNORECASE)
_HOME = re.compile(r"/(?:(?:index|default|accueil|home)\.\w+)?", re.IGNORECASE)
_OF_TOOLS = ("hts-cache", "__MACOSX", "hts-log", "node_modules", "bower_components", "__pycache__")


@dataclass(frozen=True)
class SavedFile:
    """A file of the site. `name` is its path in the folder, `addresses` are those it had, from the root."""

    path: Path
    name: str
    addresses: tuple[str, ...]
    is_page: bool

    @property
    def is_home(self) -> bool:
        """Whether it is the home page of the site."""
        return bool(_INDEX.fullmatch(_served(self.name)))


def is_page(path: Path) -> bool:
    """Returns whether a file is a saved page: by its name and its first bytes."""
    may_be = bool(_SUFFIX.fullmatch(path.suffix)) or bool(_QUERY.match(path.name)) or not path.suffix
    return may_be and bool(_MARKUP.search(beginning(path)))


def is_program(path: Path) -> bool:
    """Returns whether a file is what a server ran, and not the page that it made."""
    return bool(_SUFFIX.fullmatch(path.suffix)) and bool(_PROGRAM.search(beginning(path)))


def root_of(folder: Path) -> tuple[Path, str]:
    """Returns the folder that was the root of the site, and its address: programs that save sites name one by
    its host. "" where nothing tells the address."""
    inner = [path for path in folder.iterdir() if not path.name.startswith((".", *_OF_TOOLS))]
    hosts = [path for path in inner if path.is_dir() and _HOST.fullmatch(path.name)]
    others = [path for path in inner if path not in hosts and (path.is_dir() or is_page(path))]
    if len(hosts) == 1 and all(_INDEX.fullmatch(_served(path.name)) for path in others):
        return hosts[0], f"http://{hosts[0].name.replace('+', ':')}"
    return folder, ""


def files_of(root: Path, address: str) -> Iterator[SavedFile]:
    """Yields the files below `root`, in the order of their names; none that lies outside by a symbolic link.
    `address` is that of the site's home page."""
    base = urlsplit(address).path.rstrip("/")
    whole = root.resolve()
    for path in sorted(walk(root), key=lambda path: path.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        if path.is_file() and path.resolve().is_relative_to(whole):
            is_a_page = is_page(path)
            addresses = _page_addresses(name) if is_a_page else (f"/{quote(name)}",)
            yield SavedFile(path, name, tuple(base + address for address in addresses), is_a_page)


def walk(root: Path) -> Iterator[Path]:
    """Yields what is in the folders below `root`, but for hidden ones and those of programs."""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", *_OF_TOOLS)))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith((".", *_OF_TOOLS)))


def _served(name: str) -> str:
    """Returns the name that a server had for a file: wget writes ``.html`` behind those of programs."""
    return _WITH_HTML.sub(r"\1", name)


def _page_addresses(name: str) -> tuple[str, ...]:
    """Returns the addresses of a page: wget writes ``index.php?id=12`` as it is, with ``@`` or ``%3F`` for
    the sign, and with ``.html`` behind."""
    folder, _, last = _served(name).rpartition("/")
    start = f"/{quote(folder)}/" if folder else "/"
    if query := _QUERY.match(last):
        fields = re.sub(r"\.html?$", "", query["query"], flags=re.IGNORECASE)
        fields = fields if "%" in fields else quote(fields, safe="=&+,;:@-._~/")
        whole = f"{start}{quote(query['path'])}?{fields}"
        is_index = _INDEX.fullmatch(query["path"]) or not query["path"]
        return (whole, f"{start}?{fields}") if is_index and whole != f"{start}?{fields}" else (whole,)
    if _INDEX.fullmatch(last) and folder:
        return (f"{start}{quote(last)}", start)
    return (start + quote(last),)


class SavedLinks:
    """Finds the file that a link in a page leads to."""

    def __init__(self, files: list[SavedFile], address: str) -> None:
        self._host = _bare_host(urlsplit(address).netloc)
        self._base = urlsplit(address).path.rstrip("/")
        self._by_name = {file.name.casefold(): file for file in files}
        self._by_address = {
            decoded(address).casefold(): file for file in reversed(files) for address in file.addresses
        }

    def missing_medium(self, file: SavedFile, link: str) -> str | None:
        """Returns the address of a picture, sound, film or document of the site that `link` in `file` leads
        to and the folder does not hold; None for any other link."""
        base = f"http://{self._host}{file.addresses[0]}"
        try:
            address = urlsplit(urljoin(base, link.strip().replace("\\", "/")))
        except ValueError:
            return None
        is_own = address.scheme in ("http", "https") and _bare_host(address.netloc) == self._host
        kind = type_of(address.path)
        is_medium = kind.startswith(("image/", "audio/", "video/", "application/pdf"))
        return quote(decoded(address.path)) if is_own and is_medium else None

    def is_home(self, file: SavedFile, link: str) -> bool:
        """Returns whether a link in `file` leads to the site's home page."""
        try:
            parts = urlsplit(link.strip())
        except ValueError:
            return False
        if parts.query or (parts.netloc and _bare_host(parts.netloc) != self._host) or not parts.path:
            return False
        path = urljoin(file.addresses[0], parts.path).removeprefix(self._base)
        return parts.scheme in ("", "http", "https") and bool(_HOME.fullmatch(path))

    def find(self, file: SavedFile, link: str) -> tuple[SavedFile, str] | None:
        """Returns the file that `link` in `file` leads to, with the fragment; None where it leads nowhere or
        elsewhere."""
        try:
            parts = urlsplit(link.strip().replace("\\", "/"))
        except ValueError:
            return None
        if parts.scheme not in ("", "http", "https", "file"):
            return None
        if parts.netloc and _bare_host(parts.netloc) != self._host:
            return None
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if not parts.path and not parts.query:
            return None
        rest = (parts.path or "") + (f"?{parts.query}" if parts.query else "")
        in_folder = decoded(urljoin(f"/{quote(file.name)}", rest)).lstrip("/").casefold()
        on_site = decoded(urljoin(file.addresses[0], rest)).casefold()
        match = self._by_name.get(in_folder) or self._by_address.get(on_site)
        return (match, fragment) if match else None


def _bare_host(host: str) -> str:
    return host.lower().removeprefix("www.")
