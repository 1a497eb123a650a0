"""The front door: one Chalice app, put together from the rooms of chalicelib."""

import os

from chalice.app import Chalice

from chalicelib import events, logs
from chalicelib.web import errors, routes
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
for blueprint in (routes.blueprint, errors.blueprint, events.blueprint):
    app.register_blueprint(blueprint)
