"""The keys of front matter, whichever tool wrote them, and what each means.

After Jekyll, Hugo, Pelican, Zola, Astro, Eleventy, Hexo, Obsidian, Docusaurus, MkDocs, Ghost and the
exporters of WordPress, and French words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPELLINGS = {
    "title": "title titre",
    "date": "date date.created date.published",
    "published": (
        "publishdate pubdate published publisheddate publishedat publishedon publicationdate "
        "datepublished postdate posted publish publie publiele datedepublication"
    ),
    "created": "created createdat creationdate datecreated creele",
    "updated": (
        "updated lastmod modified lastmodified lastmodifiedat updateddate updatedat "
        "date.updated date.modified updatedate datemodified modifieddate lastupdate.date "
        "lastupdated misajour miseajour modifie modifiele"
    ),
    "draft": "draft isdraft brouillon unpublished",
    "public": "publish published publie public publier",
    "status": "status statut visibility visibilite",
    "expires": "expires expirydate expiry expiredate unpublishdate expirationdate expire",
    "unlisted": "unlisted hidden eleventyexcludefromcollections nonliste masque cache",
    "slug": "slug postname basename",
    "address": "permalink url path",
    "aliases": "aliases alias redirectfrom redirects oldurl oldurls ancienneadresse",
    "tags": (
        "tags tag etiquettes etiquette motscles motcle taxonomies.tags taxonomies.tag tags.name keywords"
    ),
    "categories": (
        "categories taxonomies.categories categories.name category categorie "
        "taxonomies.category rubrique rubriques"
    ),
    "summary": "summary description excerpt resume chapo chapeau abstract subtitle",
    "image": (
        "image image.src image.path image.url image.feature cover cover.image cover.src "
        "coverimage heroimage heroimage.src hero featuredimage featureimage featuredimage.src "
        "thumbnail ogimage socialimage header.image header.teaser banner images illustration "
        "vignette"
    ),
    "image_alt": (
        "imagealt image.alt cover.alt coveralt heroalt heroimagealt heroimage.alt featureimagealt "
        "featuredimage.alt featuredimagealt coverimagealt textealternatif"
    ),
    "lang": "lang langue language locale",
    "translation": "translation translationkey translationof langref ref pageid i18nkey traduction",
    "author": "author auteur authors auteurs author.name authors.name auteur.nom",
    "canonical": "canonical canonicalurl canonicallink originalurl",
    "series": "series serie series.name series.title taxonomies.series",
    "featured": "featured alaune pin pinned sticky epingle",
    "favourite": "favourite favourite.article favori coupdecoeur recommande",
    "favourite_words": "favouritewords favourite.words motsdufavori",
    "comments": "comments commentaires comment allowcomments commentstatus comments.enabled",
    "contents": "toc showtoc tableofcontents showtableofcontents",
    "place": "place lieu location",
    "order": "order ordre weight menuorder navorder",
    "id": "id",
}
MEANINGS = {meaning: tuple(spellings.split()) for meaning, spellings in _SPELLINGS.items()}
"""The spellings of each meaning, `squeezed`, the one that counts first where a file has several."""

MEANING_OF = {
    spelling: meaning for meaning, spellings in reversed(MEANINGS.items()) for spelling in spellings
}
"""The meaning of each spelling; of several the first."""

OPENING = frozenset(key for spellings in MEANINGS.values() for key in spellings) | {
    *("layout", "type", "template", "toc", "css", "copyright", "saveas", "mathjax"),
    *("baseheaderlevel", "xhtmlheader"),
}
"""The keys that bare front matter begins with, and prose does not, more often than not."""

STRONG = frozenset(
    key
    for meaning in ("title", "date", "published", "created", "draft", "public", "slug", "tags", "categories")
    for key in MEANINGS[meaning]
) | {"status", "statut", "layout"}
"""The keys one of which is enough to tell front matter from prose."""


@lru_cache(maxsize=1024)
def squeezed(key: str) -> str:
    """Returns a key without what tools and authors vary: ``Last-Modified At`` is "lastmodifiedat" and
    ``Étiquettes`` is "etiquettes"."""
    decomposed = unicodedata.normalize("NFKD", key.casefold())
    return re.sub(r"[\s_\"'’-]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))
