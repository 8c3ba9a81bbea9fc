"""What a file leaves open that only a person can decide."""

from __future__ import annotations

from goodstanding.sheets.answers import Answers
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.recognize import Recognized

ABOUT_COLUMNS = {"column-missing", "column-twice"}


def open_questions(recognized: Recognized, entries: Entries, answers: Answers) -> list[str]:
    """The parts of the reading that are undecided: sheet, header, columns, dates.

    A missing column is a question only where the table has columns that may be meant.
    """
    if recognized.header_row is None:
        return [] if recognized.table.frame.is_empty() else ["header"]
    asked = []
    if recognized.alike and answers.sheet is None:
        asked.append("sheet")
    codes = {problem.code for problem in recognized.problems}
    if codes & ABOUT_COLUMNS and len(recognized.table.columns) > len(recognized.columns):
        asked.append("columns")
    if entries.undecided:
        asked.append("dates")
    return asked
