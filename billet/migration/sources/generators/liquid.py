"""The tags of Liquid and Nunjucks, ``{% highlight %}`` and ``{{ site.baseurl }}``, as Jekyll, Octopress, Hexo
and Eleventy have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.template_tags import CODE, Handler, Language, Tag

LANGUAGE = Language(
    tag=re.compile(
        r"(?:\{%-?\s*(?P<name>\w+)|\{\{-?)(?P<written>(?:[^%{}\"']|\"[^\"\n]*\"|'[^'\n]*'|[%}](?!\})|\{[^{}%]*\})*?)"
        r"-?[%}]\}"
    ),
    raw=re.compile(r"\{%-?\s*raw\s*-?%\}(?P<inside>.*?)(?:\{%-?\s*endraw\s*-?%\}|\Z)", re.DOTALL),
    shown=("inside",),
    closing=lambda name: re.compile(rf"\{{%-?\s*(?:(?P<opens>{name}\b)[^%]*?|end{name}\s*)-?%\}}"),
)

OUTPUT = ""
"""The name of a tag that shows a value: ``{{ page.title }}``."""

Link = Callable[[str], str | None]
"""Returns the address of a text or file that a tag names, None where nothing has the name."""

_VIDEO = re.compile(
    r"(?:(?P<youtube>youtu\.be/|youtube(?:-nocookie)?\.com/(?:watch\?v=|embed/))|vimeo\.com/(?:video/)?)(?P<id>[\w-]+)"
)


_LISTS = re.compile(
    r"\{%-?\s*(?:for|tablerow|paginate)\b|\bpaginat(?:or|ion)\.|\bsite\.(?:posts|tags|categories)\b|\bcollections\."
)
_CODE = re.compile(CODE, re.MULTILINE | re.DOTALL)


def lists_pages(text: str) -> bool:
    """Returns whether a text is a template that lists pages, such as an archive: what it shows is not its
    own."""
    return bool(_LISTS.search(_CODE.sub("", LANGUAGE.raw.sub("", text))))


def handlers(link_of: Link, value_of: Callable[[str], str | None]) -> Mapping[str, Handler]:
    """Returns what tags stand for. `value_of` returns the value of a name such as ``site.title``."""

    def output(tag: Tag) -> str | None:
        expression, *filters = [part.strip() for part in tag.written.split("|")]
        match = re.fullmatch(r"\"([^\"]*)\"|'([^']*)'", expression)
        value = (match[1] or match[2] or "") if match else value_of(expression)
        if value is None or not set(filters) <= {"relative_url", "absolute_url", "escape", "url", "safe"}:
            return None
        is_address = {"relative_url", "absolute_url", "url"} & set(filters)
        return "/" + value.lstrip("/") if is_address and not value.startswith("http") else value

    def link(tag: Tag) -> str | None:
        return link_of(tag.words[0]) if tag.words else None

    return {
        OUTPUT: output,
        "link": link,
        "post_url": link,
        "highlight": _highlight,
        "include": _include,
        "include_relative": lambda _: None,
        "youtube": lambda tag: _video("youtube", tag),
        "vimeo": lambda tag: _video("vimeo", tag),
        "gist": lambda tag: snippets.gist("", tag.words[0]) if tag.words else None,
        "img": _img,
        "image": _img,
        "codeblock": _codeblock,
        "code": _codeblock,
        "blockquote": _blockquote,
        "quote": _blockquote,
        "pullquote": _pullquote,
        "figure": _figure,
    }


def _highlight(tag: Tag) -> str | None:
    if tag.content is None or not tag.words:
        return None
    options = 'linenums="1"' if "linenos" in tag.words[1:] or "linenos" in tag.named else ""
    marked = re.search(r"(?:hl_lines|mark_lines)=[\"']([\d ,-]+)", tag.written)
    options = " ".join(filter(None, (f'hl_lines="{marked[1].replace(",", " ")}"' if marked else "", options)))
    return snippets.code(tag.content, tag.words[0].strip(","), options)


def _include(tag: Tag) -> str | None:
    """Returns what the includes of widespread themes show."""
    name = (tag.words[0] if tag.words else "").rpartition("/")[2].partition(".")[0].lower()
    source = next(
        filter(None, map(tag.get, ("image_path", "src", "path", "url", "image", "file", "img"))), ""
    )
    if name in ("figure", "image", "img", "picture") and source and "{" not in source:
        alt = tag.get("alt") or tag.get("image_alt")
        caption = tag.get("caption") or tag.get("title")
        return snippets.figure(source, alt, caption, tag.get("link"))
    provider = tag.get("provider") or name
    for site in ("youtube", "vimeo"):
        if site in provider.lower() and tag.get("id"):
            return snippets.video(site, tag.get("id")) or None
    return None


def _video(site: str, tag: Tag) -> str | None:
    written = tag.words[0] if tag.words else tag.get("id")
    match = _VIDEO.search(written)
    if match:
        return snippets.video("youtube" if match["youtube"] else "vimeo", match["id"])
    return snippets.video(site, written) or None


def _img(tag: Tag) -> str | None:
    """Returns the picture of Octopress: classes, address, width, height, title and alternative text."""
    words = list(tag.words)
    place = next((n for n, word in enumerate(words) if re.match(r"https?://|/|\S+\.\w{3,4}$", word)), None)
    if place is None:
        return None
    rest = [word for word in words[place + 1 :] if not re.fullmatch(r"\d+%?|auto", word)]
    quoted = re.findall(r"\"([^\"]*)\"|'([^']*)'", tag.written)
    if quoted:
        title, alt = ((quoted[0][0] or quoted[0][1]), (quoted[-1][0] or quoted[-1][1]))
        inner = re.fullmatch(r"(.*?)[\"'](.*)", title)  # "'title' 'alt'" in one pair
        title, alt = (inner[1], inner[2]) if inner else (title, alt)
    else:
        title = alt = " ".join(rest)
    return snippets.figure(words[place], alt, title if title != alt else "")


def _codeblock(tag: Tag) -> str | None:
    """Returns a block of code of Octopress and Hexo: a title, options, an address and what it is called."""
    if tag.content is None:
        return None
    language = tag.get("lang") or tag.get("language")
    address = re.search(r"https?://\S+", tag.written)
    written = re.sub(r"(?<!\S)\w+:(?!//)\S+", "", tag.written)
    title = " ".join(re.split(r"https?://", written)[0].split())
    first = tag.get("first_line")
    numbers = f'linenums="{first}"' if first.isdecimal() and first != "1" else ""
    marked = tag.get("mark") or tag.get("hl_lines")
    options = [f'hl_lines="{marked.replace(",", " ")}"'] if re.fullmatch(r"[\d,-]+", marked) else []
    options += [numbers] * bool(numbers)
    options += [f'title="{title}"'] if title and '"' not in title else []
    block = snippets.code(tag.content, language, " ".join(options))
    return f"{block}\n\n<{address[0]}>" if address else block


def _blockquote(tag: Tag) -> str | None:
    if tag.content is None:
        return None
    address = re.search(r"https?://\S+", tag.written)
    before, _, after = tag.written.partition(address[0] if address else "\0")
    source = before.strip().strip(",\"'")
    if address:
        source = ", ".join(filter(None, (source, f"[{after.strip() or address[0]}]({address[0]})")))
    return snippets.quote(tag.content, source)


def _pullquote(tag: Tag) -> str | None:
    return snippets.quote(tag.content) if tag.content is not None else None


def _figure(tag: Tag) -> str | None:
    """Returns the figure of jekyll-figure, which has Markdown within."""
    if tag.content is None:
        source = tag.get("src", 0)
        return snippets.figure(source, tag.get("alt"), tag.get("caption")) or None
    caption = tag.get("caption")
    below = f"\n\n<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure markdown="1">\n\n{tag.content.strip()}{below}\n\n</figure>'
