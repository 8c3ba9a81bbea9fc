"""Text as it is sorted and searched: in any case, and the same on every machine."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Lower
from django.db.models.lookups import StartsWith


def folded(field: str) -> Combinable:
    """The field in small letters, in the order of their code points.

    Every index that serves a sorting or a search by beginnings is over this very expression.
    With another collation than "C", PostgreSQL would not find beginnings in it.
    """
    return Collate(Lower(F(field)), "C")


def begins_with(field: str, word: str) -> Q:
    """Whether the field begins with the word, in any case."""
    return Q(StartsWith(folded(field), word.lower()))
