"""The application for a WSGI server, see gunicorn_conf.py; the worker runs beside it as its own process."""

from __future__ import annotations

import os

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from webapp import create_app
from webapp.request_log import log_lines
from webapp.settings import settings_from
from workflows.jobs.enqueue import enqueue_messages
from workflows.settings import ROOT, SettingError, database_url
from workflows.store import Store
from workflows.store.migrate import SchemaError, require_newest

try:
    log_lines()
    _settings = settings_from(os.environ, folder=ROOT / "var")
    _store = Store.from_url(database_url())
    require_newest(_store)
except (SettingError, SchemaError) as error:
    raise SystemExit(str(error)) from None
enqueue_messages(_store)
application = create_app(_store, _settings)
