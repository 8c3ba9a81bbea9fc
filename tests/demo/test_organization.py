"""The tree of units of the demonstration."""

from collections import Counter

from goodstanding.demo.organization import ORGANIZATION, teams, units


def test_the_tree_has_one_root_three_regions_eight_sites_twenty_teams():
    depths = Counter(len(path) for path in units())
    assert depths == {1: 1, 2: 3, 3: 8, 4: 20}


def test_parents_stand_before_their_children_and_nothing_stands_twice():
    seen: set[tuple[str, ...]] = {()}
    for path in units():
        assert path[:-1] in seen
        assert path not in seen
        seen.add(path)


def test_all_hang_below_the_organization():
    assert {path[0] for path in units()} == {ORGANIZATION}


def test_the_teams_are_the_leaves():
    assert {team.path for team in teams()} == {path for path in units() if len(path) == 4}
    assert {team.state for team in teams()} == {"OH", "PA", "TX"}
