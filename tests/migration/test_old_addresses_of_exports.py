"""The addresses of sites of Dotclear, SPIP and Ghost, each tried against the blog that its import makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration import test_dotclear as dotclear
from tests.migration import test_ghost as ghost
from tests.migration import test_spip as spip
from tests.migration.sites import plan_of

CATEGORY = {"cat_id": "2", "blog_id": "default", "cat_title": "Col", "cat_url": "Velo/Col", "cat_lft": "2"}


def of_dotclear(folder: Path, *, single: bool) -> Site:
    tag = {"meta_id": "été", "meta_type": "tag", "post_id": "7"}
    category = CATEGORY | {"cat_rgt": "3"}
    return dotclear.read(folder, dotclear.post(cat_id="2"), single=single, category=[category], meta=[tag])


def of_spip(folder: Path) -> Site:
    keyword = {"id_mot": "5", "titre": "été", "type": "Saisons"}
    return spip.read(
        folder, spip.article(), mots=[keyword], mots_articles=[{"id_mot": "5", "id_article": "12"}]
    )


def of_ghost(folder: Path) -> Site:
    tags = [{"id": "t", "name": "C++", "slug": "c"}]
    related = [{"post_id": "5a1", "tag_id": "t"}]
    return ghost.read(folder, ghost.post(), tags=tags, posts_tags=related, address="https://old.example/blog")


ARTICLE_OF_DOTCLEAR, ARTICLE_OF_SPIP = "/articles/un-ete", "/articles/l-ete-la-mer"


@pytest.mark.parametrize(
    ("make_site", "addresses"),
    [
        (
            lambda folder: of_dotclear(folder, single=False),
            {
                "/index.php?post/2005/03/12/Un-ete": ARTICLE_OF_DOTCLEAR,
                "/index.php?category/Velo/Col": "/categories/col",
                "/index.php?tag/%C3%A9t%C3%A9": "/tags/ete",
                "/index.php?archive": "/archive",
                "/index.php?archive/2005/03": "/archive/2005",
                "/index.php?feed/atom": "/feed.xml",
                "/index.php?feed/category/Velo/Col/rss2": "/categories/col/feed.xml",
            },
        ),
        (
            lambda folder: of_dotclear(folder, single=True),
            {
                "/post/2005/03/12/Un-ete": ARTICLE_OF_DOTCLEAR,
                "/index.php/post/2005/03/12/Un-ete": ARTICLE_OF_DOTCLEAR,
                "/category/Velo/Col": "/categories/col",
                "/index.php/tag/%C3%A9t%C3%A9": "/tags/ete",
                "/archive/2005/03": "/archive/2005",
                "/page/2": "/archive",
            },
        ),
        (
            of_spip,
            {
                "/spip.php?article12": ARTICLE_OF_SPIP,
                "/spip.php?article12&lang=fr": f"{ARTICLE_OF_SPIP}?lang=fr",
                "/article.php3?id_article=12": ARTICLE_OF_SPIP,
                "/?article12": ARTICLE_OF_SPIP,
                "/article12.html": ARTICLE_OF_SPIP,
                "/spip.php?page=article&id_article=12": ARTICLE_OF_SPIP,
                "/spip.php?rubrique3&debut_articles=10": "/categories/voyages?debut_articles=10",
                "/spip.php?mot5": "/tags/ete",
                "/spip.php?page=backend": "/feed.xml",
                "/backend.php3": "/feed.xml",
                "/plan.php3": "/archive",
            },
        ),
        (
            of_ghost,
            {
                "/blog/un-ete/": "/articles/un-ete",
                "/blog/un-ete/amp/": "/articles/un-ete",
                "/blog/tag/c/": "/tags/c-plus-plus",
                "/blog/author/lea/": "/archive",
                "/blog/page/2/": "/",
                "/blog/": "/",
            },
        ),
    ],
    ids=["Dotclear", "Dotclear, one blog", "SPIP", "Ghost below a path"],
)
def test_each_old_address_leads_to_what_was_there(
    tmp_path: Path, make_site: Callable[[Path], Site], addresses: dict[str, str]
) -> None:
    (tmp_path / "source").mkdir()
    plan = plan_of(make_site(tmp_path / "source"), tmp_path / "blog", tmp_path / "staging")
    tried = plan.trial.addresses(addresses, lambda _: None)
    assert {address.old: address.new for address in tried} == addresses
