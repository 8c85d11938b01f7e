"""Units, posts, persons and users: who someone is and in which post they act; nothing about cases."""

from workflows.people.absence_models import Absence, AbsencePost
from workflows.people.actor import Actor, Holding, StandIn, actor_for
from workflows.people.models import Person, Post, PostHolding, Relation, Unit, User

__all__ = [
    "Absence",
    "AbsencePost",
    "Actor",
    "Holding",
    "Person",
    "Post",
    "PostHolding",
    "Relation",
    "StandIn",
    "Unit",
    "User",
    "actor_for",
]
