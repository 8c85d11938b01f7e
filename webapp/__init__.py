"""The pages of Gatepost: `create_app` puts the rooms together; what the office does is in workflows."""

from __future__ import annotations

from flask import Flask

from webapp.access import allow_files, refuse_drawing_under_lock, refuse_without_rule
from webapp.access_log import init_access_log
from webapp.errors import init_errors
from webapp.frame import init_frame
from webapp.i18n import init_i18n
from webapp.proxies import behind_proxies
from webapp.request_log import init_request_log
from webapp.security import init_security
from webapp.settings import MAX_REQUEST_BYTES, Settings
from webapp.tokens import FormTokens
from workflows.store import Store


def create_app(store: Store, settings: Settings) -> Flask:
    """The WSGI application over an open store; a test gives a store with a clock of its own."""
    app = Flask("webapp")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.is_testing,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
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
    app.wsgi_app = behind_proxies(app.wsgi_app, settings)  # type: ignore[method-assign]
    init_request_log(app, trusts_proxy=settings.proxies > 0)
    init_i18n(app)
    init_security(app)
    allow_files(app)  # before the token of a form is looked for in its body
    FormTokens().init_app(app)
    init_errors(app)
    init_frame(app)
    refuse_without_rule(app)
    refuse_drawing_under_lock(app)
    init_access_log(app)
    _register_rooms(app)
    if settings.is_demo:
        from webapp.demo.views import init_demo

        init_demo(app)
    return app


def _register_rooms(app: Flask) -> None:
    import webapp.admin.clock_views
    import webapp.admin.views
    import webapp.admin.worker_views  # noqa: F401  (they add their pages to the room's blueprint)
    from webapp.account import notice_choice_views, password_views, relative_views  # noqa: F401  (they add their pages to the room's blueprint)
    from webapp.account.absence_views import blueprint as absence
    from webapp.account.views import blueprint as account
    from webapp.admin.calendar_views import blueprint as calendar
    from webapp.admin.catalogue_views import blueprint as catalogues
    from webapp.admin.post_views import blueprint as posts
    from webapp.admin.register_views import blueprint as registers
    from webapp.admin.room import blueprint as admin
    from webapp.admin.setting_views import blueprint as settings
    from webapp.admin.unit_views import blueprint as units
    from webapp.answers.views import blueprint as answers
    from webapp.cases import incident_views, parts_views, raise_views, recuse_views  # noqa: F401  (likewise)
    from webapp.cases.views import blueprint as cases
    from webapp.deadlines.views import blueprint as deadlines
    from webapp.diary.views import blueprint as diary
    from webapp.documents.views import blueprint as documents
    from webapp.files.views import blueprint as files
    from webapp.health.views import blueprint as health
    from webapp.inbox import appoint_views, ask_views, notice_views, sheet_views, task_views, together_views, views  # noqa: F401  (they add their pages to the room's blueprint)
    from webapp.inbox.room import blueprint as inbox
    from webapp.ledgers.views import blueprint as ledgers
    from webapp.people.views import blueprint as people
    from webapp.records import day_views  # noqa: F401  (likewise)
    from webapp.records.import_views import blueprint as imports
    from webapp.records.month_views import blueprint as months
    from webapp.search.views import blueprint as search
    from webapp.studio import (  # noqa: F401  (likewise)
        draft_file_views,
        file_views,
        mend_views,
        request_views,
        trial_views,
        use_views,
        walk_views,
    )
    from webapp.studio.room import blueprint as studio

    for room in (
        account,
        absence,
        answers,
        inbox,
        cases,
        documents,
        files,
        ledgers,
        months,
        deadlines,
        admin,
        posts,
        people,
        diary,
        units,
        settings,
        catalogues,
        calendar,
        registers,
        imports,
        search,
        studio,
        health,
    ):
        app.register_blueprint(room)
