"""Checking and importing a file from the command line, whatever the kind of sheet."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from goodstanding.cli.answers import answers_given
from goodstanding.cli.files import readable_file, ready_output, shown
from goodstanding.cli.people import actor_named
from goodstanding.cli.printing import as_json, in_words, write_results
from goodstanding.imports import actions
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import may_import_at_once, successor
from goodstanding.people.actor import Actor
from goodstanding.refusals import StalePlan

FINE, PROBLEMS, STALE, UNREADABLE = 0, 2, 3, 4


def check_file(options: argparse.Namespace, kind: str) -> int:
    """Check only; exit code 2 if rows cannot be imported."""
    import_ = _checked(options, kind, actor_named(options.username))
    return _report(import_, options)


def import_file(options: argparse.Namespace, kind: str) -> int:
    """Check, then import if nothing stands against it."""
    actor = actor_named(options.username)
    import_ = _checked(options, kind, actor)
    only_good = bool(getattr(options, "only_good_rows", False))
    shown = bool(options.accept_warnings) or may_import_at_once(import_)
    if import_.state == State.CHECKED and import_.counts["warnings"] and not shown:
        _report(import_, options)
        if not options.json:
            print("Look at the warnings; to import all the same, add --accept-warnings.")
        return PROBLEMS
    if import_.state == State.CHECKED and (only_good or not import_.counts["errors"]):
        try:
            import_ = actions.apply(
                import_.pk,
                plan_digest=import_.plan_digest,
                only_good_rows=only_good,
                confirmed=options.confirm or "",
                actor=actor,
            )
        except StalePlan:
            import_ = successor(import_) or import_
            _report(import_, options)
            return STALE
    return _report(import_, options)


def _checked(options: argparse.Namespace, kind: str, actor: Actor) -> Import:
    path = readable_file(options.file)
    if options.results:
        ready_output(options.results)
    with path.open("rb") as content:
        import_ = actions.upload(
            content,
            file_name=shown(path),
            kind=kind,
            answers=answers_given(options, kind),
            wishes=actions.Wishes(
                key=getattr(options, "key", ""),
                saved_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            ),
            actor=actor,
        )
    if import_.state == State.UPLOADED:
        actions.check(import_, actor=actor)
    return import_


def _report(import_: Import, options: argparse.Namespace) -> int:
    print(as_json(import_) if options.json else in_words(import_))
    if import_.state == State.UNREADABLE:
        return UNREADABLE
    if options.results:
        write_results(import_, options.results)
    return PROBLEMS if import_.counts["errors"] else FINE
