"""A small office for casework tests: four units, a handful of people in posts, and one review procedure with a clock."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.built_once import built_once
from workflows.casework.catalogue import publish
from workflows.casework.transaction import transaction
from workflows.people import Actor, Person, PostHolding, Unit, User, actor_for
from workflows.people.posts import row_of, shipped_posts
from workflows.procedure import read_files
from workflows.store import Store

POSTS = {
    "general_group": ("综合组", "General group", "city"),
    "city_director": ("驻村办主任", "Director", "city"),
    "supervisor": ("督查员", "Supervisor", "system"),
    "administrator": ("系统管理员", "Administrator", "system"),
    "unit_hr": ("人事科", "Personnel section", "unit"),
    "county_office": ("县驻村办", "County office", "county"),
}
# user name -> (person, post, unit code)
PEOPLE = {
    "wen": ("文静", "general_group", "CITY"),
    "bao": ("鲍杰", "general_group", "CITY"),
    "dai": ("戴主任", "city_director", "CITY"),
    "adm": ("安管理", "administrator", "CITY"),
    "hu": ("胡人事", "unit_hr", "BUREAU"),
    "he": ("何人事", "unit_hr", "SCHOOL"),
}


@dataclass
class World:
    """The people of the test office by user name; `actor` reads their posts afresh."""

    store: Store
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    persons: dict[str, uuid.UUID] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The actor behind a user name, as of the store's clock."""
        with self.store.read() as work:
            found = actor_for(work, self.users[username])
        assert found is not None
        return found


@built_once
def build_world(store: Store) -> World:
    """Write units, posts, people and users into an empty database."""
    world = World(store)
    with store.write() as work:
        units: dict[str, Unit] = {}
        for code, parent in (("CITY", None), ("BUREAU", "CITY"), ("SCHOOL", "CITY"), ("COUNTY", "CITY")):
            path = (units[parent].path if parent else "/") + code + "/"
            above = units[parent] if parent else None
            units[code] = Unit(code=code, name=f"{code}单位", name_en=code, kind="organ", parent=above, path=path)
            work.session.add(units[code])
        for key, (name, name_en, level) in POSTS.items():
            row = row_of(shipped_posts()[key])
            row.name, row.name_en, row.level = name, name_en, level
            work.session.add(row)
        work.session.flush()
        for username, (name, post, unit) in PEOPLE.items():
            person = Person(name=name, unit_id=units[unit].id)
            work.session.add(person)
            work.session.flush()
            user = User(username=username, person_id=person.id)
            holding = PostHolding(person_id=person.id, post_key=post, unit_id=units[unit].id, from_on=date(2018, 1, 1))
            work.session.add_all([user, holding])
            work.session.flush()
            world.users[username], world.persons[username] = user.id, person.id
    return world


def form(form_id: str, *components: dict[str, object]) -> bytes:
    """A form-js file with these components."""
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 18, "components": list(components)}).encode()


def text(key: str, **rules: object) -> dict[str, object]:
    """A required text field."""
    return {"type": "textfield", "key": key, "label": key, "validate": {"required": True, **rules}}


def outcome(*values: str) -> dict[str, object]:
    """The `outcome` choice of a form."""
    options = [{"value": value, "label": value} for value in values]
    return {"type": "radio", "key": "outcome", "label": "结论", "values": options, "validate": {"required": True}}


REVIEW = (Path(__file__).parent / "review.bpmn").read_bytes()

FORMS = {
    "begin": form("begin", text("subject"), text("unit")),
    "check_a": form(
        "check_a",
        {"type": "number", "key": "mark_a", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
        {"type": "textarea", "key": "remark_a", "label": "意见", "validate": {"minLength": 5}},
    ),
    "check_b": form(
        "check_b",
        {"type": "number", "key": "mark_b", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
    ),
    "supplement": form("supplement", text("material")),
}


def review_files(**changes: bytes) -> dict[str, bytes]:
    """The files of the review procedure."""
    files = {"review.bpmn": REVIEW}
    files.update({f"forms/{name}.form": data for name, data in FORMS.items()})
    return {**files, **changes}


def publish_review(store: Store, files: dict[str, bytes] | None = None) -> None:
    """Publish the review procedure."""
    with transaction(store) as work:
        publish(work, read_files("review", files or review_files()))


@built_once
def build_reviewing_world(store: Store) -> World:
    """The office with the review procedure published."""
    world = build_world(store)
    publish_review(store)
    return world
