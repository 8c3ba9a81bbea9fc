"""What a model refuses, as a refusal that names the field."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models

from goodstanding.refusals import Invalid


def check_record(record: models.Model, *, fields_left_out: Collection[str]) -> None:
    """Raise ``Invalid`` for the first field or constraint that the record does not meet.

    Fields are left out that cannot be checked yet, or are checked by whoever calls.
    """
    try:
        record.clean_fields(exclude=set(fields_left_out))
        record.validate_constraints()
    except ValidationError as error:
        field, problems = next(iter(error.error_dict.items()))
        raise Invalid(
            str(problems[0].code or "not-acceptable"),
            " ".join(problems[0].messages),
            "Correct the field and save again.",
            field=None if field == "__all__" else field,
        ) from error
