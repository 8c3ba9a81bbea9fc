"""Which delimiter a text has."""

import pytest

from goodstanding.formats.text.delimiter import choose_delimiter, regular_quotes, take_sep_line

CHOSEN = [
    ("tab", "a\tb\n1\t2\n", "\t"),
    ("comma", "a,b\n1,2\n", ","),
    ("semicolon", "a;b\n1;2\n", ";"),
    ("pipe", "a|b\n1|2\n", "|"),
    ("one column", "name\nAnn\nBob\n", ""),
    ("one column of sentences", "One.\nTwo, three.\nFour.\nFive.\n", ""),
    ("tabs, a comma in every row", "Name\tID\tCity, State\nAnn\t1\tTroy, NY\n", "\t"),
    ("tabs, one short row", "a\tb\tc, d\n1\t2\tx, y\n1\t2, 3\n4\t5\tx, y\n", "\t"),
    ("decimal commas", "Name;Hours\nAnn;1,5\nBob;2,5\n", ";"),
    ("quoted commas", 'Name;City\n"Ann";"Troy, NY"\n"Bob";"Reno, NV"\n', ";"),
    ("commas, pipes within", 'Name,Roles\nAnn,"RN|LPN"\nBob,"RN|MD"\n', ","),
    ("title rows on top", "Our licenses\n\nName\tID\nAnn\t1\nBob\t2\n", "\t"),
    ("header alone", "Name\tID\tExpires\n", "\t"),
    ("header, then nearly nothing", "Name,ID\nAnn\nBob\nCy\n", ","),
    ("quoted line breaks", 'a,b\n"x\ny\nz",2\n"p\nq",3\n', ","),
    ("only quoted delimiters", '"a,b"\n"c,d"\n', ""),
    ("stray quotes", 'Name\tSize\nAnn\t5" x\nBob\t"open\n', "\t"),
]


@pytest.mark.parametrize(
    ("text", "delimiter"), [case[1:] for case in CHOSEN], ids=lambda v: repr(v)
)
def test_chosen(text: str, delimiter: str) -> None:
    assert choose_delimiter(text.encode()) == delimiter


def test_a_long_file_is_judged_by_its_beginning() -> None:
    rows = 'Ann,"line\nbreak",1\n' * 20_000
    assert choose_delimiter(("name,note,id\n" + rows).encode()) == ","


SEP_LINES = [
    ("sep=;\na;b\n", "a;b\n", ";"),
    ("SEP=|\r\na|b\n", "a|b\n", "|"),
    ('"sep=,"\ra,b', "a,b", ","),
    ("sep=^\na^b\n", "a^b\n", "^"),
    ("sep=\na\n", "sep=\na\n", ""),
    ("separate\na\n", "separate\na\n", ""),
    ('"sep=;\na\n', '"sep=;\na\n', ""),
]


@pytest.mark.parametrize(("text", "rest", "delimiter"), SEP_LINES)
def test_sep_line(text: str, rest: str, delimiter: str) -> None:
    assert take_sep_line(text.encode()) == (rest.encode(), delimiter)


REGULAR = [
    ('"a"\t"b"\n', True),
    ('"a""b"\tc\n', True),
    ('""\t""\n', True),
    ('"a\n\tb"\tc', True),
    ('a"b\tc\n', False),
    ('"a"b\tc\n', False),
    ('"a\tb\n', False),
    ('a\t5"\n', False),
    ('"a""\tb\n', False),
]


@pytest.mark.parametrize(("text", "regular"), REGULAR)
def test_regular_quotes(text: str, regular: bool) -> None:
    assert regular_quotes(text, "\t") is regular
