"""The pages of comments below one article, each comment on one of them.

On the site a page of comments begins wherever a link says. As files they are one chain: the article, and what
follows its first page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from werkzeug.test import TestResponse

Ask = Callable[[str], TestResponse]

_COMMENT = re.compile(r'<li id="comment_([^"]+)"')
_PAGE = re.compile(r'href="([^"#]*/comments\?(from|before|newest)=[^"#]*)')


@dataclass
class Thread:
    """The pages at their addresses, the article's first; and where the addresses that they name lie in
    them."""

    pages: list[tuple[str, TestResponse]]
    leads: dict[str, str] = field(default_factory=dict)

    @classmethod
    def below(cls, address: str, page: TestResponse, ask: Ask) -> Thread:
        """Returns the thread below the page of an article, whose other pages `ask` gets."""
        thread = cls([(address, page)])
        previous = address
        while True:
            own_address, response = thread.pages[-1]
            text = response.get_data(as_text=True)
            for id in map(html.unescape, _COMMENT.findall(text)):
                thread.leads.setdefault(
                    f"{address}/comments/{quote(id, safe='')}", f"{own_address}#comment_{id}"
                )
            links = {kind: html.unescape(link) for link, kind in _PAGE.findall(text)}
            if before := links.get("before"):
                thread.leads[before] = previous
            later = links.get("from")
            if later is None or later in dict(thread.pages):
                break
            previous = own_address
            thread.pages.append((later, ask(later)))
        thread.leads[f"{address}/comments?newest=1"] = thread.pages[-1][0]
        return thread
