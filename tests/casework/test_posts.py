"""The catalogue of posts in bpmn/posts.yaml: what it says, and which words it refuses by name."""

from __future__ import annotations

import pytest

from workflows.people.posts import PostsError, read_posts, shipped_posts

ROW = "{key}: {{name: 岗, name_en: Post, unit: {unit}, level: city, scope: {scope}, records: [{records}], office: {office}{more}}}"


def written(**values: str) -> bytes:
    """A catalogue of one post."""
    usual = {"key": "clerk", "unit": "office", "scope": "own", "records": "roster", "office": "true", "more": ""}
    return ROW.format(**{**usual, **values}).encode()


def test_the_shipped_posts_say_whom_they_cover() -> None:
    posts = shipped_posts()
    assert posts["city_director"].cancels
    assert posts["administrator"].administers
    assert not posts["administrator"].records
    assert [key for key, post in posts.items() if post.cancels] == ["city_director"]
    assert {posts["unit_hr"].scope, posts["village_secretary"].scope, posts["general_group"].scope} == {
        "subtree",
        "own",
        "all",
    }
    assert "coordinates" not in posts["unit_hr"].records


def test_a_row_is_read() -> None:
    post = read_posts(written(records="roster, points"))["clerk"]
    assert (post.unit_kind, post.scope, post.records) == ("office", "own", frozenset({"roster", "points"}))
    assert (post.is_office, post.cancels, post.administers) == (True, False, False)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"scope": "everything"}, "scope of clerk"),
        ({"unit": "ministry"}, "unit of clerk"),
        ({"records": "salary"}, "records of clerk"),
        ({"office": "perhaps"}, "office of clerk"),
        ({"more": ", cancel: true"}, "clerk says cancel"),
        ({"more": ", leader: [clerk]"}, "leader of clerk is the key"),
        ({"more": ", leader: clerc"}, "no post of the file: clerc. Did you mean clerk"),
        ({"more": ", leader: clerk"}, "clerk would lead itself"),
        ({"more": ", leads: [ministry]"}, "leads of clerk lists some of"),
        ({"more": ", roles: [driver]"}, "roles of clerk lists some of"),
        ({"more": ", roles: [member]"}, "clerk goes with roles in a team and must stand in a village"),
        ({"more": ", body: [a]"}, "body of clerk is a name"),
    ],
)
def test_an_unknown_word_is_refused_by_name(values: dict[str, str], word: str) -> None:
    with pytest.raises(PostsError, match=word):
        read_posts(written(**values))


def test_leaders_are_read_and_two_never_lead_one_kind_of_unit() -> None:
    head = written(key="head", more=", leads: [office]")
    posts = read_posts(written(more=", leader: head") + b"\n" + head)
    assert (posts["clerk"].leader, posts["head"].leads) == ("head", frozenset({"office"}))
    with pytest.raises(PostsError, match="both lead units of the kind office"):
        read_posts(written(more=", leads: [office]") + b"\n" + head)
    with pytest.raises(PostsError, match="would lead itself"):
        read_posts(written(more=", leader: head") + b"\n" + written(key="head", more=", leader: clerk"))


def test_no_two_posts_go_with_one_role() -> None:
    one, other = (written(key=key, unit="village", more=", roles: [member]") for key in ("one", "other"))
    assert read_posts(one)["one"].roles == {"member"}
    with pytest.raises(PostsError, match="both go with the role member"):
        read_posts(one + b"\n" + other)


def test_a_missing_word_and_a_broken_file_are_refused() -> None:
    with pytest.raises(PostsError, match="clerk does not say name_en"):
        read_posts(b"clerk: {name: x}")
    with pytest.raises(PostsError, match="cannot be read"):
        read_posts(b"a: &x 1\nb: *x")
    with pytest.raises(PostsError, match="must list posts"):
        read_posts(b"[]")
