from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization, make_license, make_user

ClientOf = Callable[[User], Client]


def listed(client: Client, query: str = "") -> set[str]:
    """The licenses that the list shows, by username and License ID."""
    page = client.get(f"/users/licenses/{query}")
    assert page.status_code == 200
    ids = [row.record for row in page.context["rows"]]
    held = License.objects.filter(pk__in=ids).select_related("user", "license_type")
    return {f"{each.user.username} {each.license_type.code}" for each in held}


EVERYTHING = {"dora RN-TX", "dora BLS", "erik RN-OH"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("?text=dora", {"dora RN-TX", "dora BLS"}),
        ("?text=LIND+dora", {"dora RN-TX", "dora BLS"}),
        ("?text=rn.4455", {"erik RN-OH"}),
        ("?text=445566", set()),
        ("?text=SAND+RN.", {"erik RN-OH"}),
        ("?text=rn.+erik+sand", {"erik RN-OH"}),
        ("?text=rn.+dora", set()),
        ("?text=00", {"dora RN-TX"}),
        ("?text=%25", set()),
        ("?professional_role=Nursing", {"dora RN-TX", "erik RN-OH"}),
        ("?state=OH", {"erik RN-OH"}),
        ("?status=suspended", set()),
        ("?standing=valid", EVERYTHING),
        ("?standing=expired", set()),
        ("?expiring_within=30", set()),
        ("?expiring_within=3660", EVERYTHING),
        ("?learners=inactive", set()),
        ("?learners=all", EVERYTHING),
        ("?text=%22%3Cscript%3E", set()),
        ("?after=99&sort=-nonsense", EVERYTHING),
    ],
)
def test_filters_narrow_the_list(
    organization: Organization, client_of: ClientOf, query: str, expected: set[str]
) -> None:
    assert listed(client_of(organization.alice), query) == expected


def test_a_unit_means_everything_below_it(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    assert listed(alice, f"?unit={organization.north.pk}") == {"dora RN-TX", "dora BLS"}
    assert listed(alice, f"?unit={organization.root.pk}") == EVERYTHING


def test_a_unit_of_others_is_named_and_left_out(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.charlie).get(f"/users/licenses/?unit={organization.north.pk}")
    assert "That unit is not among those that you may see." in page.content.decode()
    assert [row.user__username for row in page.context["rows"]] == ["erik"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("alice", EVERYTHING),
        ("grace", EVERYTHING),
        ("bob", {"dora RN-TX", "dora BLS"}),
        ("charlie", {"erik RN-OH"}),
    ],
)
def test_everybody_sees_only_their_learners(
    organization: Organization, client_of: ClientOf, who: str, expected: set[str]
) -> None:
    assert listed(client_of(getattr(organization, who))) == expected


def test_learners_are_led_to_their_own_page(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.dora).get("/users/licenses/")
    assert page.headers["Location"] == f"/users/{organization.dora.pk}/"


def test_tiles_count_with_the_other_filters_and_link_to_what_they_count(
    organization: Organization, client_of: ClientOf
) -> None:
    actor, today = Actor(organization.alice, "web"), localdate()
    make_license(
        organization.dora, organization.rn_ohio, actor, expires_on=today + timedelta(days=23)
    )
    make_license(
        organization.erik, organization.rn_texas, actor, expires_on=today - timedelta(days=1)
    )
    alice = client_of(organization.alice)
    page = alice.get("/users/licenses/?standing=expired&text=dora")
    counts = {tile.key: tile.count.number for tile in page.context["tiles"]}
    assert counts == {"valid": 2, "expiring": 1, "expired": 0, "": 3}
    for tile in page.context["tiles"]:
        assert len(listed(alice, tile.address)) == tile.count.number
    assert "in 23 days" in alice.get("/users/licenses/").content.decode()


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("learner", "dora"),
        ("-learner", "erik"),
        ("license", "dora"),
        ("-license", "dora"),
        ("expires", "dora"),
        ("status", "dora"),
        ("-issued", "erik"),
    ],
)
def test_headings_sort(
    organization: Organization, client_of: ClientOf, sort: str, first: str
) -> None:
    page = client_of(organization.alice).get(f"/users/licenses/?sort={sort}")
    assert page.context["rows"][0].user__username == first
    headings = {h.label: h for h in page.context["headings"]}
    assert [h.label for h in headings.values() if h.direction]


def test_chips_take_their_filter_off_and_keep_the_others(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.alice).get("/users/licenses/?text=dora&state=TX&sort=expires")
    chips = {chip.label: chip.address for chip in page.context["chips"]}
    assert chips == {"“dora”": "?state=TX&sort=expires", "TX": "?text=dora&sort=expires"}


def test_pages_of_fifty_keep_the_filters(organization: Organization, client_of: ClientOf) -> None:
    actor = Actor(organization.alice, "web")
    for number in range(51):
        make_license(organization.dora, organization.general, actor, number=f"G{number}")
    alice = client_of(organization.alice)
    page = alice.get("/users/licenses/?text=dora")
    assert len(page.context["rows"]) == 50
    assert "53 in all" in page.content.decode()
    following = page.context["page"].next
    assert following.startswith("?text=dora&after=")
    second = alice.get(f"/users/licenses/{following}")
    assert len(second.context["rows"]) == 3
    assert not second.context["page"].next
    assert second.context["page"].first == "?text=dora"
    # Before the second page there is the first, and it is shown as such.
    first = alice.get(f"/users/licenses/{second.context['page'].previous}")
    assert list(first.context["rows"]) == list(page.context["rows"])
    assert not first.context["page"].previous


def test_the_number_of_queries_does_not_grow(
    organization: Organization, client_of: ClientOf
) -> None:
    bob, actor = client_of(organization.bob), Actor(organization.alice, "web")

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            bob.get("/users/licenses/")
        return len(context)

    few = queries()
    for number in range(30):
        learner = make_user(f"learner{number}", actor, unit=organization.north_clinic)
        make_license(learner, organization.bls, actor)
    assert queries() == few
    assert few <= 8


def test_an_empty_list_says_what_to_do(organization: Organization, client_of: ClientOf) -> None:
    page = client_of(organization.alice).get("/users/licenses/?text=nobody")
    assert "No license meets all of these filters." in page.content.decode()


def test_the_address_to_share_leaves_out_what_is_blank(
    organization: Organization, client_of: ClientOf
) -> None:
    page = client_of(organization.alice).get(
        "/users/licenses/?text=&unit=&state=TX&after=x", headers={"HX-Request": "true"}
    )
    assert page.headers["HX-Push-Url"] == "/users/licenses/?state=TX"
