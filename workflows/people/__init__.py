"""Units, posts, persons and users: who someone is and in which post they act; nothing about cases."""

from workflows.people.actor import Actor, Holding, actor_for
from workflows.people.models import Person, Post, PostHolding, Relation, Unit, User

__all__ = ["Actor", "Holding", "Person", "Post", "PostHolding", "Relation", "Unit", "User", "actor_for"]
