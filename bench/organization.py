"""An organization of any size, made by the database itself from a seed: people and licenses."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO

from django.db import connection, transaction

from goodstanding.history.record import recorded
from goodstanding.imports import actions
from goodstanding.people.actions import add_first_administrator, add_unit
from goodstanding.people.actor import Actor

LICENSES_EACH = 2
"""So many licenses does each learner hold."""

CHANCE = "(hashint8extended({}, {}) & 2147483647)::int"
"""SQL for a number by chance that is always the same for a number and a seed."""

FIRST_NAMES = (
    "Ada Amir Bela Bo Carla Chidi Dana Demir Elif Enzo Femi Fiona Goran Hana Ines Ivo Jana Jules "
    "Kaia Kofi Lena Luis Mara Milo Nadia Noor Odin Olga Pia Ravi Rosa Sami Tara Teo Uma Vera Wen "
    "Xenia Yara Zoe"
)
LAST_NAMES = (
    "Abara Achterberg Bellweather Brightwater Castellan Corvane Dunmarsh Eastholm Farwick Fenwood "
    "Galloway Greystone Hartfield Holloway Ironbridge Jessop Kestrel Kingsley Larkspur Lindqvist "
    "Marchbank Merriweather Northcott Oakhurst Penhaligon Quillfeather Ravenscroft Redfern "
    "Silverlake Stonebrook Thistledown Underhill Vandermeer Wainwright Westerby Yarrow Zellweger"
)


def make_organization(licenses: int, seed: int = 1) -> Actor:
    """Fill an empty installation; gives the administrator ``alice``.

    There are half as many learners as licenses, in 111 units, and the whole starter catalog. Every
    record has its version, and the two events are links of the chain, as if all had been imported.
    """
    user = add_first_administrator(
        {"username": "alice", "first_name": "Alice", "last_name": "Moreau"}, door="command line"
    )
    alice = Actor(user, "command line")
    root = add_unit("Riverbend Care", parent=None, actor=alice)
    for region in range(10):
        part = add_unit(f"Region {region}", parent=root, actor=alice)
        for site in range(10):
            add_unit(f"Site {region}{site}", parent=part, actor=alice)
    _import_catalog(alice)
    with transaction.atomic():
        _make_learners(licenses // LICENSES_EACH, seed, alice)
        _make_licenses(licenses, seed, alice)
    _run("VACUUM ANALYZE")
    return alice


def _import_catalog(alice: Actor) -> None:
    catalog = files("goodstanding").joinpath("licenses", "starter_catalog.txt")
    content = BytesIO(catalog.read_bytes())
    made = actions.upload(content, file_name="catalog.txt", kind="license-types", actor=alice)
    plan = actions.check(made, actor=alice)
    assert plan is not None
    actions.apply(made.pk, plan_digest=made.plan_digest, actor=alice)


def _make_learners(count: int, seed: int, alice: Actor) -> None:
    _run("CREATE TEMPORARY TABLE site ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY id) - 1 "
         "AS number, id FROM people_unit WHERE name LIKE 'Site %'")  # fmt: skip
    with recorded("users.import", f"{count:,} learners", actor=alice) as event:
        _run(
            "INSERT INTO people_user (username, first_name, last_name, email, job_title, unit_id, "
            "role, may_import, is_active, version) "
            f"SELECT 'u' || lpad(n::text, 7, '0'), {_pick(FIRST_NAMES, 'n', seed)}, "
            f"{_pick(LAST_NAMES, 'n', seed + 1)}, 'u' || lpad(n::text, 7, '0') || '@example.org', "
            f"'Staff', site.id, 'learner', false, {_chance('n', seed + 2)} % 50 > 0, 1 "
            f"FROM generate_series(0, {count} - 1) n "
            f"JOIN site ON site.number = {_chance('n', seed + 3)} % 100 ORDER BY n"
        )
        _run(
            "INSERT INTO people_userversion (record_id, version, removed, event_id, username, "
            "first_name, last_name, email, job_title, unit_id, role, may_import, is_active) "
            f"SELECT id, 1, false, {event.pk}, username, first_name, last_name, email, job_title, "
            "unit_id, role, may_import, is_active FROM people_user WHERE username LIKE 'u%' "
            "ORDER BY id"
        )


def _make_licenses(count: int, seed: int, alice: Actor) -> None:
    columns = (
        "user_id, license_type_id, number, issued_on, expires_on, does_not_expire, status, "
        "multistate, hours_required, verified_on, verified_by, verification_method, notes"
    )
    _run("CREATE TEMPORARY TABLE kind ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY code) "
         "- 1 AS number, id FROM licenses_licensetype WHERE expires")  # fmt: skip
    _run("CREATE TEMPORARY TABLE learner ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY "
         "username) - 1 AS number, id FROM people_user WHERE username LIKE 'u%'")  # fmt: skip
    with recorded("licenses.import", f"{count:,} licenses", actor=alice) as event:
        _run(
            f"INSERT INTO licenses_license ({columns}, version, event_id) SELECT learner.id, "
            f"kind.id, lpad(({_chance('n', seed)} % 10000000)::text, 7, '0'), issued, "
            f"issued + {_chance('n', seed + 1)} % 3 * 365 + 365, false, "
            f"CASE WHEN {_chance('n', seed + 2)} % 40 = 0 THEN 'probation' ELSE 'active' END, "
            f"{_chance('n', seed + 3)} % 5 = 0, {_chance('n', seed + 4)} % 40 + 1, NULL, '', '', "
            f"CASE WHEN {_chance('n', seed + 5)} % 3 = 0 THEN 'Seen at the desk' ELSE '' END, "
            f"1, {event.pk} FROM generate_series(0, {count} - 1) n "
            f"CROSS JOIN LATERAL (SELECT DATE '2023-01-01' + ({_chance('n', seed + 6)} % 1200)::int"
            " AS issued) d "
            f"JOIN learner ON learner.number = n / {LICENSES_EACH} "
            f"JOIN kind ON kind.number = {kind_of('n')} ORDER BY n"
        )
        _run(
            "INSERT INTO licenses_licenseversion (record_id, version, removed, event_id, "
            f"{columns}) SELECT id, 1, false, event_id, {columns} FROM licenses_license ORDER BY id"
        )


def kind_of(number: str) -> str:
    """SQL for which entry of the list (counted by code, from 0) the license of a number is."""
    count = "(SELECT count(*) FROM kind)"
    learner = f"({number} / {LICENSES_EACH})"
    return f"(({_chance(learner, 0)} + {number} % {LICENSES_EACH}) % {count})"


def _chance(number: str, seed: int) -> str:
    return CHANCE.format(number, seed)


def _pick(names: str, number: str, seed: int) -> str:
    words = names.split()
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[{_chance(number, seed)} % {len(words)} + 1]"


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
