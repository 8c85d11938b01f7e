"""Letters of the office: numbered, kept as fields and text, with a masked version for outside; their layout is the web's."""

from workflows.documents.addressing import Addressee
from workflows.documents.issue import issue, next_letter_number, serve, text_before_issue
from workflows.documents.letters import knows_letter
from workflows.documents.models import Document
from workflows.documents.numbers import next_number, numbers_stand_in

__all__ = [
    "Addressee",
    "Document",
    "issue",
    "knows_letter",
    "next_letter_number",
    "next_number",
    "numbers_stand_in",
    "serve",
    "text_before_issue",
]
