"""Who may open a route: every view names its rule here, gets its transaction and its actor, and is refused otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, TypeVar

from flask import (
    Flask,
    abort,
    before_render_template,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from webapp.received_files import receive_sent
from webapp.sent_again import content_of_form, is_from_here, page_before, sent_otherwise, words_sent
from webapp.session import signed_in_actor
from webapp.settings import MAX_REQUEST_BYTES
from webapp.tokens import form_number
from webapp.words import Said
from workflows.casework.transaction import transaction as writing
from workflows.people import Actor
from workflows.people.sent_forms import keep_form, release_form, take_form
from workflows.people.words import PostKey
from workflows.settings import upload_bytes
from workflows.store import Store, UnitOfWork

View = Callable[..., ResponseReturnValue]
Answer = TypeVar("Answer")


class Instead(Exception):
    """Undo what the view began, and answer with a page.

    `draw` gets a reading transaction and the actor, after the writing one is over: while a page is drawn nobody waits for it.
    """

    def __init__(self, draw: Callable[[UnitOfWork, Actor], ResponseReturnValue]) -> None:
        super().__init__("the view shows a page instead")
        self.draw = draw


class Again(Instead):
    """Instead of what was asked for: its form once more, with what was typed and what is wrong with it (422)."""

    def __init__(self, draw: Callable[[UnitOfWork, Actor], str]) -> None:
        super().__init__(lambda work, actor: (draw(work, actor), 422))


class SignedOut(Exception):
    """Words came from a page of ours whose session has ended: they are given back, not lost (webapp/errors.py)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An access rule: its name, the sentence that says it, and the posts it asks for (none: any signed-in person)."""

    name: str
    sentence: str
    needs_sign_in: bool = True
    posts: tuple[str, ...] = ()
    is_of_settings: bool = False  # posts that decide on settings (bpmn/posts.yaml) as well
    duty: str = ""  # posts of which bpmn/posts.yaml says this, whichever they are
    records: str = ""  # posts with this kind of records, whichever they are

    def allows(self, actor: Actor | None) -> bool:
        """True where this actor may open the route; the verbs of casework decide about each case and task."""
        if not self.needs_sign_in:
            return True
        if actor is None:
            return False
        if self.duty:
            return any(getattr(holding, self.duty) for holding in actor.holdings)
        if self.records:
            return any(self.records in holding.records for holding in actor.holdings)
        if self.is_of_settings and any(holding.settings for holding in actor.holdings):
            return True
        return not self.posts or any(actor.holds(post) for post in self.posts)


PUBLIC = Rule("public", "Anybody may open it, signed in or not.", needs_sign_in=False)
SIGNED_IN = Rule("signed_in", "Any signed-in person; casework shows only what concerns the person's posts.")
MACHINE = Rule("machine", "This machine itself, or who knows the token of GATEPOST_METRICS_TOKEN.", needs_sign_in=False)
RELATIVES = Rule("relatives", "Holders of posts that keep the declared relatives (bpmn/posts.yaml).", duty="relatives")
ADMINISTRATOR = Rule("administrator", "Holders of the administrator's post.", posts=(PostKey.ADMINISTRATOR,))

IMPORTS = Rule(
    "imports", "Holders of posts that hand in attendance files (bpmn/posts.yaml).", records="attendance_files"
)

POINTS = Rule("points", "Holders of posts that read points (bpmn/posts.yaml).", records="points")
DIARY = Rule("diary", "Holders of posts that go with a role in a team (bpmn/posts.yaml).", duty="is_of_team")
ROSTER = Rule("roster", "Holders of posts that read a roster (bpmn/posts.yaml).", records="roster")

SETTINGS = Rule(
    "settings",
    "Holders of the administrator's post, and of posts that decide on settings.",
    posts=(PostKey.ADMINISTRATOR,),
    is_of_settings=True,
)

STUDIO = Rule(
    "studio",
    "Holders of the designer's post, and of posts that decide on settings: they agree to new versions. They see procedures, and the"
    " codes and names of units.",
    posts=(PostKey.DESIGNER,),
    is_of_settings=True,
)
DESIGNER = Rule("designer", "Holders of the designer's post: they alone change drafts.", posts=(PostKey.DESIGNER,))


def store() -> Store:
    """The store the application was made with."""
    found: Store = current_app.extensions["gatepost_store"]
    return found


@contextmanager
def transaction(*, is_reading: bool) -> Iterator[UnitOfWork]:
    """The transaction of this request; an error undoes it, and a failed step of a procedure leaves an incident behind."""
    with store().read() if is_reading else writing(store()) as work:
        g.work = work
        try:
            yield work
        finally:
            g.work = None


def say(work: UnitOfWork, message: str, category: Said = Said.SUCCESS) -> None:
    """Tell the person on the next page; only once the transaction is committed: what was undone was not done.

    Every view speaks through this one function, because a message in the cookie outlives the transaction.
    """
    g.setdefault("said", []).append([category, str(message)])
    work.after_commit(lambda: flash(message, category))


def requires(
    rule: Rule,
    *,
    is_reading: bool = False,
    is_once: bool = True,
    opens_before_change: bool = False,
    takes_files: bool = False,
    body_bytes: int = 0,
) -> Callable[[View], View]:
    """Guard a view with a rule. The view gets `work` and `actor` first; signed out, a reader is sent to the sign-in page.

    GET and HEAD always read; `is_reading` says so of a POST that only asks a question. A form counts once: when a POST led on
    to another page, the same form sent again is answered with that page and does nothing, and with other words with a page that
    says so (409). `is_once=False` is for what may be done over and over from one page, such as a draft that is saved while
    typing. Whoever has a password that somebody else wrote down is sent to the page that changes it, except where
    `opens_before_change`. A form that `takes_files` may carry them in its body, when there is no script to send them before.
    `body_bytes`: how much the body may hold of a page that takes a file of its own, larger than those.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            reads = is_reading or request.method in ("GET", "HEAD")
            if takes_files and request.files:
                stopped = _received()
                if stopped is not None:
                    return stopped
            try:
                return _within(reads, arguments)
            except Instead as instead:
                with transaction(is_reading=True) as work:
                    g.actor = actor = signed_in_actor(work)
                    return instead.draw(work, actor) if actor is not None else _to_sign_in()

        def _received() -> ResponseReturnValue | None:
            # Before the transaction of the act: while files are opened nobody waits for it.
            with transaction(is_reading=True) as work:
                actor = signed_in_actor(work)
                stopped = _stopped(rule, actor, opens_before_change=opens_before_change)
            if stopped is None and actor is not None:
                receive_sent(actor)
            return stopped

        def _within(reads: bool, arguments: dict[str, Any]) -> ResponseReturnValue:
            with transaction(is_reading=reads) as work:
                g.actor = actor = signed_in_actor(work)
                stopped = _stopped(rule, actor, opens_before_change=opens_before_change)
                if stopped is not None:
                    return stopped
                number = form_number() if is_once and not reads and actor is not None else ""
                if not number or actor is None:
                    return view(work, actor, **arguments)
                return _once(work, actor, number, lambda: view(work, actor, **arguments))

        guarded.body_bytes = body_bytes  # type: ignore[attr-defined]  # likewise
        guarded.takes_files = takes_files  # type: ignore[attr-defined]  # read by allow_files
        guarded.access_rule = rule  # type: ignore[attr-defined]  # read by refuse_without_rule and by the test of all routes
        return guarded

    return decorate


class Steps:
    """What a view does that acts on many things at once: each alone, so that what was done stays done, and then one page."""

    def one(self, act: Callable[[UnitOfWork, Actor], None]) -> None:
        """Do one thing in a transaction of its own. What refuses it rises, and only this one thing is undone."""
        with transaction(is_reading=False) as work:
            actor = signed_in_actor(work)
            if actor is None:
                abort(401)
            act(work, actor)

    def read(self, read: Callable[[UnitOfWork, Actor], Answer]) -> Answer:
        """Look something up, or draw the page; nobody waits for it."""
        with transaction(is_reading=True) as work:
            actor = signed_in_actor(work)
            if actor is None:
                abort(401)
            return read(work, actor)


def in_steps(rule: Rule) -> Callable[[View], View]:
    """Guard a view that acts on many things; it gets `steps` first. The same form may come twice: each thing says no by itself."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            with transaction(is_reading=True) as work:
                g.actor = actor = signed_in_actor(work)
                stopped = _stopped(rule, actor)
            return view(Steps(), **arguments) if stopped is None else stopped

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def without_transaction(rule: Rule) -> Callable[[View], View]:
    """Name the rule of a view that opens what it needs by itself: it must answer also where the database does not."""

    def decorate(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return decorate


def _once(work: UnitOfWork, actor: Actor, number: str, act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    content = content_of_form()
    taken = take_form(work, actor.user_id, number, request.path, content)
    sent = taken.row
    if taken.is_other:
        raise Instead(partial(sent_otherwise, sent.location, sent.messages))
    if not taken.is_new:
        for category, message in sent.messages:
            say(work, message, Said(category))
        return redirect(sent.location)
    response = make_response(act())
    if 300 <= response.status_code < 400:
        keep_form(sent, response.location or "/", g.get("said", []))
    else:
        release_form(work, sent)
    return response


def _stopped(rule: Rule, actor: Actor | None, *, opens_before_change: bool = False) -> ResponseReturnValue | None:
    """Where somebody is sent to instead of the view; None where the rule lets them in, 403 where it lets nobody like them in."""
    if not rule.allows(actor):
        return _to_sign_in() if actor is None else abort(403)
    if actor is not None and actor.must_change_password and rule.needs_sign_in and not opens_before_change:
        return _to(url_for("account.password"))
    return None


def _to(address: str) -> ResponseReturnValue:
    """Lead on to another page, also where only a part of one was asked for."""
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": address}
    return redirect(address)


def _to_sign_in() -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return _to(url_for("account.sign_in"))
    if request.method == "POST" and is_from_here() and words_sent():
        raise SignedOut
    target = request.full_path.rstrip("?") if request.method == "GET" else page_before()
    return redirect(url_for("account.sign_in", next=target if target != "/" else None))


def refuse_drawing_under_lock(app: Flask) -> None:
    """No page is drawn while its request may write: a view raises Instead, or leads on to another page."""
    before_render_template.connect(_refuse_drawing, app)


def _refuse_drawing(_app: Flask, template: Any, **_context: Any) -> None:
    work: UnitOfWork | None = g.get("work")
    if work is not None and work.is_writing:
        raise RuntimeError(
            f"{template.name} is drawn while the database is locked; raise Instead from {request.endpoint}"
        )


def allow_files(app: Flask) -> None:
    """Let the forms that take files be as large as these may be; every other request keeps the application's bound."""

    @app.before_request
    def _allow() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = upload_bytes() + MAX_REQUEST_BYTES
        elif getattr(view, "body_bytes", 0):
            request.max_content_length = view.body_bytes  # type: ignore[union-attr]


def refuse_without_rule(app: Flask) -> None:
    """Deny by default: a route whose view names no rule answers 403, whatever it would have done."""

    @app.before_request
    def _check() -> None:
        if request.endpoint in (None, "static"):
            return
        if not hasattr(app.view_functions[request.endpoint], "access_rule"):
            abort(403)
