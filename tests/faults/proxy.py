"""A proxy between the product and PostgreSQL that cuts connections, at will or at a COMMIT."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path
from typing import Literal

Cut = Literal["", "before commit", "after commit"]


class Proxy:
    """Listens on a free port of the loopback; ``cut`` says what happens to the next COMMIT."""

    def __init__(self, server: Path) -> None:
        self.server = server
        self.cut: Cut = ""
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.pairs: set[tuple[socket.socket, socket.socket]] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_all(self) -> None:
        """Cut every connection there is."""
        for pair in list(self.pairs):
            self._close(pair)

    def _accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            upstream = socket.socket(socket.AF_UNIX)
            try:
                upstream.connect(str(self.server))
            except OSError:
                client.close()
                continue
            pair = (client, upstream)
            self.pairs.add(pair)
            for way in (pair, pair[::-1]):
                threading.Thread(target=self._pump, args=(*way, pair), daemon=True).start()

    def _pump(
        self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, ...]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                commits = source is pair[0] and b"COMMIT" in data and bool(self.cut)
                if commits and self.cut == "before commit":
                    break
                target.sendall(data)
                if commits:
                    break
            else:
                commits = False
            if commits:
                self.cut, self.cuts = "", self.cuts + 1
        self._close(pair)

    def _close(self, pair: tuple[socket.socket, ...]) -> None:
        self.pairs.discard(pair)  # type: ignore[arg-type]
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
