"""The process in which one contender is measured: ``python -m bench.job WISH``, as JSON."""

from __future__ import annotations

import importlib
import json
import sys


def main() -> None:
    """Set Django up, let the contender run, and print what it found as the last line."""
    wish = json.loads(sys.argv[1])
    import django

    django.setup()
    from bench.measure import as_json
    from django.db import connection

    connection.ensure_connection()
    module = importlib.import_module(f"bench.contenders.{wish.pop('module')}")
    print(json.dumps(as_json(module.run(**wish))))


if __name__ == "__main__":
    main()
