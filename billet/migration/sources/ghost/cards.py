"""Ghost's cards as plain HTML: what readers see of a card, without its style and scripts.

A card is its values, by the names that Ghost's editor gives them (``@tryghost/kg-default-nodes``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

Card = Mapping[str, Any]

_ALIASES = {
    "horizontalrule": "hr",
    "codeblock": "code",
    "card-markdown": "markdown",
    "before-after": "gallery",
}

_WITHOUT_TEXT = {
    "paywall": "",
    "email": "a card that only mails showed",
    "email-cta": "a card that only mails showed",
    "signup": "a form to subscribe",
    "transistor": "a part that only members saw",
    "collection": "a list of posts that Ghost made",
}
"""What is lost with a card of which nothing comes, "" for nothing."""


def render_card(name: str, card: Card, losses: list[str]) -> str:
    """Returns the HTML of a card; what does not come joins `losses`."""
    name = _ALIASES.get(name, name)
    if name in _WITHOUT_TEXT or is_for_members(card):
        losses += filter(None, [_WITHOUT_TEXT.get(name, "a part that only members saw")])
        return ""
    if render := _RENDERERS.get(name):
        return render(card)
    losses.append(f"a card of a kind that is not known ({name})")
    return ""


def is_for_members(card: Card) -> bool:
    """Whether a card is hidden from those who are not logged in."""
    visibility = card.get("visibility")
    web = visibility.get("web") if isinstance(visibility, Mapping) else None
    return isinstance(web, Mapping) and web.get("nonMember") is False


def link(address: object, html: str) -> str:
    """Returns a link with a text in HTML; the text alone where there is no address."""
    return f'<a href="{_quoted(address)}">{html}</a>' if address and html else html


def figure(inner: str, caption: object) -> str:
    """Returns a figure with a caption in HTML, where there is one."""
    text = str(caption or "").strip()
    return f"<figure>{inner}<figcaption>{text}</figcaption></figure>" if text else f"<figure>{inner}</figure>"


def _quoted(value: object) -> str:
    return escape(str(value or ""))


def _text(value: object) -> str:
    return escape(str(value or ""), quote=False)


def _paragraph(*lines: str) -> str:
    inner = "<br>".join(filter(None, lines))
    return f"<p>{inner}</p>" if inner else ""


def _picture(card: Card) -> str:
    return f'<img src="{_quoted(card.get("src"))}" alt="{_quoted(card.get("alt"))}">'


def _image(card: Card) -> str:
    return figure(link(card.get("href"), _picture(card)), card.get("caption"))


def _gallery(card: Card) -> str:
    pictures = "".join(_picture(image) for image in card.get("images") or () if isinstance(image, Mapping))
    return figure(pictures, card.get("caption"))


def _bookmark(card: Card) -> str:
    about = card.get("metadata") or {}
    url = card.get("url") or about.get("url")
    names = " · ".join(filter(None, (_text(about.get("publisher")), _text(about.get("author")))))
    title = link(url, _text(about.get("title") or url))
    quote = _paragraph(title, _text(about.get("description")), names, str(card.get("caption") or ""))
    return f"<blockquote>{quote}</blockquote>"


def _callout(card: Card) -> str:
    text = str(card.get("calloutText") or "")
    emoji = f"{_text(card.get('calloutEmoji'))} ".lstrip()
    inner = re.sub(r"\A\s*<p[^>]*>(.*)</p>\s*\Z", r"\1", text, flags=re.DOTALL)
    return f"<blockquote><p>{emoji}{inner}</p></blockquote>"


def _toggle(card: Card) -> str:
    heading = re.sub(r"</?(?:p|h\d)[^>]*>", "", str(card.get("heading") or ""))
    return f"<details><summary>{heading}</summary>{card.get('content') or ''}</details>"


def _code(card: Card) -> str:
    language = f' class="language-{_quoted(card["language"])}"' if card.get("language") else ""
    code = f"<pre><code{language}>{_text(card.get('code'))}</code></pre>"
    return figure(code, card["caption"]) if card.get("caption") else code


def _markdown(card: Card) -> str:
    reader = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    return str(reader.use(footnote_plugin).render(str(card.get("markdown") or "")))


def _embed(card: Card) -> str:
    return figure(str(card.get("html") or link(card.get("url"), _text(card.get("url")))), card.get("caption"))


def _audio(card: Card) -> str:
    return figure(f'<audio controls="" src="{_quoted(card.get("src"))}"></audio>', _text(card.get("title")))


def _video(card: Card) -> str:
    poster = card.get("customThumbnailSrc") or card.get("thumbnailSrc")
    attribute = f' poster="{_quoted(poster)}"' if poster else ""
    video = f'<video controls="" src="{_quoted(card.get("src"))}"{attribute}></video>'
    return figure(video, card.get("caption"))


def _file(card: Card) -> str:
    title = link(card.get("src"), _text(card.get("fileTitle") or card.get("fileName") or card.get("src")))
    return _paragraph(title, _text(card.get("fileCaption")))


def _button(card: Card) -> str:
    return _paragraph(link(card.get("buttonUrl"), _text(card.get("buttonText"))))


def _product(card: Card) -> str:
    image = card.get("productImageSrc")
    stars = int(card.get("productStarRating") or 0) if card.get("productRatingEnabled") else 0
    button = card.get("productButton") if card.get("productButtonEnabled") else ""
    return "".join(
        (
            figure(_picture({"src": image, "alt": ""}), "") if image else "",
            f"<p><strong>{card.get('productTitle') or ''}</strong></p>",
            _paragraph("★" * stars + "☆" * (5 - stars)) if stars else "",
            str(card.get("productDescription") or ""),
            _paragraph(link(card.get("productUrl"), _text(button))),
        )
    )


def _header(card: Card) -> str:
    button = card.get("buttonText") if card.get("buttonEnabled") else ""
    heading = str(card.get("header") or "").strip()
    return "".join(
        (
            f"<h2>{heading}</h2>" if heading else "",
            _paragraph(str(card.get("subheader") or "").strip()),
            _paragraph(link(card.get("buttonUrl"), _text(button))),
        )
    )


def _call_to_action(card: Card) -> str:
    button = card.get("buttonText") if card.get("showButton") else ""
    image = card.get("imageUrl")
    return "".join(
        (
            figure(_picture({"src": image, "alt": ""}), "") if image else "",
            str(card.get("textValue") or ""),
            _paragraph(link(card.get("buttonUrl"), _text(button))),
        )
    )


_RENDERERS: dict[str, Callable[[Card], str]] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "code": _code,
    "html": lambda card: str(card.get("html") or ""),
    "markdown": _markdown,
    "embed": _embed,
    "audio": _audio,
    "video": _video,
    "file": _file,
    "button": _button,
    "hr": lambda _: "<hr>",
    "product": _product,
    "header": _header,
    "call-to-action": _call_to_action,
}
