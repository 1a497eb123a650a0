"""The text of a post as WordPress shows it, without the typography that Billet sets itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from billet.migration.sources.wordpress.autop import autop
from billet.migration.sources.wordpress.blocks import MARK, render_blocks
from billet.migration.sources.wordpress.embeds import embed_addresses, frame
from billet.migration.sources.wordpress.media import Attachment, MediaLibrary, each_address, without_size
from billet.migration.sources.wordpress.shortcodes import Shortcode, replace_shortcodes

_CODE = frozenset({"code", "sourcecode", "source", "cc", "highlight"})
_EMBEDS = frozenset({"embed", "youtube", "vimeo", "dailymotion"})
_CAPTION = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_BRUSH = re.compile(r"""<pre\b[^<>]*\bclass=["'][^"'<>]*\bbrush:\s*([\w+#-]+)[^<>]*>(.*?)</pre>""", re.DOTALL)
_LINKED_PICTURE = re.compile(
    r"""<a\b[^<>]*\bhref=["']([^"'<>]*)["'][^<>]*>\s*(<img\b[^<>]*\bsrc=["']([^"'<>]*)["'][^<>]*>)\s*</a>""",
    re.IGNORECASE,
)
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL | re.IGNORECASE)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
_NO_TEASER = re.compile(r"<!--\s*noteaser\s*-->", re.IGNORECASE)
_PHOTON = re.compile(r"https?://i\d\.wp\.com/", re.IGNORECASE)
_LOOKS_LIKE_ONE = re.compile(r"[=_\"']|-\w")


@dataclass
class Text:
    """Makes the HTML of one post. `reports` has what is not as readers saw it, `losses` what is missing."""

    post: int
    library: MediaLibrary
    reused: Callable[[int], str | None]
    notes: str = ""
    """The footnotes of the block editor, as JSON."""
    reports: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    pages: int = 1

    def shown(self, content: str) -> str:
        """Returns the HTML of a text as its author left it in WordPress."""
        self.pages = len(_NEXT_PAGE.findall(content)) + 1
        if self.pages > 1:
            self.reports.append(f"its {self.pages} pages became one")
            content = re.sub(
                r"(?:<!-- /?wp:nextpage -->\s*)*" + _NEXT_PAGE.pattern, "\n\n", content, flags=re.IGNORECASE
            )
        content = _NO_TEASER.sub("", _MORE.sub("<!-- more -->", content))
        content = replace_shortcodes(content, self._code, _CODE)
        has_blocks = MARK in content
        if has_blocks:
            content = render_blocks(
                content, self.reused, self._shortcode_block, self.losses.append, self._notes()
            )
        content = embed_addresses(replace_shortcodes(content, self._expanded))
        content = _BRUSH.sub(_highlighted, content if has_blocks else autop(content))
        content = _LINKED_PICTURE.sub(_without_link, each_address(content, _without_photon))
        return content.strip() + "\n" if content.strip() else ""

    def _notes(self) -> str:
        """Returns the footnotes as the list that WordPress makes of them."""
        try:
            notes = [(str(note["id"]), str(note["content"])) for note in json.loads(self.notes or "[]")]
        except (ValueError, TypeError, KeyError):
            self.losses.append("its footnotes cannot be read")
            return ""
        items = [
            f'<li id="{escape(id)}">{content} <a href="#{escape(id)}-link">↩︎</a></li>'
            for id, content in notes
        ]
        return f"<ol>\n{chr(10).join(items)}\n</ol>\n" if items else ""

    def _shortcode_block(self, text: str) -> str:
        return autop(replace_shortcodes(text, self._expanded))

    def _code(self, shortcode: Shortcode) -> str | None:
        if shortcode.content is None:
            return None
        language = shortcode.attributes.get("language") or shortcode.attributes.get("lang") or ""
        return _code_block(shortcode.content, language or next(iter(shortcode.values), ""))

    def _expanded(self, shortcode: Shortcode) -> str | None:
        name = shortcode.name
        if name in ("caption", "wp_caption"):
            return self._caption(shortcode)
        if name == "gallery":
            return self._gallery(shortcode)
        if name in ("audio", "video"):
            return self._player(shortcode)
        if name == "playlist":
            return self._playlist(shortcode)
        if name in _EMBEDS:
            return _embedded(shortcode)
        if shortcode.content is not None or _LOOKS_LIKE_ONE.search(shortcode.written):
            self.reports.append(
                f"[{name}] is no shortcode of WordPress itself, and is shown as it is written"
            )
        return None

    def _caption(self, shortcode: Shortcode) -> str | None:
        if not (match := _CAPTION.fullmatch(shortcode.content or "")):
            return None
        caption = shortcode.attributes.get("caption") or match[2].strip()
        return _figure(match[1], replace_shortcodes(caption, self._expanded))

    def _gallery(self, shortcode: Shortcode) -> str:
        attributes = shortcode.attributes
        if listed := attributes.get("ids") or attributes.get("include"):
            pictures = list(filter(None, map(self._attachment, _numbers(listed))))
        else:
            excluded = set(_numbers(attributes.get("exclude", "")))
            parent = next(iter(_numbers(attributes.get("id", ""))), self.post)
            pictures = [picture for picture in self.library.pictures_of(parent) if picture.id not in excluded]
            if not pictures:
                self.losses.append("the export has no pictures of its gallery")
        if attributes.get("order", "").upper() == "DESC":
            pictures.reverse()
        return (
            "\n\n" + "\n".join(_figure(_picture(picture), picture.caption) for picture in pictures) + "\n\n"
        )

    def _attachment(self, number: int) -> Attachment | None:
        attachment = self.library.attachments.get(number)
        if attachment is None:
            self.losses.append(f"the export does not have the medium {number} that it shows")
        return attachment

    def _player(self, shortcode: Shortcode) -> str | None:
        tag = shortcode.name
        named = [
            value
            for key, value in shortcode.attributes.items()
            if key == "src" or re.fullmatch(r"\w{2,4}\d?", key)
        ]
        candidates = [
            *named,
            *shortcode.values,
            unescape(re.sub(r"<[^>]*>", "", shortcode.content or "")).strip(),
        ]
        source = next((unescape(value) for value in candidates if re.match(r"https?://|/", value)), "")
        if not source:
            return None
        if frame(source).startswith("<p><iframe"):
            return f"\n\n{frame(source)}\n\n"
        poster = unescape(shortcode.attributes.get("poster", "")) if tag == "video" else ""
        return f"\n\n<p>{_media_tag(tag, source, poster)}</p>\n\n"

    def _playlist(self, shortcode: Shortcode) -> str:
        media = filter(None, map(self._attachment, _numbers(shortcode.attributes.get("ids", ""))))
        tag = "video" if shortcode.attributes.get("type") == "video" else "audio"
        return (
            "\n\n"
            + "\n".join(_figure(_media_tag(tag, item.address, ""), escape(item.title)) for item in media)
            + "\n\n"
        )


def _figure(picture: str, caption: str) -> str:
    words = f"<figcaption>{caption.strip()}</figcaption>" if caption.strip() else ""
    return f"<figure>{picture.strip()}{words}</figure>"


def _picture(picture: Attachment) -> str:
    return f'<img src="{escape(picture.address)}" alt="{escape(picture.alt)}">'


def _media_tag(tag: str, source: str, poster: str) -> str:
    cover = f' poster="{escape(poster)}"' if poster else ""
    return f'<{tag} controls src="{escape(source)}"{cover}></{tag}>'


def _embedded(shortcode: Shortcode) -> str | None:
    address = unescape(
        shortcode.content or next(iter([*shortcode.values, *shortcode.attributes.values()]), "")
    ).strip()
    if not address.startswith(("http://", "https://")):
        if shortcode.name == "embed" or not re.fullmatch(r"[\w-]{6,20}", address):
            return None
        address = {"youtube": "https://youtu.be/", "vimeo": "https://vimeo.com/"}.get(
            shortcode.name, ""
        ) + address
    return f"\n\n{frame(address)}\n\n"


def _code_block(code: str, language: str) -> str:
    """Returns a block of code. Plugins keep it with its signs escaped, where none stands there as it is."""
    shown = unescape(code) if "<" not in code and ">" not in code else code
    name = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]{1,30}", language) else ""
    return f"\n\n<pre><code{name}>{escape(shown.strip(chr(10) + chr(13)), quote=False)}</code></pre>\n\n"


def _highlighted(match: re.Match[str]) -> str:
    return f'<pre><code class="language-{match[1]}">{match[2].strip(chr(10))}</code></pre>'


def _without_link(match: re.Match[str]) -> str:
    """Returns a picture without a link to itself: Billet leads to the larger one where there is one."""
    return match[2] if without_size(match[1]) == without_size(match[3]) else match[0]


def _without_photon(address: str) -> str:
    """Returns the address of a picture itself, in place of a copy of it at WordPress.com's."""
    return "https://" + _PHOTON.sub("", address).partition("?")[0] if _PHOTON.match(address) else address


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
