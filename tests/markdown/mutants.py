"""Hostile texts without end: elements whose content is text to one reader and HTML to another, nested into
each other, and cut and joined where no one would."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# Elements whose content is text, those in which the same is not, and those that the parser moves about.
_TAGS = (
    "title textarea style script noscript iframe xmp plaintext noembed noframes",
    "math svg annotation-xml mtext mi mo mn ms mglyph malignmark foreignObject desc semantics",
    "table tr td caption select option form button a p li h2 pre template details video audio b",
)
_RAW, _FOREIGN, _MOVED = (tuple(tags.split()) for tags in _TAGS)

_ATTRIBUTES = (
    *(
        "",
        "",
        "",
        " src=https://e.org/",
        " href=javascript:alert(1)",
        " onload=alert(1)",
        " style=color:red",
        " id=x",
    ),
    *(' title="</{}><img src=x onerror=alert(1)>"', " title='--><script>alert(1)</script>'", " alt=`<!--`"),
    *(' encoding="text/html"', " encoding=application/xhtml+xml", " xlink:href=javascript:alert(1)", ' a="'),
    *(" srcdoc='<script>alert(1)</script>'", ' href="java\tscript:alert(1)"', " title=']]>'", " name=a/b="),
)
_TEXTS = (
    *(
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "x",
        " ",
        "\n",
        "\n\n",
        "**a**",
        "`",
        "&lt;",
        "&#60;",
    ),
    *(
        "<!--",
        "-->",
        "--!>",
        "<! x",
        "<!-->",
        "<!--->",
        "<![CDATA[",
        "]]>",
        "<?x ",
        "</",
        "<",
        ">",
        '"',
        "'",
        "\0",
        "\f",
    ),
    *(
        "</p>",
        "</br>",
        "<br>",
        "</math>",
        "</svg>",
        "</style>",
        "</title >",
        "</iframe/x>",
        "<a/",
        "[a](<javascript:x>)",
    ),
    *(
        "$<b>$",
        "![x](//e.org/a.png)",
        "[[a|b]]",
        "&Tab;",
        "&colon;",
        "<b a='`",
        "\u2028",
        "\ufeff",
        "{{ x }}",
        "{: .a}",
    ),
)

# As they were reported of sanitizers.
KNOWN = (
    '<svg><iframe><a title="</iframe><img src onerror=alert(1)>">test',
    '<math><annotation-xml encoding="text/html"><style><img title="</style><img src onerror=alert(1)>">',
    "<math><annotation-xml encoding=text/html><p></math><style><!--</style><img src onerror=x>-->",
    "<svg><a><set attributeName=href to=javascript:alert(1)></set><text>x</text></a></svg>",
    '<form><math><mtext></form><form><mglyph><svg><mtext><style><a id="</style><img onerror=x src>">',
    '<math><mtext><table><mglyph><style><math><table id="</table>"><iframe src=https://e.net/></iframe>',
    '<div title="</noscript><img src=x onerror=alert(1)>"><noscript><p title="</noscript><img src onerror=x>',
    '<! a ="--><img src=x onerror=alert(1)>">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg><![CDATA[<image xlink:href="]]><img src=xx:x onerror=alert(2)//"></svg>',
    '<select><style><!--</style><a rel="--></style></select><img src=1 onerror=alert(1)>">',
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    "<xmp><svg><b><style><b title='</style><img src=x onerror=alert(1)>'>",
    '<video src="https://x.y/a.mp4"><iframe src="https://e.org/"></video><script>alert(1)</script></iframe></video>',
    "<textarea><title></textarea><img src=x onerror=alert(1)></title>",
    '<a href="&#1;javascript:alert(1)">x</a><a href="JaVaScRiPt&colon;alert(1)">x</a>',
)


def mutants(count: int, seed: int = 0) -> Iterator[str]:
    """Yields as many texts, the same for the same seed: first those that are known, then their kind."""
    random = Random(seed)  # no secret: the same texts each time
    yield from KNOWN[:count]
    for _ in range(count - len(KNOWN)):
        yield _mutant(random)


def _mutant(random: Random) -> str:
    text = random.choice(KNOWN) if random.random() < 0.3 else _nested(random, random.randint(1, 5))
    for _ in range(random.randint(0, 3)):
        start, end = sorted(random.randint(0, len(text)) for _ in range(2))
        piece, at = text[start:end], random.randint(0, len(text))
        change = random.randint(0, 4)
        if change == 0:
            text = text[:start] + text[end:]
        elif change == 1:
            text = text[:at] + piece + text[at:]
        elif change == 2:
            text = text[:at] + random.choice(_TEXTS) + text[at:]
        elif change == 3:
            text = text[:start] + piece.swapcase() + text[end:]
        else:
            text = text[:at] + _nested(random, 2) + text[at:]
    return text[:2000]


def _nested(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.2:
        return random.choice(_TEXTS)
    tag = random.choice(random.choice((_RAW, _RAW, _FOREIGN, _MOVED)))
    attributes = "".join(random.choice(_ATTRIBUTES) for _ in range(random.randint(0, 2)))
    content = "".join(_nested(random, depth - 1) for _ in range(random.randint(0, 3)))
    end = random.choice((f"</{tag}>", f"</{tag}>", f"</{tag}>", "", f"</{random.choice(_RAW)}>"))
    return f"<{tag}{attributes.replace('{}', tag)}>{content}{end}"
