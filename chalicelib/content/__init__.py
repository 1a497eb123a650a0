"""A file of the author's on its way to become an article: front matter, dates, slugs, settings of the site.

It is pure: it knows neither AWS nor Chalice, and says what is wrong with a file as a `Problem` with a line.
"""
