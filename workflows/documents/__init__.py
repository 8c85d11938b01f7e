"""Letters of the office: numbered, kept as fields and text, with a masked version for outside; their layout is the web's."""

from workflows.documents.addressing import Addressee, copies_above, names_of
from workflows.documents.issue import issue, serve
from workflows.documents.models import Document
from workflows.documents.numbers import next_number, numbers_stand_in

__all__ = ["Addressee", "Document", "copies_above", "issue", "names_of", "next_number", "numbers_stand_in", "serve"]
