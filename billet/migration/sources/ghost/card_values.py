"""The values of Ghost's cards, read out of the HTML that it made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from billet.migration.sources.ghost.cards import Card
from billet.migration.sources.html_tree import inner_html, of_class

_THUMBNAIL = re.compile(r"""url\(\s*['"]?([^'")]+)""")


def _text(element: ET.Element, *names: str) -> str:
    return " ".join(" ".join(match.itertext()).strip() for match in of_class(element, *names)).strip()


def _inner(element: ET.Element, *names: str) -> str:
    return inner_html(next(of_class(element, *names), None))


def _caption(element: ET.Element) -> str:
    return inner_html(element.find(".//figcaption"))


def _attribute(element: ET.Element, tag: str, name: str) -> str:
    child = element.find(f".//{tag}[@{name}]")
    return "" if child is None else child.get(name, "")


def _gallery(element: ET.Element) -> Card:
    return {"images": [dict(image.attrib) for image in element.iter("img")], "caption": _caption(element)}


def _bookmark(element: ET.Element) -> Card:
    parts = ("title", "description", "publisher", "author")
    shown = {part: _text(element, f"kg-bookmark-{part}") for part in parts}
    # Ghost shows the publisher in the place of the author, and the other way round.
    shown["publisher"], shown["author"] = shown["author"], shown["publisher"]
    return {"url": _attribute(element, "a", "href"), "metadata": shown, "caption": _caption(element)}


def _callout(element: ET.Element) -> Card:
    text = _inner(element, "kg-callout-text")
    return {"calloutEmoji": _text(element, "kg-callout-emoji"), "calloutText": text}


def _toggle(element: ET.Element) -> Card:
    heading = _inner(element, "kg-toggle-heading-text")
    return {"heading": heading, "content": _inner(element, "kg-toggle-content")}


def _audio(element: ET.Element) -> Card:
    return {"src": _attribute(element, "audio", "src"), "title": _text(element, "kg-audio-title")}


def _video(element: ET.Element) -> Card:
    thumbnail = _THUMBNAIL.search(_attribute(element, "video", "style"))
    return {
        "src": _attribute(element, "video", "src"),
        "thumbnailSrc": thumbnail[1] if thumbnail else element.get("data-kg-thumbnail", ""),
        "customThumbnailSrc": element.get("data-kg-custom-thumbnail", ""),
        "caption": _caption(element),
    }


def _file(element: ET.Element) -> Card:
    return {
        "src": _attribute(element, "a", "href"),
        "fileTitle": _text(element, "kg-file-card-title"),
        "fileName": _text(element, "kg-file-card-filename"),
        "fileCaption": _text(element, "kg-file-card-caption"),
    }


def _button(element: ET.Element) -> Card:
    return {"buttonUrl": _attribute(element, "a", "href"), "buttonText": " ".join(_words(element))}


def _words(element: ET.Element) -> list[str]:
    return "".join(element.itertext()).split()


def _product(element: ET.Element) -> Card:
    stars = sum(1 for _ in of_class(element, "kg-product-card-rating-active"))
    return {
        "productImageSrc": _attribute(element, "img", "src"),
        "productTitle": _inner(element, "kg-product-card-title"),
        "productDescription": _inner(element, "kg-product-card-description"),
        "productRatingEnabled": bool(stars),
        "productStarRating": stars,
        "productButtonEnabled": True,
        "productButton": _text(element, "kg-product-card-button"),
        "productUrl": _attribute(element, "a", "href"),
    }


def _header(element: ET.Element) -> Card:
    return {
        "header": _inner(element, "kg-header-card-heading", "kg-header-card-header"),
        "subheader": _inner(element, "kg-header-card-subheading", "kg-header-card-subheader"),
        "buttonEnabled": True,
        "buttonText": _text(element, "kg-header-card-button"),
        "buttonUrl": _attribute(element, "a", "href"),
    }


def _call_to_action(element: ET.Element) -> Card:
    button = next(of_class(element, "kg-cta-button"), None)
    return {
        "textValue": _inner(element, "kg-cta-text"),
        "showButton": button is not None,
        "buttonText": _text(element, "kg-cta-button"),
        "buttonUrl": "" if button is None else button.get("href", ""),
        "imageUrl": _attribute(element, "img", "src"),
    }


def _nothing(_: ET.Element) -> Card:
    return {}


CARDS: dict[str, tuple[str, Callable[[ET.Element], Card]]] = {
    "kg-gallery-card": ("gallery", _gallery),
    "kg-before-after-card": ("gallery", _gallery),
    "kg-bookmark-card": ("bookmark", _bookmark),
    "kg-callout-card": ("callout", _callout),
    "kg-toggle-card": ("toggle", _toggle),
    "kg-audio-card": ("audio", _audio),
    "kg-video-card": ("video", _video),
    "kg-file-card": ("file", _file),
    "kg-button-card": ("button", _button),
    "kg-product-card": ("product", _product),
    "kg-header-card": ("header", _header),
    "kg-cta-card": ("call-to-action", _call_to_action),
    "kg-signup-card": ("signup", _nothing),
}
"""The cards that Ghost's style sheet knows, by their classes, and how their values are read."""
