"""The format ``html``: the whole public site as files, by the routes and templates that readers get.

Each page is asked of the app as API Gateway would, and so is each page that it leads to. Media come from the
bucket.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from urllib.parse import quote, urljoin, urlsplit

from werkzeug.test import Client, TestResponse

from billet.local.gateway import match
from billet.migration.app_client import app_client
from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.redirect_lines import redirect_line
from billet.migration.exporting.static_page import page_of, redirect_page, stylesheet_of
from billet.migration.exporting.static_paths import file_of, is_own
from billet.migration.exporting.static_thread import Thread
from billet.migration.model import Notice, Origin
from billet.terminal import progress
from chalicelib.content.listing import ListedObject
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded, encoded
from chalicelib.content.redirects import WILDCARD
from chalicelib.services import Services
from chalicelib.web.urls import PATHS

_FIRST = (
    *("home", "archive", "contact", "follow", "tags", "categories", "series", "feed", "json_feed", "sitemap"),
    *("robots", "humans", "security", "favicon"),
)
"""What is asked for although nothing may lead to it."""

_ONLY_LIVE = frozenset(
    PATHS[name]
    for name in (
        *("search", "opensearch", "health", "preview", "moderation", "moderation_comment", "subscription"),
        *("contact_received", "comment_received", "comment_edit"),
    )
)
"""The routes whose answer depends on who asks, and when."""

NOT_FOUND = "404.html"
"""The page that servers send where there is none, at any address."""


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the site, and the old addresses that lead on. Returns nothing more for the manifest."""
    settings = content.blog.settings
    variables = {f"BILLET_{f.name.upper()}": str(getattr(settings, f.name)) for f in fields(settings)}

    def prepare(services: Services) -> None:
        services.is_static = True
        services.clock = lambda: content.now
        vars(services)["bucket"] = content.bucket

    with app_client(variables, prepare) as client:
        site = _StaticSite(content, folder, client)
        site.write_pages()
        site.write_old_addresses()
    site.write_media()
    if not settings.base_url:
        message = "the address of the blog is not known: the site has no feeds and no sitemap"
        remedy = "Set BILLET_BASE_URL for the stage, and export again"
        content.notices.append(Notice(Origin("feed.xml"), message, remedy, left_out=True))
    return {}


@dataclass
class _StaticSite:
    """`pending` are addresses still to be asked for; `leads` others, at which the site has what is at these
    as files; `media` those of media that pages show."""

    content: BlogContent
    folder: ExportFolder
    client: Client
    pending: deque[str] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)
    leads: dict[str, str] = field(default_factory=dict)
    media: set[str] = field(default_factory=set)

    def write_pages(self) -> None:
        """Writes all that readers reach from the first pages, and each article that they may see."""
        for name in _FIRST:
            self._note(PATHS[name])
        for article in self.content.articles:
            if article.is_public(self.content.now):
                self._note(f"/{article.kind}/{quote(article.slug, safe='')}")
        lost = self._ask(f"/{NOT_FOUND}")
        self.folder.write(NOT_FOUND, self._body(lost, ""))
        self._write_pending()

    def _write_pending(self) -> None:
        with progress("Writing pages", None) as advance:
            while self.pending:
                address = self.pending.popleft()
                self._write(address)
                advance(1)

    def write_old_addresses(self) -> None:
        """Writes a page for each old address that leads on, where a file can have that address, and lists of
        all of them."""
        redirects = []
        addresses = list(self._old_addresses())
        with progress("Trying old addresses", len(addresses)) as advance:
            for address in addresses:
                advance(1)
                response = self._ask(encoded(address))
                if response.status_code in (301, 302, 308):
                    redirects.append({"from": address, "to": response.headers["Location"]})
                    self._write_old(address, response)
        self._write_pending()
        wildcards = [
            {"from": redirect.old, "to": redirect.new}
            for redirect in self.content.site.redirects
            if redirect.old.endswith(WILDCARD)
        ]
        self.folder.write("redirects.json", (json.dumps([*redirects, *wildcards], indent=1) + "\n").encode())
        lines = [redirect_line(redirect["from"], redirect["to"]) for redirect in [*redirects, *wildcards]]
        self.folder.write("_redirects", "".join(lines).encode())

    def write_media(self) -> None:
        """Copies the author's media, and those smaller copies and cards that pages show."""
        media = {_path_of(stored): stored for stored in self.content.media}
        copies = {_path_of(stored): stored for stored in self.content.copies}
        shown = {path: copies[path] for path in map(file_of, self.media) if path in copies}
        files.write_media(self.content, self.folder, {**media, **shown})

    def _ask(self, address: str) -> TestResponse:
        return self.client.get(address, headers={"Accept": "*/*"})

    def _note(self, address: str) -> None:
        if address.startswith("/media/"):
            self.media.add(address)
        elif address not in self.known and address not in self.leads:
            self.known.add(address)
            self.pending.append(address)

    def _lead(self, address: str) -> str:
        """Returns where an address of the site is as a file, and sees that it will be there."""
        address = self.leads.get(address, address)
        self._note(address.partition("#")[0])
        return address

    def _write(self, address: str) -> None:
        matched = match(PATHS.values(), urlsplit(address).path)
        if matched and matched.resource in _ONLY_LIVE:
            message = "texts lead to this address, which only a server can answer"
            self.content.notices.append(Notice(Origin(decoded(address)), message, "Change the link"))
            return
        file, response = file_of(address), self._ask(address)
        if response.status_code == 404:
            if address not in [PATHS[name] for name in _FIRST]:
                message = "pages lead to this address, and nothing is there"
                self.content.notices.append(Notice(Origin(decoded(address)), message))
            return
        if response.status_code in (301, 302, 308):
            self._write_redirect(file, urljoin(address, response.headers["Location"]))
            return
        if response.status_code != 200:
            message = f"the page answers {response.status_code}"
            notice = Notice(Origin(decoded(address)), message, "Export again", left_out=True)
            self.content.notices.append(notice)
            return
        if matched and matched.resource == PATHS["article"]:
            self._write_thread(Thread.below(address, response, self._ask))
        else:
            self.folder.write(file, self._body(response, file))

    def _write_thread(self, thread: Thread) -> None:
        """Writes an article with its comments, and what leads to each of these."""
        self.leads |= thread.leads
        self.known |= dict(thread.pages).keys()
        for address, response in thread.pages:
            self.folder.write(file_of(address), self._body(response, file_of(address)))
        for address, target in thread.leads.items():
            if "?" not in address:
                self._write_redirect(file_of(address), target)

    def _body(self, response: TestResponse, file: str) -> bytes:
        if response.mimetype == "text/html":
            text = response.get_data(as_text=True)
            return page_of(text, dict(response.headers), file, self.content.base, self._lead).encode()
        if response.mimetype == "text/css":
            return stylesheet_of(response.get_data(as_text=True), file, self._lead).encode()
        if file == file_of(PATHS["sitemap"]):
            # A part has no ending, by which servers know what it is.
            part = self.content.base + PATHS["sitemap_part"].partition("{")[0]
            text = response.get_data(as_text=True)
            for number in range(1, text.count("<loc>") + 1):
                if f"<loc>{part}{number}</loc>" in text:
                    self._note(f"{PATHS['sitemap_part'].format(number=number)}")
                    text = text.replace(f"<loc>{part}{number}</loc>", f"<loc>{part}{number}.xml</loc>")
            return text.encode()
        return response.get_data()

    def _write_redirect(self, file: str, target: str) -> None:
        canonical = self.content.base + target if is_own(target) else target
        language = self.content.site.interface_language
        text = redirect_page(file, target, canonical, language, self._lead)
        self.folder.write(file, text.encode())

    def _old_addresses(self) -> Iterator[str]:
        """Yields each old address once: those of articles, and those of the settings without a wildcard."""
        named = [
            *(alias for article in self.content.articles for alias in article.aliases),
            *(path for paths in self.content.former_addresses.values() for path in paths),
            *(r.old for r in self.content.site.redirects if not r.old.endswith(WILDCARD)),
        ]
        yield from dict.fromkeys(named)

    def _write_old(self, address: str, response: TestResponse) -> None:
        file = file_of(encoded(address))
        name = file.rpartition("/")[2]
        is_page = not urlsplit(address).query and ".php" not in address and name.endswith((".html", ".htm"))
        if is_page and file not in self.folder.files:
            self._write_redirect(file, response.headers["Location"])


def _path_of(stored: ListedObject) -> str:
    return decoded(url_path(stored.key)).lstrip("/")
