"""One block of a tree as Markdown of Billet: `markdownify`, and what Billet's Markdown has besides."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import ATX, BACKSLASH, MarkdownConverter

from billet.migration.conversion.escaping import escape, escape_start
from billet.migration.conversion.html_block import escape_attribute
from billet.migration.conversion.inline import effective_attributes
from chalicelib.content.slug import slugify
from chalicelib.content.typography import NO_BREAK
from chalicelib.markdown import html_tree
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.sanitizer import MORE

_LINES = ("p", "li", "td", "th", "dt", "dd", "blockquote", "div", "[document]")
_ALIGNMENTS = {"left": ":--", "center": ":-:", "right": "--:"}
_NEEDS_BRACKETS = re.compile(r"[\s()<>\\]|^$")
_ENTITY = re.compile(r"&(?=#|\w+;)")


def write_block(block: Element, *, is_heavy: bool, marks_as_html: bool) -> str:
    """Returns the Markdown of a block. `is_heavy` tells whether all signs are escaped, `marks_as_html`
    whether marks are written as HTML, which may stand within a word."""
    root = Element("", {}, [block])
    return (
        _Writer(is_heavy=is_heavy, marks_as_html=marks_as_html).convert(html_tree.serialize(root)).strip("\n")
    )


class _Writer(MarkdownConverter):
    def __init__(self, *, is_heavy: bool, marks_as_html: bool) -> None:
        super().__init__(heading_style=ATX, bullets="-", newline_style=BACKSLASH, strip_pre=None)
        self._is_heavy = is_heavy
        self._marks_as_html = marks_as_html

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        tags = parent_tags or set()
        if "pre" in tags:
            return str(el)
        text = re.sub(r"[ \t\r\n\f]+", " ", str(el))
        if "code" in tags:
            return text
        in_table = bool(tags & {"td", "th"})
        text = escape(text, is_heavy=self._is_heavy, in_link="a" in tags, in_table=in_table)
        if _begins_line(el):
            text = escape_start(text)
            bare = text.lstrip(NO_BREAK)  # which stays at the head of a line as an entity alone
            text = "&nbsp;" * (len(text) - len(bare)) + bare
        after = el.next_sibling
        if text.endswith("!") and isinstance(after, Tag) and after.name == "a":
            text = f"{text[:-1]}\\!"  # else the link is a picture
        return text

    def write_html(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Writes an element in a line as HTML around its Markdown."""
        del parent_tags
        attributes = "".join(
            f' {name}="{escape_attribute(value)}"' for name, value in _attributes_of(el).items()
        )
        opening = f"<{el.name}{attributes}>"
        return opening if el.name in html_tree.VOID else f"{opening}{text}</{el.name}>"

    def _write_mark(self, el: Tag, text: str, sign: str, tag: str) -> str:
        attributes = _attributes_of(el)
        if self._marks_as_html or attributes:
            el.name = tag
            return self.write_html(el, text, set())
        return f"{sign}{text}{sign}"

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._write_mark(el, text, "*", "em")

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._write_mark(el, text, "**", "strong")

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._write_mark(el, text, "~~", "del")

    convert_i = convert_em
    convert_b = convert_strong
    convert_s = convert_strike = convert_del
    convert_abbr = convert_bdi = convert_bdo = convert_big = convert_cite = convert_data = convert_dfn = (
        write_html
    )
    convert_ins = convert_kbd = convert_mark = convert_q = convert_rp = convert_rt = convert_ruby = write_html
    convert_samp = convert_small = convert_span = convert_sub = convert_sup = convert_time = write_html
    convert_tt = convert_u = convert_var = write_html

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "pre" in parent_tags:
            return text
        if _attributes_of(el):
            return self.write_html(el, escape(text, is_heavy=True), parent_tags)
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        ticks = "`" * (longest + 1)
        needs_space = (
            text.startswith("`") or text.endswith("`") or (text.startswith(" ") and text.endswith(" "))
        )
        space = " " if needs_space and text.strip() else ""
        if parent_tags & {"td", "th"}:
            text = text.replace("|", "\\|")
        return f"{ticks}{space}{text}{space}{ticks}"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.find("code")
        attributes = {name: str(value) for name, value in code.attrs.items()} if isinstance(code, Tag) else {}
        classes = code.get("class") if isinstance(code, Tag) else None
        language = next(iter(classes or ()), "").removeprefix("language-")
        anchor = f" {{#{attributes['id']}}}" if "id" in attributes else ""
        text = text.strip("\n")
        ticks = "`" * max(3, max((len(run) for run in re.findall("`{3,}", text)), default=2) + 1)
        return f"\n\n{ticks}{language}{anchor}\n{text}\n{ticks}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        attributes = _attributes_of(el)
        address, title = attributes.pop("href", None), attributes.pop("title", "")
        if address is None or attributes:
            return self.write_html(el, text, parent_tags)
        if not title and el.get_text() == address and re.fullmatch(r"https?://[^\s<>]+", address):
            return f"<{address}>"
        return f"[{text}]({_destination(address)}{_title(title)})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        attributes = _attributes_of(el)
        address, alt, title = (
            attributes.pop("src", ""),
            attributes.pop("alt", ""),
            attributes.pop("title", ""),
        )
        width, height = attributes.pop("width", ""), attributes.pop("height", "")
        if attributes or (height and not width):
            return self.write_html(el, text, parent_tags)
        size = f"|{width}" + (f"x{height}" if height else "") if width else ""
        if parent_tags & {"td", "th"}:
            size = size.replace("|", "\\|")
        label = escape(alt, is_heavy=self._is_heavy, in_link=True)
        return f"![{label}{size}]({_destination(address)}{_title(title)})"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "<br>" if "_inline" in parent_tags else "\\\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        attributes = _attributes_of(el)
        anchor = attributes.pop("id", "")
        own_anchor = f" {{#{anchor}}}" if anchor and anchor != slugify(el.get_text()) else ""
        return f"\n\n{'#' * n} {text.strip()}{own_anchor}\n\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        picture, caption = el.find("img"), el.find("figcaption")
        if not isinstance(picture, Tag) or not isinstance(caption, Tag):
            return f"\n\n{text}\n\n"
        picture["title"] = caption.get_text()
        written = self.convert_img(picture, "", parent_tags)
        if picture.parent and picture.parent.name == "a":
            written = self.convert_a(picture.parent, written, parent_tags)
        return f"\n\n{written}\n\n"

    def convert_ol(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # A list that does not begin with 1 interrupts no paragraph.
        start = "\n" if "li" in parent_tags and str(el.get("start", "1")) != "1" else ""
        written: str = super().convert_ol(el, text, parent_tags)  # type: ignore[misc]  # its stubs lack it
        return start + written

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        first_row = el.find("tr")
        cells = first_row.find_all(("th", "td")) if isinstance(first_row, Tag) else []
        head, *rest = text.strip().split("\n")
        if rest and rest[0].startswith("| ---"):
            rest[0] = f"| {' | '.join(_ALIGNMENTS.get(_class_of(cell), '---') for cell in cells)} |"
        return "\n\n" + "\n".join([head, *rest]) + "\n\n"

    def convert_tbody(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_thead = convert_tbody

    def convert_wbr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "<!-- more -->" if el.has_attr(MORE) else "<wbr>"


def _begins_line(text: NavigableString) -> bool:
    node: NavigableString | Tag = text
    before = node.previous_sibling
    if before is not None:
        return isinstance(before, Tag) and before.name == "br"
    return node.parent is not None and node.parent.name in _LINES


def _class_of(el: Tag) -> str:
    return _attributes_of(el).get("class", "")


def _attributes_of(el: Tag) -> dict[str, str]:
    written = {
        name: " ".join(value) if isinstance(value, list) else str(value) for name, value in el.attrs.items()
    }
    return effective_attributes(Element(el.name, written))


def _destination(address: str) -> str:
    """Returns an address as it stands in a link."""
    escaped = _ENTITY.sub(r"\\&", address.replace("\\", "\\\\"))
    if not _NEEDS_BRACKETS.search(address):
        return escaped
    return "<" + re.sub(r"[<>]", r"\\\g<0>", escaped.replace("\n", "%0A")) + ">"


def _title(title: str) -> str:
    """Returns a title or caption as it stands in a link."""
    if not title:
        return ""
    words = _ENTITY.sub(r"\\&", " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"'))
    return f' "{words}"'
