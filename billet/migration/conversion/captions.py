"""Captions of pictures, as tools wrote them before HTML had figures."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

_BOXES = "table.tr-caption-container, div.wp-caption, dl.wp-caption"  # Blogger, WordPress, its galleries
_CAPTIONS = ".tr-caption, .wp-caption-text, .wp-caption-dd"


def make_figures(soup: BeautifulSoup) -> None:
    """Makes figures of boxes that hold one picture and its caption."""
    for box in soup.select(_BOXES):
        caption, pictures = box.select_one(_CAPTIONS), box.find_all("img")
        if caption is None or len(pictures) != 1 or _words(box) != _words(caption):
            continue
        link = pictures[0].find_parent("a")
        figure, figcaption = soup.new_tag("figure"), soup.new_tag("figcaption")
        figcaption.extend(list(caption.contents))
        figure.extend([(link if isinstance(link, Tag) and box in link.parents else pictures[0]), figcaption])
        box.replace_with(figure)


def _words(tag: Tag) -> str:
    return "".join(tag.get_text().split())
