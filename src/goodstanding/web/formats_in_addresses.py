"""The spreadsheet formats that an address can ask for."""

from __future__ import annotations

from typing import Literal, cast

Format = Literal["txt", "xml", "xlsx"]


class FormatConverter:
    """``<fmt:fmt>`` matches the ending of a spreadsheet that we write, and nothing else."""

    regex = "txt|xml|xlsx"

    def to_python(self, value: str) -> Format:
        """The ending; the expression above has let nothing else through."""
        return cast(Format, value)

    def to_url(self, value: str) -> str:
        """The ending."""
        return value
