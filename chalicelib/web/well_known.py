"""Short texts at addresses that programs know: robots.txt, humans.txt and security.txt."""

from __future__ import annotations

from datetime import UTC, timedelta

from chalice.app import NotFoundError, Response

from chalicelib.content.language_tag import INTERFACE_LANGUAGES, primary
from chalicelib.web import responses
from chalicelib.web.page_context import page_context
from chalicelib.web.sitemap_urls import parts_of

PRIVATE = ("/preview/", "/search?")
"""What no robot has to do with: links for one person, and pages without end."""

COLLECTORS = (
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "Timpibot",
)
"""The names under which texts are collected to train models, as their owners publish them."""

VALID = timedelta(days=180)
"""How long a security.txt holds: RFC 9116 advises less than a year."""


def robots() -> Response:
    """Tells robots what not to read, and where the map of the rest is (RFC 9309)."""
    page = page_context()
    settings, prefix = page.site.robots, page.urls.prefix

    def build() -> str:
        lines = ["User-agent: *"]
        lines += [f"Disallow: {prefix}{path}" for path in (*PRIVATE, *settings.disallow)]
        if not settings.ai:
            lines += ["", *(f"User-agent: {name}" for name in COLLECTORS), "Disallow: /"]
        if page.urls.base:
            # The parts are named too, as this alone lets a map in a folder tell of what is above it.
            lines += ["", f"Sitemap: {page.urls.public('sitemap')}"]
            lines += [f"Sitemap: {part}" for part in parts_of(page)]
        return "\n".join(lines) + "\n"

    body = responses.cached_page(("robots", page.key), build)
    return responses.cacheable(body, page.cache_control(), responses.TEXT)


def humans() -> Response:
    """Tells who makes the site (humanstxt.org)."""
    page = page_context()
    site = page.site

    def build() -> str:
        changed = page.last_changed()
        team = {"Author": site.author.name or site.title, "Contact": page.urls.public("contact")}
        team["Location"] = site.place
        about = {"Last update": f"{changed.astimezone(site.zone):%Y/%m/%d}" if changed else ""}
        about |= {"Language": site.language, "Software": "Billet"}
        return f"/* TEAM */\n{_lines(team)}\n/* SITE */\n{_lines(about)}"

    body = responses.cached_page(("humans", page.key), build)
    return responses.cacheable(body, page.cache_control(), responses.TEXT)


def security() -> Response:
    """Tells where to report a weakness (RFC 9116), where the settings name anybody."""
    page = page_context()
    site = page.site
    contact = site.security.contact or site.contact.email
    if not contact:
        raise NotFoundError("nobody is named: write a contact into site.toml")
    # From the beginning of the day, so that it is the same text all day.
    expires = page.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + VALID

    def build() -> str:
        others = [language for language in INTERFACE_LANGUAGES if language != primary(site.language)]
        canonical = page.urls.public("security")
        return _lines(
            {
                "Contact": contact if ":" in contact else f"mailto:{contact}",
                "Expires": expires.isoformat().replace("+00:00", "Z"),
                "Preferred-Languages": ", ".join([site.language, *others]),
                "Canonical": canonical if canonical.startswith("https://") else "",
                "Policy": site.security.policy,
            }
        )

    body = responses.cached_page(("security", expires, page.key), build)
    return responses.cacheable(body, page.cache_control(), responses.TEXT)


def _lines(fields: dict[str, str]) -> str:
    """Returns one field a line, none that is empty, and no more lines than fields."""
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields.items() if value)
