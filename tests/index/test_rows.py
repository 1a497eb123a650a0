"""An article is the same after the way through its row."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.article import Article
from chalicelib.index.articles import all_articles, by_key, find
from chalicelib.index.lists import newest
from tests.index.examples import index_of, words

zones = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=zones)  # noqa: DTZ001  # `zones` are added
lists_of_words = st.lists(words, max_size=3).map(tuple)
whole_articles = st.builds(
    Article,
    kind=st.just("articles"),
    key=words.map("articles/{}.md".format),
    id=words,
    slug=words,
    title=words,
    date=times,
    language=words,
    excerpt=words,
    minutes=st.integers(0, 2**31),
    updated=st.none() | times,
    edited=st.none() | times,
    expires=st.none() | times,
    appears=st.none() | times,
    draft=st.booleans(),
    author=words,
    tags=lists_of_words,
    categories=lists_of_words,
    series=words,
    etag=words,
    version=words,
    place=words,
    comments=st.booleans(),
    order=st.integers(-(2**63), 2**63 - 1),
    unlisted=st.booleans(),
    featured=st.booleans(),
    image=words,
    favourite=words,
    favourite_words=words,
    canonical=words,
    translation=words,
    aliases=lists_of_words,
    names=lists_of_words,
    titled_by_heading=st.booleans(),
    dated_by_upload=st.booleans(),
)


@given(whole_articles)
def test_an_article_survives_the_way_through_its_row(article: Article) -> None:
    index = index_of([article])
    assert all_articles(index) == [article]
    assert by_key(index, article.key) == article
    (restored,) = all_articles(index)
    assert restored.date.utcoffset() == article.date.utcoffset()
    now = article.begins
    if article.is_public(now):
        assert find(index, now, "articles", article.slug) == article
        assert newest(index, now, 9) == ([] if article.unlisted else [article.summary()])
