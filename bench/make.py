"""The process that fills a base, or writes a sheet of one."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    from bench.organization import make_organization
    from bench.sheet import write_dirty_sheet, write_same_sheet
    from django.core.management import call_command

    wish = json.loads(sys.argv[1])
    if wish["make"] == "base":
        call_command("migrate", verbosity=0)
        make_organization(wish["held"], wish["seed"])
    else:
        write = {"dirty": write_dirty_sheet, "same": write_same_sheet}[wish["make"]]
        write(Path(wish["path"]), wish["rows"], wish["seed"])
    print("null")


if __name__ == "__main__":
    main()
