"""The last changes to a text's tree: addresses that lead where they should, and what reading asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from chalicelib.content.language_tag import Direction
from chalicelib.markdown.html_tree import Element, Node
from chalicelib.markdown.link_resolver import ResolvedLink
from chalicelib.markdown.link_writer import EXTERNAL, LinkWriter, is_web, link_to
from chalicelib.markdown.pictures import Pictures
from chalicelib.markdown.plain_text import text_of
from chalicelib.markdown.rendered import ReferenceKind
from chalicelib.markdown.sanitizer import MORE, SANDBOX, frame_host
from chalicelib.markdown.scrolling import code_may_scroll, table_may_scroll
from chalicelib.markdown.wikilinks import NAME
from chalicelib.markdown.words import Words

_KINDS: Mapping[str, ReferenceKind] = {
    "href": "link",
    "cite": "link",
    "src": "player",
    "poster": "picture",
}
_CODE = ("code", "kbd", "samp", "tt", "var")


class Finishing:
    """Finishes the tree of one text. `frames` are the hosts whose pages may be shown within it, `direction`
    is the one it is written in: what is code goes from left to right in any."""

    def __init__(
        self, links: LinkWriter, words: Words, frames: tuple[str, ...], direction: Direction = "ltr"
    ) -> None:
        self._links = links
        self._words = words
        self._is_rtl = direction == "rtl"
        self._frames = frames
        self._pictures = Pictures(links, words)
        self._in_control = False
        self._in_table = False
        self._tables = 0
        self._characters = 0  # of text so far
        self._handlers: dict[str, Callable[[Element], Iterable[Node]]] = {
            "a": self._link,
            "audio": self._player,
            "iframe": self._frame,
            "img": self._picture,
            "input": self._box,
            "pre": self._code,
            "summary": self._summary,
            "table": self._table,
            "video": self._player,
            "wbr": self._break,
            **dict.fromkeys(("area", "blockquote", "del", "ins", "q", "source", "track"), self._other),
            **(dict.fromkeys(_CODE, self._code_in_line) if direction == "rtl" else {}),
            **(
                {} if links.is_for_elsewhere else dict.fromkeys((f"h{n}" for n in range(1, 7)), self._heading)
            ),
        }

    def finish(self, children: Iterable[Node]) -> list[Node]:
        """Returns what stands in the place of some children of one element."""
        finished: list[Node] = []
        for child in children:
            if isinstance(child, str):
                self._characters += len(child)
                finished.append(child)
            elif handler := self._handlers.get(child.tag):
                finished.extend(handler(child))
            else:
                child.children = self.finish(child.children)
                finished.append(child)
        return finished

    def _link(self, element: Element) -> Iterable[Node]:
        attributes = element.attributes
        if place := attributes.pop("name", ""):  # what an id was before HTML 5
            attributes.setdefault("id", place)
        name = attributes.pop(NAME, "")
        written = attributes.pop("href", None)
        target = None
        if name:
            target = self._links.resolve_and_note("wikilink", name)
            if target.kind == "dead":  # a link that leads nowhere is none
                target = None
        elif written is not None:
            target = self._links.resolve_and_note("link", written)
        if target:
            attributes = {"href": self._links.address_of(target)} | attributes
            if target.kind == "outside" and is_web(target.path):
                own = [word for word in attributes.get("rel", "").split() if word not in EXTERNAL.split()]
                attributes["rel"] = " ".join([*own, EXTERNAL])
        element.attributes = attributes
        was_in_control, self._in_control = self._in_control, True
        element.children = self.finish(element.children)
        self._in_control = was_in_control
        return [element]

    def _summary(self, element: Element) -> Iterable[Node]:
        """What opens and closes: a click on it is to do nothing else."""
        was_in_control, self._in_control = self._in_control, True
        element.children = self.finish(element.children)
        self._in_control = was_in_control
        return [element]

    def _picture(self, element: Element) -> Iterable[Node]:
        return [self._pictures.finish(element.attributes, self._characters, in_link=self._in_control)]

    def _other(self, element: Element) -> Iterable[Node]:
        """What else has an address. A sound or film elsewhere is not loaded: a source has none then."""
        attributes = element.attributes
        for attribute, kind in _KINDS.items():
            if attribute not in attributes:
                continue
            target = self._links.resolve_and_note(kind, attributes[attribute])
            if kind == "link" or _is_own(target):
                attributes[attribute] = self._links.address_of(target)
            else:
                del attributes[attribute]
        if element.tag in ("source", "track") and "src" not in attributes:
            return []
        element.children = self.finish(element.children)
        return [element]

    def _player(self, element: Element) -> Iterable[Node]:
        attributes = element.attributes
        sources = [
            attributes,
            *(source.attributes for source in element.descendants() if source.tag == "source"),
        ]
        written = [source["src"] for source in sources if source.get("src")]
        targets = [self._links.resolve("player", address) for address in written]
        if any(map(_is_own, targets)):
            attributes.setdefault("controls", "")
            attributes.setdefault("preload", "none" if element.tag == "audio" else "metadata")
            return self._other(element)
        if not targets or self._in_control:
            return self.finish(element.children)
        target = self._links.resolve_and_note("player", written[0])
        label = attributes.get("aria-label") or attributes.get("title") or written[0]
        return [link_to(self._links.address_of(target), label, outside=True)]

    def _frame(self, element: Element) -> Iterable[Node]:
        attributes = element.attributes
        written = attributes.get("src", "")
        if not written:
            return []
        target = self._links.resolve_and_note("frame", written)
        address = self._links.address_of(target)
        host = frame_host(address) if target.kind == "outside" else ""
        if not host or host not in self._frames:
            label = attributes.get("title") or written
            return [label if self._in_control else link_to(address, label, outside=target.kind == "outside")]
        frame = {
            "src": address,
            "title": attributes.get("title") or self._words.frame.format(host),
            **({} if attributes.get("title") else self._words.attributes),
            "loading": "lazy",
            "allowfullscreen": "",
            "sandbox": SANDBOX,
            "referrerpolicy": "strict-origin-when-cross-origin",
        }
        frame |= {name: attributes[name] for name in ("class", "height", "id", "width") if name in attributes}
        return [Element("iframe", frame)]

    def _box(self, element: Element) -> Iterable[Node]:
        """A task's box; any other field has no form here."""
        attributes = element.attributes
        if attributes.get("type") != "checkbox":
            return []
        is_done = "checked" in attributes
        own_label = attributes.get("aria-label")
        label = own_label or (self._words.done if is_done else self._words.to_do)
        box = {
            "type": "checkbox",
            "disabled": "",
            **({"checked": ""} if is_done else {}),
            "aria-label": label,
            **({} if own_label else self._words.attributes),
        }
        return [Element("input", box)]

    def _code(self, element: Element) -> Iterable[Node]:
        """Code that scrolls must be reachable by keyboard; in a table it is the table that scrolls."""
        if code_may_scroll(element) and not self._in_table:
            element.attributes["tabindex"] = "0"
        if self._is_rtl:
            element.attributes.setdefault("dir", "ltr")
        element.children = self.finish(element.children)
        if element.children and isinstance(first := element.children[0], str):
            # Whoever reads the HTML drops a line end here, each time.
            element.children[0] = first.lstrip("\r\n")
        return [element]

    def _code_in_line(self, element: Element) -> Iterable[Node]:
        element.attributes.setdefault("dir", "ltr")
        element.children = self.finish(element.children)
        return [element]

    def _table(self, element: Element) -> Iterable[Node]:
        """A table in a frame that scrolls: a wide one must not widen the page, nor be out of reach of
        the keyboard. One that scrolls nowhere is no stop on its way."""
        was_in_table, self._in_table = self._in_table, True
        if not was_in_table:
            self._tables += 1
        frame = {"class": "wide"} | self._scrolling(element)
        element.children = self.finish(element.children)
        self._in_table = was_in_table
        return [element] if was_in_table else [Element("div", frame, [element])]

    def _scrolling(self, table: Element) -> dict[str, str]:
        """Returns the attributes of what a table scrolls in, none where it does not."""
        if self._links.is_for_elsewhere or not table_may_scroll(table):
            return {}
        caption = next((text_of(e) for e in table.descendants() if e.tag == "caption"), "")
        label = caption or self._words.table.format(self._tables)
        return {"role": "region", "aria-label": label, "tabindex": "0"}

    def _heading(self, element: Element) -> Iterable[Node]:
        """A heading with a link beside it. It stands beside it and not in it, since a heading is also read
        out in lists; its sign comes from the stylesheet."""
        label = self._words.permalink.format(text_of(element))
        element.children = self.finish(element.children)
        anchor = element.attributes.get("id")
        if not anchor or self._in_control:
            return [element]
        attributes = {"class": "permalink", "href": f"#{anchor}", "aria-label": label}
        link = Element("a", attributes | dict(self._words.attributes))
        return [Element("div", {"class": "heading"}, [element, link])]

    def _break(self, element: Element) -> Iterable[Node]:
        return [] if MORE in element.attributes else [element]


def _is_own(target: ResolvedLink) -> bool:
    return target.kind in ("page", "medium", "dead")
