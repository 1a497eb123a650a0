"""Puts a `Site` together: texts, whose links lead to the files of the content folder, media and redirects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from billet.migration import markdown_links
from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Medium, Notice, OldAddress, Origin, Site
from billet.migration.sources.generators.document import Document, entry_fields
from billet.migration.sources.generators.folder import Folder, escaped, joined
from billet.migration.sources.generators.media import is_medium, is_program, media_redirects
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.targets import Targets
from chalicelib.content import file_name
from chalicelib.content.article import Kind
from chalicelib.content.media import is_beside_a_text
from chalicelib.content.old_address import decoded, old_address
from chalicelib.content.problem import ContentError
from chalicelib.content.redirect_reader import MOST_REDIRECTS
from chalicelib.content.redirects import key_of
from chalicelib.content.slug import slugify

Expand = Callable[[Page, str], str]
"""Returns the text of a page with the tags of its templates expanded."""


@dataclass
class Builder:
    """Collects what a folder holds. `base` is the path of the home page, "" for the root; `content` is the
    folder that links from the root may mean as well."""

    folder: Folder
    site: Site
    name: str
    base: str = ""
    content: str = ""
    paths: FilePaths = field(default_factory=FilePaths)
    pages: list[Page] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Files that come as something else, such as the settings."""
    lists: dict[str, str] = field(default_factory=dict)
    """The old addresses of texts that were no more than lists of others, by file."""
    _media: dict[str, Medium] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.notices.extend(self.folder.notices)

    def rooted(self, *parts: str) -> str:
        """Returns the address of a path below the home page; a slash at its end stays."""
        ending = "/" if parts and parts[-1].endswith("/") and joined(*parts) else ""
        return f"/{joined(self.base, *parts)}{ending}"

    def notice(
        self, file: str, message: str, remedy: str = "", line: int = 0, *, left_out: bool = False
    ) -> None:
        """Adds a notice about a file."""
        self.site.notices.append(Notice(Origin(file, line), message, remedy, left_out))

    def refuse(self, error: ContentError) -> None:
        """Adds the notices of a text that cannot be read, and does not come."""
        for problem in error.problems:
            self.notice(problem.file, problem.message, problem.remedy, problem.line, left_out=True)

    def fields_of(
        self, document: Document, *, jekyll: bool = False, named_day: bool = True
    ) -> dict[str, Any]:
        """Returns the fields of an `Entry` as `entry_fields` does. A text whose dates cannot be read is a
        draft: it may be one that is to come. Raises `ContentError` for what else cannot be read."""
        try:
            return entry_fields(document, jekyll=jekyll, named_day=named_day)
        except ContentError as error:
            if error.problem.code not in ("date", "ambiguous-date", "expires"):
                raise
            problem = error.problem
        message = f"{problem.message}: it is a draft now"
        self.notice(document.file, message, problem.remedy, problem.line)
        readable = document.without_unreadable_dates()
        return entry_fields(readable, jekyll=jekyll, named_day=named_day) | {"draft": True}

    def keeper(self, page: Page) -> Callable[[str, int], None]:
        """Returns the function that adds a notice of a tag that stays as it is written, with its line."""

        def keep(written: str, line: int) -> None:
            message = (
                f"{written.splitlines()[0][:60]} stays as it is written: what it stands for is not known"
            )
            self.notice(page.document.file, message, "Write Markdown or HTML in its place", line)

        return keep

    def add_page(self, page: Page) -> None:
        """Adds a text."""
        self.pages.append(page)

    def add_medium(self, file: str, path: str, *addresses: str, folder: str = "media") -> None:
        """Adds a file that was at `addresses`: below ``media/`` as `path`, or in the `folder` of a text, as
        far as it may lie there. What is no medium is passed over."""
        if not is_medium(file):
            return
        if file in self._media:
            self._also_at(file, addresses)
            return
        if folder != "media" and not is_beside_a_text(f"{folder}/{path}"):
            path, folder = joined(folder, path), "media"
        new = self.paths.medium(path, folder)
        medium = Medium(
            path=new,
            origin=Origin(file),
            content=self.folder.files[file],
            addresses=tuple(map(escaped, addresses)),
        )
        self._media[file] = medium

    def _also_at(self, file: str, addresses: Iterable[str]) -> None:
        medium = self._media[file]
        self._media[file] = Medium(
            path=medium.path,
            origin=medium.origin,
            content=medium.content,
            addresses=tuple(dict.fromkeys([*medium.addresses, *map(escaped, addresses)])),
        )

    def build(self, expand: Expand, redirects: Iterable[OldAddress] = ()) -> Site:
        """Returns the site of all that was added, and the `redirects` of what has no page of its own."""
        self._tell_slugs_apart()
        targets = self._targets()
        for page in self.pages:
            self.site.entries.append(self._entry(page, expand, targets))
        self._name_the_rest(targets)
        self.site.media.extend(self._media.values())
        lines: dict[str, OldAddress] = {}
        own = {old_address(decoded(address)) for page in self.pages for address in page.addresses}
        moved = {old_address(decoded(page.address)): page.new_address for page in self.pages}
        for redirect in [*redirects, *media_redirects(self._media.values())]:
            key = key_of(redirect.old)
            if key not in own and key != key_of(redirect.new):
                new = moved.get(old_address(decoded(redirect.new)), redirect.new)
                lines.setdefault(key, OldAddress(redirect.old, new))
        self.site.redirects.extend(lines.values())
        if len(lines) > MOST_REDIRECTS:
            message = f"{len(lines)} old addresses of media and lists lead on by lines of site.toml"
            self.notice("", message, f"Keep the {MOST_REDIRECTS} that matter: there is no room for more")
        return self.site

    def _tell_slugs_apart(self) -> None:
        """Gives texts of one name in several folders slugs of their own: addresses here have no folders."""
        slugs: dict[Kind, set[str]] = {"articles": set(), "pages": set()}
        for number, page in enumerate(self.pages):
            if page.slug in slugs[page.kind]:
                self.pages[number] = page.told_apart(slugs[page.kind])
            slugs[page.kind].add(self.pages[number].slug)

    def _targets(self) -> Targets:
        targets = Targets(self.site.address, self.base, self.content)
        for page in self.pages:
            targets.add(page.document.file, page.path, (*page.addresses, page.address))
        for file, address in self.lists.items():
            targets.add_list(file, address)
        for file, medium in self._media.items():
            targets.add(file, medium.path, medium.addresses)
        return targets

    def _name_the_rest(self, targets: Targets) -> None:
        """Adds notices of the files that do not come and have none: those of an author each by itself, those
        of the site's look and of programs together."""
        named = self.used | {notice.origin.file for notice in self.site.notices}
        rest = [file for file in self.folder.files if file not in targets and file not in named]
        for file in (file for file in rest if not is_program(file)):
            message = "the site did not show it"
            self.notice(file, message, "Copy it into the content folder if you want it", left_out=True)
        programs = [*filter(is_program, rest), *(f"{folder}/" for folder in self.folder.passed_over)]
        if programs:
            message = f"styles, templates, settings and programs do not come: {', '.join(programs)}"
            remedy = "Billet has a look of its own, which docs/themes.md changes"
            self.notice(self.folder.root.name, message, remedy, left_out=True)

    def _entry(self, page: Page, expand: Expand, targets: Targets) -> Entry:
        text = expand(page, page.document.body)
        text = markdown_links.lead(text, lambda address: targets.link(address, page), page.markup)
        fields = dict(page.entry)
        if fields.get("slug") == slugify(file_name.read(page.path).stem):
            fields["slug"] = ""
        if image := fields.get("image"):
            fields["image"] = targets.picture(image, page)
        return Entry(
            kind=page.kind,
            path=page.path,
            id=_id(self.name, page.document.file),
            origin=Origin(page.document.file),
            text=text.strip("\n") + "\n" if text.strip() else "",
            markup=page.markup,
            # The address that it has is no old one.
            addresses=tuple(
                escaped(address)
                for address in page.addresses
                if old_address(decoded(address)) != old_address(page.new_address)
            ),
            **fields,
        )


def _id(name: str, file: str) -> str:
    """Returns the id of a text, made of its file: readable where that is short."""
    words = slugify(file.rpartition(".")[0])
    plain = f"{name}-{words}"
    if words and len(plain.encode()) <= 50:
        digest = sha256(file.encode()).hexdigest()[:4]
        return f"{plain}-{digest}"
    return f"{name}-{sha256(file.encode()).hexdigest()[:24]}"
