"""The 300 people of the demonstration."""

from collections import Counter

import pytest

from goodstanding.demo.jobs import jobs
from goodstanding.demo.organization import units
from goodstanding.demo.people import learners_rows, people, supervised_units, username_stem

HEADER, *ROWS = learners_rows()
PEOPLE = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
BY_NAME = {one["Username"]: one for one in PEOPLE}


def test_the_header_is_that_of_the_sheet_of_learners():
    assert HEADER == [
        "Username",
        "First Name",
        "Last Name",
        "E-mail",
        "Job Title",
        "Unit",
        "Active",
        "Role",
    ]


def test_there_are_three_hundred_with_different_usernames_and_names():
    assert len(PEOPLE) == 300
    assert len({one["Username"].casefold() for one in PEOPLE}) == 300
    assert len({(one["First Name"], one["Last Name"]) for one in PEOPLE}) == 300


def test_the_named_cast_stands_first():
    assert [(one["Username"], one["Role"]) for one in PEOPLE[:7]] == [
        ("alice", "Administrator"),
        ("bob", "Supervisor"),
        ("charlie", "Supervisor"),
        ("erin", "Supervisor"),
        ("frank", "Supervisor"),
        ("dora", "Learner"),
        ("grace", "Auditor"),
    ]
    assert {one["Active"] for one in PEOPLE[:7]} == {"Yes"}
    assert Counter(one["Role"] for one in PEOPLE[7:]) == {"Learner": 293}


def test_everybody_is_in_a_unit_that_exists_and_every_team_has_people():
    paths = {" / ".join(path) for path in units()}
    teams = {path for path in paths if path.count(" / ") == 3}
    assert {one["Unit"] for one in PEOPLE} <= paths
    assert teams <= {one["Unit"] for one in PEOPLE}


def test_a_few_have_left():
    assert 3 <= sum(one["Active"] == "No" for one in PEOPLE) <= 15


def test_e_mail_goes_to_a_domain_that_nobody_owns():
    assert all(one["E-mail"] == f"{one['Username']}@example.org" for one in PEOPLE)


def test_names_have_what_trips_software_up():
    text = " ".join(one["First Name"] + "|" + one["Last Name"] for one in PEOPLE)
    assert all(sign in text for sign in ("'", "-", "é", "Ł", "ø", "ñ", "Van der Berg"))


def test_job_titles_belong_to_the_state_and_team():
    known = {(job.state, job.title) for job in jobs()}
    assert {(one.job.state, one.job.title) for one in people()} <= known
    assert {job.title for job in jobs()} == {one["Job Title"] for one in PEOPLE}


def test_four_supervise_units_that_exist():
    supervised = supervised_units()
    assert set(supervised) == {"bob", "charlie", "erin", "frank"}
    assert set(supervised.values()) <= set(units())
    assert supervised["bob"] == ("Riverbend Care", "North")
    assert supervised["charlie"][:2] != supervised["bob"]
    assert BY_NAME["dora"]["Unit"].startswith(" / ".join(supervised["bob"]))


@pytest.mark.parametrize(
    ("first", "last", "stem"),
    [
        ("Mary Beth", "O'Dowd", "m.odowd"),
        ("Étienne", "Łukasik", "e.lukasik"),
        ("Søren", "Sæther", "s.saether"),
        ("D'Andre", "Van der Berg", "d.vanderberg"),
        ("Inês", "Guðjónsson", "i.gudjonsson"),
    ],
)
def test_usernames_are_plain(first: str, last: str, stem: str):
    assert username_stem(first, last) == stem


def test_namesakes_get_a_digit():
    ordinals = [one["Username"] for one in PEOPLE if one["Username"][-1].isdigit()]
    assert ordinals
    assert {name.rstrip("23456") for name in ordinals} <= set(BY_NAME)


def test_the_people_are_the_same_each_time():
    before = learners_rows()
    people.cache_clear()
    assert learners_rows() == before
