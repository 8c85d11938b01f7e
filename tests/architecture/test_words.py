"""Words that pass between rooms are closed: one home each, and no place that writes one of them as text."""

from __future__ import annotations

import ast

from tests.architecture.families import FAMILIES
from tests.architecture.word_families import faults, in_python, in_template
from workflows.people.posts import shipped_posts
from workflows.people.words import PostKey
from workflows.procedure.checks import disclosure


def test_no_family_of_words_is_open() -> None:
    found = {family.number: list(faults(family)) for family in FAMILIES}
    left = {number: what for number, what in found.items() if what}
    print(f"Families of open words left: {len(left)}")
    assert left == {}


def test_a_word_written_as_text_is_found_wherever_it_may_stand() -> None:
    module = ast.parse(
        """
if row.status == "open" or row["status"] in ("open", "done") or attempt.get("status") != "open":
    Row(status="open" if new else "done")
    row.status = "open"
    keep({"status": "open"})
"""
    )
    found = [(line, word) for line, name, word in in_python(module) if name == "status"]
    assert sorted(found) == sorted(
        [*[(2, "open")] * 3, (2, "done"), (3, "open"), (3, "done"), (4, "open"), (5, "open")]
    )
    page = "{% if row.status == 'open' %}{{ status in ['done'] }}{% endif %}"
    assert [word for _, name, word in in_template(page) if name == "status"] == ["open", "done"]


def test_a_name_that_is_read_is_found_with_what_it_is_read_of() -> None:
    module = ast.parse("""element.property("a"); rows[i].property("b"); session["c"]; call.headers.get("d")""")
    names = ("element.property()", ".property()", "session[]", "headers[]")
    found = {name: word for _, name, word in in_python(module) if name in names}
    assert found == dict(zip(names, "abcd", strict=True))


def test_the_posts_that_code_names_are_shipped() -> None:
    assert {post.value for post in PostKey} <= set(shipped_posts())
    # The room of checks stands below people and knows this one post by itself.
    assert disclosure.ADMINISTRATOR == PostKey.ADMINISTRATOR
