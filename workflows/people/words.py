"""The closed words of people, units and postings, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit is."""

    CITY = "city"
    OFFICE = "office"
    ORGAN = "organ"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class PostLevel(StrEnum):
    """The level of the organisation at which a post stands."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    UNIT = "unit"
    SYSTEM = "system"


class PostScope(StrEnum):
    """The units whose cases and records a post covers: its own, those below it as well, or all."""

    OWN = "own"
    SUBTREE = "subtree"
    ALL = "all"


class TieKind(StrEnum):
    """What a unit stands under: the unit above it in the tree, who manages its cadres, whose party body answers for it."""

    PARENT = "parent"
    CADRE = "cadre"
    PARTY = "party"


class ChangeState(StrEnum):
    """Where a change of a post or a unit stands: only what is decided counts."""

    PREPARED = "prepared"
    DECIDED = "decided"
    REFUSED = "refused"


class RelationKind(StrEnum):
    """How two persons are related (rules.md 1.2)."""

    SPOUSE = "spouse"
    DIRECT = "direct"
    COLLATERAL = "collateral"
    AFFINITY = "affinity"
    OTHER = "other"


class Sex(StrEnum):
    """What the register of people says, where it says it."""

    FEMALE = "female"
    MALE = "male"


class VillageKind(StrEnum):
    """Why a village has a team: out of poverty, with a weak party branch, a site of resettlement, or a model to be built."""

    POOR = "poor"
    WEAK = "weak"
    RELOCATION = "relocation"
    MODEL = "model"


class TeamRole(StrEnum):
    """What somebody is in a team, as files, forms, tables and variables say it."""

    FIRST_SECRETARY = "first_secretary"
    TEAM_LEADER = "team_leader"
    MEMBER = "member"


class Role(StrEnum):
    """The same in rows of the roster, which are never respelt: they have called the head of a team `leader` ever since. Nothing
    but `team_roles.py` goes between the two."""

    FIRST_SECRETARY = "first_secretary"
    LEADER = "leader"
    MEMBER = "member"


class PostingStatus(StrEnum):
    """Whether a posting goes on."""

    ACTIVE = "active"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a posting ended; `NONE` while it goes on, and where nobody said."""

    NONE = ""
    ORDERED_RECALL = "ordered_recall"
    NO_FAULT = "no_fault"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"


UNARRIVED = (EndReason.NO_SHOW, EndReason.WITHDRAWN)
"""Why a posting ended to which nobody came: whoever was sent stayed away, or withdrew before they arrived."""


class Sending(StrEnum):
    """What became of a slot that a recall had refilled: selection says the first two of them, recall the others."""

    CANCELLED = "cancelled"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"


class LeaveEffect(StrEnum):
    """What an approved leave does to what a month asks for: it lowers it, it stays the member's own gap, or its days count as
    present, as those of an official trip do."""

    LOWERS = "lowers"
    GAP = "gap"
    PRESENT = "present"


class PostKey(StrEnum):
    """The two roles of the product itself, and the only posts that code names: who keeps the installation going and who draws its
    procedures. Neither does anything for the office and no rule of it hangs on them, so there is nothing that an office could
    decide differently. What any other post does is said in bpmn/posts.yaml; a test refuses a further one.
    """

    ADMINISTRATOR = "administrator"
    DESIGNER = "designer"
