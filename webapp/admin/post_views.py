"""The posts of the office: what each opens, changing one or adding one, and deciding on such a change."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from webapp.access import SETTINGS, Again, requires, say
from webapp.answers.fields import ChecklistField
from webapp.decisions import pressed
from webapp.i18n import current_locale
from webapp.labels import LABELS
from webapp.reason_field import reason_field
from workflows.casework.errors import CaseworkError, InvalidRequest, NotFound
from workflows.casework.post_changes import PostWish, ask_for, decide_change, may_decide
from workflows.casework.post_overview import changes_of, post_line, post_lines, startables, waiting_changes
from workflows.casework.post_rules import FLAGS, LISTS, LONGEST, values_of
from workflows.casework.prepared import decides
from workflows.people import Actor, Post
from workflows.people.deciding import others_who_decide
from workflows.people.directory import post_labels
from workflows.people.models import PostChange
from workflows.people.posts import RECORDS
from workflows.people.words import ChangeState, PostScope, TeamRole, UnitKind
from workflows.store import UnitOfWork

blueprint = Blueprint("posts", __name__, template_folder="templates", url_prefix="/admin/posts")


class PostForm(FlaskForm):
    """A post: its names, where it stands, what it opens, who leads it, what it may start, and why it is to be so."""

    name = StringField(
        lazy_gettext("Name in Chinese"), [InputRequired(lazy_gettext("Give the name.")), Length(max=LONGEST["name"])]
    )
    name_en = StringField(
        lazy_gettext("Name in English"), [InputRequired(lazy_gettext("Give the name.")), Length(max=LONGEST["name_en"])]
    )
    unit_kind = SelectField(lazy_gettext("Stands in"), validate_choice=False)
    scope = SelectField(lazy_gettext("Covers"), [InputRequired()], validate_choice=False)
    records = ChecklistField(lazy_gettext("Records that it may see"))
    is_office = BooleanField(LABELS["post_flag"]["is_office"])
    cancels = BooleanField(LABELS["post_flag"]["cancels"])
    directs = BooleanField(LABELS["post_flag"]["directs"])
    relatives = BooleanField(LABELS["post_flag"]["relatives"])
    watches = BooleanField(LABELS["post_flag"]["watches"])
    settings = BooleanField(LABELS["post_flag"]["settings"])
    leader_key = SelectField(lazy_gettext("Led by"), validate_choice=False)
    leads = ChecklistField(lazy_gettext("Leads units of the kind"))
    roles = ChecklistField(lazy_gettext("Goes with the roles"))
    body = StringField(lazy_gettext("Name in lines of copies"), [Length(max=LONGEST["body"])])
    starts = ChecklistField(lazy_gettext("May also start"))
    withdrawn = BooleanField(lazy_gettext("Withdrawn: nobody is given it any more"))
    reason = reason_field(lazy_gettext("Reason"))


class NewPostForm(PostForm):
    """A new post, with the key by which diagrams name it."""

    key = StringField(
        lazy_gettext("Key of the post"),
        [
            InputRequired(lazy_gettext("Give the key.")),
            Regexp(
                r"[a-z][a-z0-9_]{1,58}\Z", message=lazy_gettext("2 to 59 small letters, digits and _, a letter first.")
            ),
        ],
    )


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """Every post with what it opens."""
    search = request.args.get("q", "")[:80].strip()
    lines = post_lines(work, search)
    known = {line.post.key for line in lines}
    new = [change for change in waiting_changes(work) if work.session.get(Post, change.post_key) is None]
    return render_template(
        "admin/posts.html",
        lines=lines,
        search=search,
        new=new if not search else [each for each in new if each.post_key not in known and search in each.post_key],
        procedures=startables(work),
        names=post_labels(work, current_locale()),
        flags=FLAGS,
    )


@blueprint.get("/new")
@requires(SETTINGS)
def new_page(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The form of a new post."""
    return _new(NewPostForm(scope=PostScope.OWN.value), work, actor)


@blueprint.post("/new")
@requires(SETTINGS)
def new(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Enter a new post; where the actor does not decide, it waits for a post that does."""
    form = NewPostForm()
    _choices(work, form, "")
    if not form.validate_on_submit():
        raise Again(partial(_new, form))
    try:
        row = ask_for(work, actor, PostWish(form.key.data or "", _wanted(form), form.reason.data or "", is_new=True))
    except InvalidRequest as refused:
        form.key.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_new, form)) from None
    return _told(work, row)


@blueprint.get("/<string:post_key>")
@requires(SETTINGS)
def show(work: UnitOfWork, actor: Actor, post_key: str) -> ResponseReturnValue:
    """One post: what it opens, the form of a change, what waits, and how it came to be."""
    return _page(post_key, None, work, actor)


@blueprint.post("/<string:post_key>")
@requires(SETTINGS)
def change(work: UnitOfWork, actor: Actor, post_key: str) -> ResponseReturnValue:
    """Enter a change; where the actor does not decide, or holds the post, it waits for a post that does."""
    form = PostForm()
    _choices(work, form, post_key)
    if not form.validate_on_submit():
        raise Again(partial(_page, post_key, form))
    try:
        row = ask_for(work, actor, PostWish(post_key, _wanted(form), form.reason.data or ""))
    except InvalidRequest as refused:
        _refuse(form, refused)
        raise Again(partial(_page, post_key, form)) from None
    return _told(work, row)


@blueprint.post("/changes/<uuid:change_id>")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, change_id: uuid.UUID) -> ResponseReturnValue:
    """Agree to a prepared change, or refuse it with a reason."""
    key = request.form.get("key", "")[:60]
    try:
        given = pressed()
        row = decide_change(work, actor, change_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_page, key, None, refusal=refused)) from None
    is_own = row.prepared_by_id == actor.person_id
    ended = gettext("The change is taken back.") if is_own else gettext("The change is refused.")
    say(work, gettext("The change is decided.") if given.agrees else ended)
    return redirect(url_for("posts.show", post_key=row.post_key))


def _told(work: UnitOfWork, row: PostChange) -> ResponseReturnValue:
    if row.state is ChangeState.DECIDED:
        say(work, gettext("The change is decided; it holds from now on."))
    else:
        say(work, gettext("The change waits for somebody else who decides on posts."))
    return redirect(url_for("posts.show", post_key=row.post_key))


def _wanted(form: PostForm) -> dict[str, Any]:
    plain = {"name": (form.name.data or "").strip(), "name_en": (form.name_en.data or "").strip()}
    plain["body"] = (form.body.data or "").strip()
    lists = {name: sorted(set(form[name].data or ())) for name in LISTS}
    flags = {name: bool(form[name].data) for name in (*FLAGS, "withdrawn")}
    words = {
        "unit_kind": form.unit_kind.data or "",
        "scope": form.scope.data,
        "leader_key": form.leader_key.data or None,
    }
    return {**plain, **words, **lists, **flags}


def _choices(work: UnitOfWork, form: PostForm, key: str) -> None:
    """What may be chosen, in the reader's language; casework decides which of it stands."""
    locale = current_locale()
    form.unit_kind.choices = [
        ("", gettext("any kind of unit")),
        *((kind, LABELS["unit_kind"][kind]) for kind in UnitKind),
    ]
    form.scope.choices = [(scope, LABELS["post_scope"][scope]) for scope in PostScope]
    form.records.choices = [(record, LABELS["record_kind"][record]) for record in RECORDS]
    # A withdrawn post leads nobody: it is no choice, whatever casework would say of it.
    names = {name: label for name, label in post_labels(work, locale, in_use=True).items() if name != key}
    form.leader_key.choices = [("", gettext("the post that leads the unit")), *names.items()]
    form.leads.choices = [(kind, LABELS["unit_kind"][kind]) for kind in UnitKind]
    form.roles.choices = [(role, LABELS["team_role"][role]) for role in TeamRole]
    form.starts.choices = [(process_id, each.label(locale)) for process_id, each in startables(work).items()]


def _refuse(form: PostForm, refused: CaseworkError) -> None:
    form.name.errors = [refused.sentence.in_language(current_locale())]


def _new(form: NewPostForm, work: UnitOfWork, actor: Actor) -> str:
    _choices(work, form, "")
    return render_template(
        "admin/post_new.html", form=form, decides=decides(actor), others=others_who_decide(work, actor), flags=FLAGS
    )


def _page(
    key: str, form: PostForm | None, work: UnitOfWork, actor: Actor, *, refusal: InvalidRequest | None = None
) -> str:
    line, changes = post_line(work, key), changes_of(work, key)
    if line is None and not changes:
        raise NotFound("There is no such post.", "没有这个岗位。")
    if line is not None and form is None:
        form = PostForm(formdata=None, data=values_of(line.post))
    if form is not None:
        _choices(work, form, key)
    return render_template(
        "admin/post.html",
        key=key,
        line=line,
        form=form,
        changes=changes,
        before=values_of(line.post) if line is not None else {},
        waiting=[row for row in changes if row.state is ChangeState.PREPARED],
        states=ChangeState,
        decides=decides(actor) and actor.holds(key) is None,
        deciding={row.id for row in changes if may_decide(actor, row)},
        own={row.id for row in changes if row.prepared_by_id == actor.person_id},
        others=others_who_decide(work, actor, of_post=key),
        procedures=startables(work),
        names=post_labels(work, current_locale()),
        flags=FLAGS,
        refusal=refusal.sentence.in_language(current_locale()) if refusal else "",
    )
