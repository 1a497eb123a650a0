"""Markdown and HTML for what tags of many generators stand for."""

from __future__ import annotations

import re
from html import escape

_BIGGEST_FENCE = re.compile(r"^[ \t]*(`{3,})", re.MULTILINE)


def figure(source: str, alt: str = "", caption: str = "", link: str = "") -> str:
    """Returns a picture: Markdown where that holds all of it."""
    if not source:
        return ""
    if not re.search(r"[\"\n<>\[\]`*_{}]", caption + alt):
        target = f"<{source}>" if re.search(r"[\s()]", source) else source
        picture = f'![{alt}]({target} "{caption}")' if caption else f"![{alt}]({target})"
        return f"[{picture}](<{link}>)" if link else picture
    picture = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    if link:
        picture = f'<a href="{escape(link)}">{picture}</a>'
    below = f"<figcaption>{caption if '<' in caption else escape(caption, quote=False)}</figcaption>"
    return f"<figure>{picture}{below}</figure>" if caption else picture


def code(text: str, language: str = "", options: str = "") -> str:
    """Returns a block of code."""
    longest = max((len(fence) for fence in _BIGGEST_FENCE.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    info = " ".join(filter(None, (language, options)))
    return f"{fence}{info}\n{text.strip(chr(10))}\n{fence}"


def video(site: str, name: str, title: str = "") -> str:
    """Returns a film on YouTube or Vimeo. Pages show it where ``frames`` of ``site.toml`` has its host."""
    if not re.fullmatch(r"[\w-]{3,40}", name):
        return ""
    host = {"youtube": "www.youtube-nocookie.com/embed", "vimeo": "player.vimeo.com/video"}[site]
    label = title or f"{site.capitalize().replace('tube', 'Tube')} {name}"
    return f'<iframe src="https://{host}/{name}" title="{escape(label)}" allowfullscreen></iframe>'


def gist(user: str, name: str) -> str:
    """Returns a link to a gist, which pages could only show by a script."""
    address = f"https://gist.github.com/{user}/{name}" if user else f"https://gist.github.com/{name}"
    return f"<{address}>"


def quote(text: str, source: str = "") -> str:
    """Returns a quotation, with its source below."""
    lines = text.strip("\n").split("\n") + (["", f"— {source}"] if source else [])
    return "\n".join(f"> {line}".rstrip() for line in lines)


def note(kind: str, text: str, title: str = "") -> str:
    """Returns a callout of a `kind` such as "note" or "warning"."""
    return "\n".join([f"> [!{kind.upper()}] {title}".rstrip(), quote(text)])
