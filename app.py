"""The front door: one Chalice app, put together from the rooms of chalicelib."""

import os

from chalice.app import Chalice

from chalicelib import events, logs
from chalicelib.web import (
    archive,
    articles,
    comment_editing,
    comment_pages,
    contact,
    errors,
    feeds,
    files,
    follow,
    health,
    home,
    moderation,
    moderation_comment,
    pages,
    preview,
    search,
    sitemap,
    subscriptions,
    taxonomies,
    well_known,
)
from chalicelib.web.middleware import handle

if "AWS_CHALICE_CLI_MODE" in os.environ:  # Chalice's own command loads this, to deploy or to pack it
    from billet.operator.deployment import preflight

    preflight.check()

logs.set_up()

# Chalice logs to the logger named after the app, which is ours: a handler of its own would be a second.
app = Chalice(app_name="billet", configure_logs=False)

# Any type may be binary: every answer travels as bytes, so that a picture arrives whatever the
# browser says it accepts, and text may be compressed.
app.api.binary_types = ["*/*"]

app.register_middleware(handle, "http")
for room in (
    home,
    articles,
    comment_editing,
    comment_pages,
    pages,
    archive,
    taxonomies,
    search,
    follow,
    preview,
    contact,
    moderation,
    moderation_comment,
    subscriptions,
    feeds,
    sitemap,
    well_known,
    files,
    health,
    errors,
    events,
):
    app.register_blueprint(room.blueprint)
