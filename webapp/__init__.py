"""The pages of Gatepost: `create_app` puts the rooms together; what the office does is in workflows."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.access import refuse_without_rule
from webapp.errors import init_errors
from webapp.frame import init_frame
from webapp.i18n import init_i18n
from webapp.security import init_security
from webapp.settings import Settings
from webapp.tokens import FormTokens
from workflows.store import Store

_MAX_REQUEST_BYTES = 2 * 1024 * 1024


def create_app(store: Store, settings: Settings) -> Flask:
    """The WSGI application over an open store; a test gives a store with a clock of its own."""
    app = Flask("webapp")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.is_testing,
        MAX_CONTENT_LENGTH=_MAX_REQUEST_BYTES,
        SESSION_COOKIE_NAME="gatepost",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        # The token lives as long as the session: a page left open over lunch must still be sendable.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["gatepost_store"] = store
    app.extensions["gatepost_settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        # Only then: without a proxy of ours these headers are whatever the visitor writes.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    init_i18n(app)
    init_security(app)
    FormTokens().init_app(app)
    init_errors(app)
    init_frame(app)
    refuse_without_rule(app)
    _register_rooms(app)
    return app


def _register_rooms(app: Flask) -> None:
    from webapp.account import relative_views  # noqa: F401  (it adds its pages to the room's blueprint)
    from webapp.account.views import blueprint as account
    from webapp.admin.views import blueprint as admin
    from webapp.answers.views import blueprint as answers
    from webapp.cases import recuse_views  # noqa: F401  (likewise)
    from webapp.cases.views import blueprint as cases
    from webapp.deadlines.views import blueprint as deadlines
    from webapp.documents.views import blueprint as documents
    from webapp.inbox import notice_views, task_views, views  # noqa: F401  (they add their pages to the room's blueprint)
    from webapp.inbox.room import blueprint as inbox

    for room in (account, answers, inbox, cases, documents, deadlines, admin):
        app.register_blueprint(room)
