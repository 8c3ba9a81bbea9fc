"""The guardian of a database: a process that stops it when nobody uses it any more.

Every process that uses the database holds a shared lock, which the kernel takes back however the
process ends. The guardian waits for the lock alone. ``python -m … HOME LOCK``: the second is the
descriptor of the guardian's own lock, which is held from before it was started.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from goodstanding.config.database.locks import ALONE, lock, open_lock, try_lock
from goodstanding.config.database.owner import settle
from goodstanding.config.database.server import stop_server

PAUSE_SECONDS = 0.05


def main(home: Path, own: int) -> int:
    """Wait until nobody uses it, then stop it; whoever comes meanwhile waits for that."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    places, owner = settle(home)
    users, starting = open_lock(places.users), open_lock(places.starting)
    while True:
        lock(users, ALONE)
        if try_lock(starting, ALONE):
            break
        # Somebody who starts it waits for the users' lock.
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(PAUSE_SECONDS)
    stop_server(places, owner)
    # In this order: whoever can start it sees that there is no guardian.
    os.close(own)
    os.close(starting)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
