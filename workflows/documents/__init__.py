"""Letters of the office: numbered, kept as fields and text, with a masked version for outside; their layout is the web's."""

from workflows.documents.issue import Addressee, issue, serve
from workflows.documents.models import Document
from workflows.documents.numbers import next_number

__all__ = ["Addressee", "Document", "issue", "next_number", "serve"]
