"""Words that pass between rooms are closed: one home each, and no place that writes one of them as text."""

from __future__ import annotations

import ast

from tests.architecture.families import FAMILIES
from tests.architecture.test_source import sources, tree
from tests.architecture.word_families import faults, in_python, in_template
from workflows.people.posts import shipped_posts
from workflows.people.words import PostKey, TeamRole
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


def test_code_names_the_two_roles_of_the_product_and_no_post_of_the_office() -> None:
    """What a post does is said in bpmn/posts.yaml, in settings or in a diagram: an office that works otherwise changes it there."""
    assert set(PostKey) == {PostKey.ADMINISTRATOR, PostKey.DESIGNER}
    assert set(PostKey) <= set(shipped_posts())
    # Roles in a team have names of their own, two of which posts share.
    office = set(shipped_posts()) - set(PostKey) - set(TeamRole)
    others = ("workflows/demo/", "workflows/bench/", "workflows/store/migrations/")  # they write data of an office
    named = [
        f"{name}:{node.lineno} {node.value}"
        for name in sources(".py")
        if name.startswith(("workflows/", "webapp/")) and not name.startswith(others)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.partition("@")[0] in office
    ]
    assert named == []
    # The room of checks stands below people and knows this one post by itself.
    assert disclosure.ADMINISTRATOR == PostKey.ADMINISTRATOR
