"""The files that go out, each with all of its bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from goodstanding.exports import available, file, learners, licenses, template
from goodstanding.imports import results, undo_results

P = ParamSpec("P")
WholeFile = tuple[str, str, bytes]
"""A file's name, its content type and its bytes."""


def whole(make: Callable[P, file.ExportedFile]) -> Callable[P, WholeFile]:
    """The same function, but for its file, which is made to its end."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> WholeFile:
        name, content_type, blocks = make(*args, **kwargs)
        return name, content_type, b"".join(blocks)

    return made


available_file = whole(available.available_file)
learners_file = whole(learners.learners_file)
licenses_file = whole(licenses.licenses_file)
template_file = whole(template.template_file)
results_file = whole(results.results_file)
undo_file = whole(undo_results.undo_file)
