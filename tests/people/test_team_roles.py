"""What somebody is in a team has one spelling in files and variables; what older cases hold is read all the same."""

from __future__ import annotations

import pytest

from workflows.people.team_roles import IN_ROSTER, ROLE_NAMES, team_role
from workflows.people.words import Role, TeamRole


@pytest.mark.parametrize("role", Role)
def test_the_rosters_word_and_the_files_word_are_one_role(role: Role) -> None:
    assert IN_ROSTER[team_role(role)] is role
    assert team_role(team_role(role)) is team_role(role)


def test_every_role_has_a_name_and_another_word_is_refused() -> None:
    assert set(ROLE_NAMES) == set(IN_ROSTER) == set(TeamRole)
    assert team_role("leader") is TeamRole.TEAM_LEADER
    with pytest.raises(ValueError, match="captain"):
        team_role("captain")
