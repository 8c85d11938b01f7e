"""Set up an office: units, people with their account, and the posts they hold; signing in is in accounts.py."""

from __future__ import annotations

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.files.cells import normal
from workflows.people.accounts import set_password
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.people.posts import kinds_of_units
from workflows.people.words import UnitKind
from workflows.store import UnitOfWork

LEAST_PASSWORD = 10  # characters; length is what makes a password hard to guess


class SetUpError(Exception):
    """A unit, post or account cannot be set up as asked; the sentence says what to do."""


def add_unit(
    work: UnitOfWork, code: str, name: str, *, kind: str, parent: str | None = None, name_en: str = ""
) -> Unit:
    """Add a unit below another, or at the top. Raises SetUpError for a code in use, an unknown kind or an unknown parent."""
    if not is_unit_code(code):
        raise SetUpError("A unit code consists of letters, digits, hyphens and underscores.")
    if kind not in set(UnitKind):
        raise SetUpError(f"A unit is one of {', '.join(UnitKind)}, not {kind}.")
    if work.session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise SetUpError(f"There is a unit {code} already.")
    above = unit_of(work, parent) if parent else None
    unit = Unit(
        code=code,
        name=name,
        name_en=name_en,
        kind=UnitKind(kind),
        parent_id=above.id if above else None,
        path=f"{above.path if above else '/'}{code}/",
        valid_from=local_date(work.now),
    )
    work.session.add(unit)
    work.session.flush()
    return unit


def is_unit_code(code: str) -> bool:
    """Whether a unit may have this code: letters, digits, hyphens and underscores, so that it can stand in a path."""
    return bool(code) and all(part.isalnum() or part in "-_" for part in code)


def unit_of(work: UnitOfWork, code: str) -> Unit:
    """The unit with this code. Raises SetUpError where there is none."""
    unit = work.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise SetUpError(f"There is no unit {code}; add it first.")
    return unit


def add_account(work: UnitOfWork, username: str, name: str, password: str, *, unit: str, number: str = "") -> User:
    """Add a person of a unit with an account. Raises SetUpError for a user name or staff number in use, or a password that is too
    short. Without a number the workbooks of people do not find them."""
    if work.session.scalar(select(User.id).where(User.username == username)) is not None:
        raise SetUpError(f"There is an account {username} already.")
    if not name.strip():
        raise SetUpError("A new account needs the person's name.")
    staff_number = normal(number)
    if staff_number and work.session.scalar(select(Person.id).where(Person.employee_no == staff_number)) is not None:
        raise SetUpError(f"Somebody has the staff number {staff_number} already.")
    person = Person(name=name.strip(), unit_id=unit_of(work, unit).id, employee_no=staff_number or None)
    work.session.add(person)
    work.session.flush()
    user = User(username=username, person_id=person.id)
    change_password(user, password)
    work.session.add(user)
    work.session.flush()
    return user


def change_password(user: User, password: str) -> None:
    """Set a password that somebody else typed, and end the account's sessions: whoever signs in with it chooses another first.

    Raises SetUpError where it is too short.
    """
    if len(password) < LEAST_PASSWORD:
        raise SetUpError(f"A password needs at least {LEAST_PASSWORD} characters.")
    set_password(user, password)
    user.must_change_password = True


def give_post(work: UnitOfWork, user: User, post_key: str, unit_code: str) -> PostHolding:
    """Let the account's owner hold a post from today; holding it already changes nothing. Raises SetUpError for unknown ones.

    Also for a unit of a kind in which the post does not stand.
    """
    post = work.session.get(Post, post_key)
    if post is None:
        raise SetUpError(f"There is no post {post_key}.")
    if post.withdrawn_on is not None:
        raise SetUpError(f"The post {post_key} was withdrawn on {post.withdrawn_on}; give another one.")
    unit = unit_of(work, unit_code)
    held = work.session.scalar(
        select(PostHolding).where(
            PostHolding.person_id == user.person_id,
            PostHolding.post_key == post_key,
            PostHolding.unit_id == unit.id,
            PostHolding.to_on.is_(None),
        )
    )
    if held is None:
        # As the registers say it (registers/sentences.py, `post_elsewhere`).
        if unit.kind not in kinds_of_units(post):
            raise SetUpError(
                f"The post {post.name_en} stands in a unit of the kind {post.unit_kind}, but {unit.code} is of the "
                f"kind {unit.kind}. Correct the unit or the post."
            )
        today = local_date(work.now)
        held = PostHolding(person_id=user.person_id, post_key=post_key, unit_id=unit.id, from_on=today)
        work.session.add(held)
        work.session.flush()
    return held
