"""The command ``goodstanding``: finds the command's module, runs it, says refusals plainly."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from goodstanding import __version__
from goodstanding.cli.commands import COMMANDS
from goodstanding.cli.set_up import set_up
from goodstanding.refusals import Refusal

HELP = {
    "serve": "serve the pages, with one background worker",
    "demo": "load the demonstration organization",
    "inspect": "show how a file is read; needs no database",
    "check": "check a spreadsheet of licenses; changes nothing",
    "import": "import a spreadsheet of licenses, whole or not at all",
    "export": "write licenses, available licenses or learners to a file",
    "template": "write the spreadsheet to fill in",
    "import-learners": "import a spreadsheet of users",
    "import-types": "import a spreadsheet of available licenses",
    "create-administrator": "make the first administrator of a new installation",
    "worker": "run background work only",
    "backup": "write the whole installation to one file, or prove that such a file can be restored",
    "restore": "bring a backup back, into an empty installation",
    "mail": "tell whether mail is held, as after a restore, and let it go",
    "migrate": "bring the data of an earlier version up to date",
    "check-config": "tell what is wrong with the settings; changes nothing",
    "people": "list users, deactivate them, set passwords, end sessions",
    "imports": "list imports, cancel them or try them again",
    "rotate-key": "make a new signing key, and end all sessions",
    "doctor": "tell what is wrong with this installation, and what to do",
    "version": "tell the versions of the program and of its data",
    "audit": "prove that the history was not altered, and anchor it elsewhere",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 fine, 2 problems found, 3 plan out of date,
    4 file unreadable, 5 refused.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(given)
    options = parser.parse_args(given)
    module = _module(options.command)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter shows its number, and the command goes on.
            stream.reconfigure(errors="backslashreplace")
    try:
        _prepare(module, options)
        return int(module.run(options))
    except Refusal as refusal:
        return _say(refusal, as_json=bool(getattr(options, "json", False)))
    except BrokenPipeError:
        # The reader of our output (head, say) has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last stop before a traceback
        from goodstanding.cli.unforeseen import as_refusal

        return _say(as_refusal(error), as_json=bool(getattr(options, "json", False)))


def _prepare(module: ModuleType, options: argparse.Namespace) -> None:
    """What the command stands on; what it can refuse before that, it refuses first."""
    if hasattr(module, "check_first"):
        module.check_first(options)
    if getattr(module, "NEEDS_DATABASE", True):
        set_up(may_migrate=getattr(module, "MIGRATES", False))


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the module of the command that is asked for is imported."""
    parser = argparse.ArgumentParser(
        prog="goodstanding",
        description="Keeps an organization's people licensed, certified and provably so.",
    )
    parser.add_argument("--version", action="version", version=f"goodstanding {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        command = commands.add_parser(name, help=HELP[name], description=HELP[name])
        if name in given:
            _module(name).add_arguments(command)
    return parser


def _module(name: str) -> ModuleType:
    file = {"import": "import_file"}.get(name, name.replace("-", "_"))
    return importlib.import_module(f"goodstanding.cli.commands.{file}")


def _say(refusal: Refusal, *, as_json: bool) -> int:
    if as_json:
        import json

        said: dict[str, object] = {
            "state": "unreadable" if refusal.exit_code == 4 else "refused",
            "counts": {},
            "problems": [
                {
                    "code": refusal.code,
                    "severity": "error",
                    "row": None,
                    "column": None,
                    "value": None,
                    "message": refusal.message,
                    "remedy": refusal.remedy,
                    "suggestion": None,
                }
            ],
            "read_as": None,
            "plan_digest": None,
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(f"{refusal.message}\n{refusal.remedy}\n[{refusal.code}]", file=sys.stderr)
    return refusal.exit_code


if __name__ == "__main__":
    sys.exit(main())
