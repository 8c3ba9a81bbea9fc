"""Turns the public roster of practitioners into our three spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from goodstanding.formats.table import ReadAs, with_headings
from goodstanding.formats.write import TAB_TEXT, XML_SPREADSHEET, write_file

ROSTER = (
    Path(__file__).resolve().parents[2].parent
    / "shared/samples/rosters/nppes-practitioner-licenses.tsv"
)
ENDINGS: dict[str, ReadAs] = {"txt": TAB_TEXT, "xml": XML_SPREADSHEET}


@dataclass(frozen=True)
class Sheets:
    """Where the spreadsheets were written."""

    types: Path
    learners: Path
    licenses: Path


def read_roster() -> pl.DataFrame:
    """The roster as text; the test is skipped, loudly, where the samples are missing."""
    if not ROSTER.exists():
        pytest.skip(f"THE SAMPLES ARE MISSING: {ROSTER} is not there, so nothing was tested")
    return pl.read_csv(ROSTER, separator="\t", infer_schema=False, quote_char=None).with_columns(
        pl.col("License State").fill_null("")
    )


def write_sheets(roster: pl.DataFrame, folder: Path, ending: str) -> Sheets:
    """A license type for each taxonomy code and state, a learner for each NPI, and licenses."""
    code = pl.concat_str("Taxonomy", "License State", separator="-").str.strip_suffix("-")
    types = roster.select(
        code.alias("License ID"),
        pl.lit("Practitioner").alias("Professional Role"),
        pl.col("License State").alias("State"),
        pl.col("Taxonomy").alias("License/Certification"),
    ).unique(maintain_order=True)
    learners = roster.unique("NPI", keep="first", maintain_order=True).select(
        pl.col("NPI").alias("Username"), "First Name", "Last Name"
    )
    licenses = roster.select(
        pl.col("NPI").alias("Username"),
        "Last Name",
        code.alias("License ID"),
        "License Number",
    )
    sheets = Sheets(*(folder / f"{name}.{ending}" for name in ("types", "learners", "licenses")))
    for path, frame in (
        (sheets.types, types),
        (sheets.learners, learners),
        (sheets.licenses, licenses),
    ):
        write_file(path, with_headings(frame), ENDINGS[ending])
    return sheets
