"""How a command says that something is done: a sentence, or one JSON object."""

from __future__ import annotations

import json


def print_done(said: str, *, as_json: bool, **facts: str) -> None:
    """Print the sentence, or an object of it and the facts, such as whose account it was."""
    print(json.dumps({"state": "done", **facts, "said": said}) if as_json else said)
