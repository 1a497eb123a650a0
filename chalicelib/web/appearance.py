"""What the author's taste has on each page: style sheet, icon, pictures, menu and foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from chalicelib.content.media import type_of
from chalicelib.content.paper import BRIGHT, DARK
from chalicelib.content.site import FILE
from chalicelib.index.file import IndexFile
from chalicelib.web.cover import Cover, picture_at
from chalicelib.web.menu import menu_of
from chalicelib.web.stylesheet import name_of_stylesheet

if TYPE_CHECKING:
    from chalicelib.web.page_context import PageContext

_SIZE_OF_LOGO = "8rem"
"""How wide a logo is at the most, for the choice of its copy."""


@dataclass(frozen=True)
class Icon:
    """The icon of the site; `kind` is its media type."""

    address: str
    kind: str


def appearance_of(page: PageContext, language: str) -> dict[str, Any]:
    """Returns what `base.html` needs of it, for a page in `language`."""
    site = page.site
    return {
        "stylesheet": name_of_stylesheet(page.index),
        "theme_colors": {"light": str(BRIGHT[0]), "dark": str(DARK[0])},
        "icon": icon_of(page),
        "logo": _picture(page, site.look.logo, _SIZE_OF_LOGO),
        "header_picture": _picture(page, site.look.header),
        "menu": menu_of(page, language),
        "footer_text": page.ask(render_footer, page.urls.prefix) if site.footer.text else "",
    }


def icon_of(page: PageContext) -> Icon | None:
    """Returns the author's own icon, None where there is none."""
    picture = _picture(page, page.site.look.favicon)
    return Icon(picture.address, type_of(page.site.look.favicon)) if picture else None


def render_footer(index: IndexFile, now: datetime, base: str) -> Markup:
    """Returns the text at the foot as HTML, its links below `base`."""
    # Imported late: most sites have no such text.
    from chalicelib.index.links import resolver
    from chalicelib.markdown.setting_text import render_setting

    site = index.site
    rendered = render_setting(site.footer.text, site.language, resolver(index, now), base)
    return Markup(rendered.html)  # noqa: S704  # cleaned last


def _picture(page: PageContext, key: str, sizes: str = "") -> Cover | None:
    return picture_at(key, FILE, page.resolver, page.urls.prefix, sizes) if key else None
