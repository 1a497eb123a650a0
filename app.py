"""The front door: one Chalice app, put together from the rooms of chalicelib."""

import logging

from chalice.app import Chalice

from chalicelib import events
from chalicelib.web import articles, contact, errors, files, home, pages
from chalicelib.web.front import front

app = Chalice(app_name="billet")
app.log.setLevel(logging.INFO)

# Any type may be binary: every answer travels as bytes, so that a picture arrives whatever the
# browser says it accepts, and text may be compressed.
app.api.binary_types = ["*/*"]

app.register_middleware(front, "http")
for room in (home, articles, pages, contact, files, errors, events):
    app.register_blueprint(room.blueprint)
