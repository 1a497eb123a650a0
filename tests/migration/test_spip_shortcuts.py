"""SPIP's typographic shortcuts, after its own code (`ecrire/inc/texte.php` of SPIP 2)."""

from __future__ import annotations

import re

import pytest

from billet.migration.sources.spip.shortcuts import Shortcuts


class Library:
    def address(self, target: str) -> tuple[str, str]:
        return {"art12": ("../2005/un.md", "Un <titre>"), "12": ("../2005/un.md", "Un")}.get(
            target, (target, "")
        )

    def document(self, kind: str, number: str, options: str) -> str | None:
        return {"img": f'<figure><img src="{number}"></figure>', "doc": f'<a href="{number}">d</a>'}.get(kind)


def html(text: str) -> str:
    shortcuts = Shortcuts(Library(), "fr")
    return re.sub(r"\n+", "\n", shortcuts.html(text) + shortcuts.notes_html())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un\n\nDeux", "<p>Un</p>\n<p>Deux</p>"),
        ("{{{Titre}}}\nTexte", "<h2>Titre</h2>\n<p>Texte</p>"),
        (
            "a {{gras}} {ital} {{ {les deux} }}",
            "<p>a <strong>gras</strong> <em>ital</em> <strong> <em>les deux</em> </strong></p>",
        ),
        ("Un\n_ deux\n- trois\n-- quatre", "<p>Un\n<br>deux\n<br>– trois\n<br>— quatre</p>"),
        ("Un\n\n----\n\nDeux", "<p>Un</p>\n<hr>\n<p>Deux</p>"),
        (
            "-* un\n-* {{deux}}\n-** trois\n-# a\n",
            "<ul><li>un</li><li><strong>deux</strong><ul><li>trois</li></ul></li></ul><ol><li>a</li></ol>",
        ),
        ("Voici :\n-* un\nsuite\n\nFin", "<p>Voici :</p>\n<ul><li>un\nsuite</li></ul>\n<p>Fin</p>"),
        (
            "|| Prix | par jour ||\n|{{A}}|{{B}}|\n|1|2|\n|3|<|\n|4|^|",
            "<table><caption>Prix</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td>"
            '<td>2</td></tr><tr><td colspan="2">3</td></tr><tr><td>4</td></tr></tbody></table>',
        ),
        (
            "|a|b|\n|c|^|\n|d|^|",
            '<table><tbody><tr><td>a</td><td rowspan="3">b</td></tr>'
            "<tr><td>c</td></tr><tr><td>d</td></tr></tbody></table>",
        ),
        ("[texte->art12]", '<p><a href="../2005/un.md">texte</a></p>'),
        ("[->art12]", '<p><a href="../2005/un.md">Un &lt;titre&gt;</a></p>'),
        ("[{{le}} texte|bulle{en}->12]", '<p><a href="../2005/un.md"><strong>le</strong> texte</a></p>'),
        (
            "[x->http://x.example/a_b-{c}?d=1&e=2]",
            '<p><a href="http://x.example/a_b-{c}?d=1&amp;e=2">x</a></p>',
        ),
        ("[moi->mailto:a@x.example]", '<p><a href="mailto:a@x.example">moi</a></p>'),
        (
            "Voir http://x.example/a_b. Fin",
            '<p>Voir <a href="http://x.example/a_b">http://x.example/a_b</a>. Fin</p>',
        ),
        ("[?Vélo]", '<p><a href="https://fr.wikipedia.org/wiki/V%C3%A9lo">Vélo</a></p>'),
        ("[ici<-]Là", '<p><a id="ici"></a>Là</p>'),
        (
            "Un[[Une {note}]] deux[[Autre]]",
            '<p>Un<sup><a id="nh1" href="#nb1">1</a></sup> deux<sup><a id="nh2" href="#nb2">2</a></sup></p>'
            '<hr><ol><li id="nb1">Une <em>note</em> <a href="#nh1">↩</a></li>'
            '<li id="nb2">Autre <a href="#nh2">↩</a></li></ol>',
        ),
        (
            "Voir <doc3|left> et\n\n<img4|center>",
            '<p>Voir <a href="3">d</a> et</p>\n<figure><img src="4"></figure>',
        ),
        (
            "<quote>Cité\n\n{{bien}}</quote>",
            "<blockquote><p>Cité</p>\n<p><strong>bien</strong></p></blockquote>",
        ),
        (
            "<poesie>Un\n{deux}\n\nTrois</poesie>",
            "<blockquote><p>Un<br><em>deux</em></p><p>Trois</p></blockquote>",
        ),
        ("Le <code>{{a}} [b->1] <b></code>", "<p>Le <code>{{a}} [b-&gt;1] &lt;b&gt;</code></p>"),
        (
            "<code class='php'>\nun {a}\n\ndeux\n</code>",
            '<pre><code class="language-php">un {a}\n\ndeux</code></pre>'.replace("\n\n", "\n"),
        ),
        ("<cadre>{{a}}\n<i></cadre>", "<pre><code>{{a}}\n&lt;i&gt;</code></pre>"),
        ("<html>{{a}}</html>", "<p>{{a}}</p>"),
        ('<div class="a_b">{x}</div>', '<div class="a_b"><em>x</em></div>'),
        ("3 < 4 et <i>x</i>", "<p>3 &lt; 4 et <i>x</i></p>"),
        ("<multi>[fr]été[en]summer</multi>", "<p>été</p>"),
        ("<multi>[en]summer[de]Sommer</multi>", "<p>summer</p>"),
        ("<multi>défaut[en]summer</multi>", "<p>défaut</p>"),
        ("<intro>Un</intro>\n\nDeux", "<p>Un</p>\n<p>Deux</p>"),
        ("une {accolade seule", "<p>une {accolade seule</p>"),
        ("", ""),
    ],
)
def test_shortcuts_are_what_spip_shows(text: str, expected: str) -> None:
    assert html(text) == expected
