"""A blog of all that is hard to set: the longest words, the widest tables, both directions of writing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from math import inf

from PIL import Image

from billet import tables
from chalicelib.content.slug import slugify
from chalicelib.conversation.comment import Comment, State
from chalicelib.index.articles import all_articles
from chalicelib.publishing.search_documents import update_search
from chalicelib.services import Services
from chalicelib.storage.comment_changes import COUNT
from chalicelib.storage.comment_items import to_comment_item
from tests.conftest import NOW, Author

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsges"
"""A word of 60 letters, as long as a tag may be."""

WORD_SLUG = slugify(WORD)

LISTED = 120
"""Articles that fill more than a page of each list."""

COMMENTS = 300

SITE = f'''
title = "Carnet {WORD}"
tagline = "Projets, {WORD} et autres aventures"
language = "fr"
timezone = "Europe/Paris"
place = "{WORD}"
first_year = 2004
featured = "mots"
favourite = "mots"
legal = "mentions"
[author]
name = "{WORD}"
biography = "Je mène à mon compte des projets et des {WORD}."
[contact]
email = "{WORD.lower().replace("ü", "u")}@example.org"
phone = "+33 5 36 49 00 00"
linkedin = "https://www.linkedin.com/in/{WORD}"
teams = "https://teams.microsoft.com/l/chat/0/0?users={WORD}@example.org"
[share]
networks = ["linkedin", "x", "facebook", "whatsapp", "mastodon", "mail"]
[season]
enabled = true
'''


def text(title: str, body: str, **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f'---\ntitle: "{title}"\ndate: 2026-02-01\n{lines}---\n{body}\n'


TABLE = "\n".join(
    [
        "|" + "|".join(f"Colonne {n}" for n in range(30)) + "|",
        "|" + ":-:|" * 30,
        *("|" + "|".join(f"{row * n}" for n in range(30)) + "|" for row in range(4)),
    ]
)
NARROW = "| Nom | Prix |\n|---|---:|\n| Thé | 3 € |\n| Café | 2 € |"
SENTENCE = "Le vent se lève, il faut tenter de vivre, et d'écrire des phrases qui vont à la ligne. "

MOTS = f"""
{SENTENCE * 3}

{WORD} et encore {WORD}, puis `{"code_" * 30}` et [un lien {WORD}](https://example.org/{WORD * 3}),
https://example.org/{"chemin/" * 30}, <kbd>Ctrl</kbd>, ==marqué==, ~~rayé~~, **gras {WORD}**.

## {WORD}

- {WORD}
    - {WORD}
        - {WORD}
            - {WORD}

1. un
2. {WORD}

- [x] fait {WORD}
- [ ] à faire

> Une citation {WORD}
>
> > et une autre dedans {WORD}

> [!WARNING] Attention {WORD}
> {WORD}

> [!tip]- Replié {WORD}
> {WORD}

{WORD}
:   Ce que {WORD} veut dire.

```python title="{WORD}.py" linenums="1" hl_lines="2"
print("{"une ligne de code qui ne finit pas " * 8}")
print("{WORD}")
```

---

Une note[^1], et une autre[^2].

[^1]: Première note {WORD}.
[^2]: Seconde note, de plusieurs mots.

*[ERP]: progiciel
"""

RIGHT_TO_LEFT = """
{line} {line}

## {line}

- {line}
    1. {line}

> {line}

> [!NOTE]
> {line}

| {word} | {word} |
|---|--:|
| {word} | 12 |

```python
def f(x):
    return x + 1  # from left to right
```

{line}[^1], `code`, <kbd>Ctrl</kbd>, $a^2 + b^2$.

[^1]: {line}
"""

FORMULAS = r"""
La formule $e^{i\pi} + 1 = 0$ dans une phrase.

$$\int_{-\infty}^{+\infty} e^{-x^2}\,dx = \sqrt{\pi} = LONG$$

$$\begin{pmatrix} ROW \\ ROW \end{pmatrix}$$

$$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$$
""".replace("LONG", " + ".join("abcdefghijklmnopqrstu")).replace("ROW", " & ".join("abcdefghijklmn"))

PICTURES = f"""
![Une très large {WORD}](../media/large.webp "Une légende {WORD}")

![Haute](../media/haute.webp)

Dans ![une petite](../media/petite.webp) phrase, ![une très large](../media/large.webp) image.

| Image | Texte |
|---|---|
| ![large](../media/large.webp) | {SENTENCE} |

<video controls src="../media/absent.mp4"></video>
"""

HEADINGS = "[TOC]\n\n" + "\n\n".join(
    f"{'#' * (2 + n % 3)} Titre numéro {n}{' ' + WORD if n % 8 == 0 else ''}\n\n{SENTENCE}" for n in range(40)
)

ARABIC, HEBREW = "هذه جملة بالعربية تصف رحلة طويلة", "זה משפט בעברית על מסע ארוך"

ARTICLES = {
    "mots": text(f"Les mots {WORD}", MOTS, tags=f"[{WORD}, deux]", categories=f"[{WORD}]", series=WORD),
    "tableaux": text("Trente colonnes", f"{TABLE}\n\n{NARROW}\n", series=WORD, tags=f"[{WORD}]"),
    "titres": text("Quarante titres", HEADINGS, series=WORD),
    "formules": text("Des formules", FORMULAS, math="true"),
    "images": text("De larges images", PICTURES, image="../media/large.webp"),
    "arabe": text("رحلة إلى البحر", RIGHT_TO_LEFT.format(line=ARABIC, word="كلمة"), lang="ar"),
    "hebreu": text("מסע אל הים", RIGHT_TO_LEFT.format(line=HEBREW, word="מילה"), lang="he"),
    "chinois": text("去海边的旅行", "这是一个没有空格的很长的句子，" * 20 + "\n\n## 标题\n", lang="zh-Hans"),
    "allemand": text(f"Das {WORD}", f'"{WORD}" -- {WORD}.\n\n## {WORD}\n\n{NARROW}\n', lang="de"),
    "anglais": text("In English", f"{SENTENCE}\n\n## A heading\n\nText.\n", lang="en", translation="mots"),
    "court": text("Ni texte ni commentaire", "", comments="false"),
    "discute": text("Trois cents commentaires", SENTENCE),
    "brouillon": text(f"Bientôt {WORD}", MOTS, draft="true", image="../media/large.webp"),
}  # fmt: skip
PAGES = {"mentions": text("Mentions légales", SENTENCE), "longue": text(f"Page {WORD}", MOTS)}
PICTURE_SIZES = {"large": (4000, 300), "haute": (300, 2400), "petite": (24, 24)}


def publish(author: Author) -> None:
    """Publishes the blog, with more articles than a page of a list shows."""
    for name, size in PICTURE_SIZES.items():
        file = io.BytesIO()
        Image.new("RGB", size, "#888").save(file, "WEBP")
        author.blog.bucket.write(f"media/{name}.webp", file.getvalue(), content_type="image/webp")
    for name, page in PAGES.items():
        author.uploads(f"pages/{name}.md", page)
    author.publishes(site=SITE, **ARTICLES)
    assert update_search(author.blog.bucket, author.index, author.blog.render_worker, {}, lambda: inf)
    (model,) = [article for article in all_articles(author.index) if article.slug == "mots"]
    titles = [f"Artikel {WORD}", "مقال قصير", "一篇文章", "Un article de plus, au titre qui va à la ligne"]
    author.writes(
        *(
            replace(
                model,
                key=f"articles/n{number}.md",
                id=f"articles/n{number}",
                slug=f"n{number}",
                title=titles[number % 4],
                language=["de", "ar", "zh", "fr"][number % 4],
                translation="",
                date=model.date - timedelta(days=1, minutes=number),
            )
            for number in range(LISTED)
        )
    )
    author.restarts()


def discuss(blog: Services) -> None:
    """Stores comments in every state, and many on one article, of which every third answers another."""
    long = f"Un mot.\n\n> {WORD}\n\n`{'code' * 20}`\n\n- https://example.org/{WORD}"
    comments = [
        Comment(
            id=f"{number:020x}",
            article="articles/discute",
            name=f"Voix {number}" if number % 10 else WORD,
            text=SENTENCE if number % 10 else long,
            posted=NOW - timedelta(days=9) + timedelta(minutes=number),
            state="approved",
            parent=f"{number - 1:020x}" if number % 3 == 2 else "",
            by_author=number % 30 == 5,
        )
        for number in range(COMMENTS)
    ]
    items = [to_comment_item(comment) for comment in comments]
    items.append({"id": {"S": f"{COUNT}articles/discute"}, "approved": {"N": str(COMMENTS)}})
    for start in range(0, len(items), tables.BATCH):
        tables.put(blog.comments._client, blog.settings.comments_table, items[start : start + tables.BATCH])
    states: tuple[State, ...] = ("pending", "pending", "spam", "rejected")
    for number, state in enumerate(states):
        comment = Comment(
            f"f{number:019x}", "articles/mots", WORD, long, NOW - timedelta(hours=number), state
        )
        blog.comments.add(replace(comment, email="lea@example.org", expires=NOW + timedelta(days=90)))
