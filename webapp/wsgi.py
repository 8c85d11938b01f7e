"""The application for a WSGI server: `gunicorn webapp.wsgi:application`; the worker runs beside it as its own process."""

from __future__ import annotations

import os

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from webapp import create_app
from webapp.settings import settings_from
from workflows.jobs.enqueue import enqueue_messages
from workflows.settings import ROOT, database_url
from workflows.store import Store

_store = Store.from_url(database_url())
enqueue_messages(_store)
application = create_app(_store, settings_from(os.environ, folder=ROOT / "var"))
