"""Values that a spreadsheet program would run: disarmed, and back."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.formats.formulas import disarm, rearm

CASES = [
    ("=1+1", "'=1+1"),
    ("+1 555 0100", "'+1 555 0100"),
    ("-", "'-"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    ("＝1+1", "'＝1+1"),
    ("＋1", "'＋1"),
    ("－1", "'－1"),
    ("＠SUM(A1)", "'＠SUM(A1)"),
    ("'=1", "''=1"),
    ("'＝1", "''＝1"),
    ("a=1", "a=1"),
    (" =1", " =1"),
    ("'tis", "'tis"),
    ("", ""),
    (None, None),
]


@pytest.mark.parametrize(("value", "disarmed"), CASES)
def test_disarm(value: str | None, disarmed: str | None) -> None:
    frame = pl.DataFrame({"a": [value], "n": [1]}, schema={"a": pl.String, "n": pl.Int64})
    assert disarm(frame).rows() == [(disarmed, 1)]
    assert rearm(disarm(frame)).rows() == [(value, 1)]


def test_rearm_leaves_other_apostrophes() -> None:
    frame = pl.DataFrame({"a": ["'tis", "'=x", "''=x", "'"]})
    assert rearm(frame)["a"].to_list() == ["'tis", "=x", "'=x", "'"]


@given(st.lists(st.text(st.sampled_from("'=+-@\t\ra1＝＋－＠一"), max_size=5)))
def test_there_and_back(values: list[str]) -> None:
    frame = pl.DataFrame({"a": values}, schema={"a": pl.String})
    assert rearm(disarm(frame)).equals(frame)
