"""What somebody is in a team: one word in files and variables, the roster's own in its rows, and what people read."""

from __future__ import annotations

from workflows.people.words import Role, TeamRole, UnitKind

ROLE_NAMES = {TeamRole.FIRST_SECRETARY: "第一书记", TeamRole.TEAM_LEADER: "队长", TeamRole.MEMBER: "队员"}
ROLE_NAMES_EN = {
    TeamRole.FIRST_SECRETARY: "first secretary",
    TeamRole.TEAM_LEADER: "team leader",
    TeamRole.MEMBER: "member",
}
IN_ROSTER = {
    TeamRole.FIRST_SECRETARY: Role.FIRST_SECRETARY,
    TeamRole.TEAM_LEADER: Role.LEADER,
    TeamRole.MEMBER: Role.MEMBER,
}
_OF_ROSTER: dict[str, TeamRole] = {role: team_role for team_role, role in IN_ROSTER.items()}

WORLD_WORDS = {"role": tuple(TeamRole), "kind": tuple(UnitKind)}
"""What the world of a scenario may call the role of a posting and the kind of a unit."""


def team_role(written: str) -> TeamRole:
    """The role that a row of the roster or a variable names; cases that began earlier hold the roster's word.

    Raises ValueError for anything else.
    """
    return _OF_ROSTER.get(written) or TeamRole(written)
