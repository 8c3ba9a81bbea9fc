"""Which learner, which license type and which held license each row of a sheet means."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.reference import Reference
from goodstanding.sheets.values.choices import suggestions
from goodstanding.sheets.values.identifiers import number_key, username_key
from goodstanding.sheets.values.text import key

PAIR = ["user_id", "license_type_id"]


def match_learners(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Add ``user_id`` (null if unknown), ``learner_…`` and ``username_suggestion``."""
    learners = reference.learners.select(
        username_key(pl.col("username")).alias("username_key"),
        pl.col("id").alias("user_id"),
        *(
            pl.col(field).alias(f"learner_{field}")
            for field in ("username", "first_name", "last_name", "is_active")
        ),
    )
    keyed = frame.with_columns(username_key=username_key(pl.col("username")))
    matched = keyed.join(learners, on="username_key", how="left", maintain_order="left")
    unknown = matched.filter(pl.col("user_id").is_null())["username"].drop_nulls().unique()
    near = suggestions(unknown.head(500), reference.usernames).rename(
        {"text": "username", "suggestion": "near_username"}
    )
    found = matched.join(near, on="username", how="left", maintain_order="left")
    return _named_otherwise(found, reference.people)


def _named_otherwise(frame: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Add ``username_suggestion``: whose e-mail address or whole name stands in the place of the
    username, if that is one person's only; else ``near_username``.
    """
    first, last = pl.col("first_name"), pl.col("last_name")
    keys = (pl.col("email"), pl.concat_str(first, last), pl.concat_str(last, first))
    both = (first != "") & (last != "")
    known = [
        people.filter(pl.col("email") != "" if number == 0 else both).select(
            name_key=key(each), named="username"
        )
        for number, each in enumerate(keys)
    ]
    ones = (
        pl.concat(known)
        .unique()
        .group_by("name_key")
        .agg(pl.len().alias("people"), pl.col("named").first())
        .filter(pl.col("people") == 1, pl.col("name_key") != "")
        .drop("people")
    )
    return (
        frame.with_columns(name_key=key(pl.col("username")))
        .join(ones, on="name_key", how="left", maintain_order="left")
        .with_columns(username_suggestion=pl.coalesce("named", "near_username"))
        .drop("name_key", "named", "near_username")
    )


def match_license_types(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Add ``license_type_id`` (null if unknown or ambiguous), ``type_…``, ``types_found`` and
    ``type_suggestion``. Worked out once for each distinct combination of cells.
    """
    cells = ["license_code", "professional_role", "state", "license_name"]
    combinations = frame.select(cells).unique().with_row_index("combination")
    found = pl.concat([_by_code(combinations, reference), _by_name(combinations, reference)])
    counted = found.group_by("combination").agg(
        pl.col("id").n_unique().alias("types_found"), pl.col("id").first().alias("first_id")
    )
    resolved = combinations.join(counted, on="combination", how="left").with_columns(
        pl.col("types_found").fill_null(0),
        license_type_id=pl.when(pl.col("types_found") == 1).then("first_id"),
    )
    types = reference.license_types.select(
        pl.col("id").alias("license_type_id"),
        *(
            pl.col(field).alias(f"type_{field}")
            for field in (
                "version", "code", "professional_role", "state", "name", "aliases", "expires",
                "retired", "number_format",
            )
        ),
    )  # fmt: skip
    resolved = resolved.join(types, on="license_type_id", how="left")
    resolved = resolved.join(_near_types(resolved, reference), on="combination", how="left")
    return frame.join(
        resolved.drop("combination", "first_id"),
        on=cells,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )


def _by_code(combinations: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    codes = reference.license_types.select("id", code_key=pl.col("code").str.to_lowercase())
    return (
        combinations.with_columns(code_key=pl.col("license_code").str.to_lowercase())
        .join(codes, on="code_key")
        .select("combination", "id")
    )


def _by_name(combinations: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Matches by name or alias; the role and the state narrow them down where they are given.

    A national license is meant by its name whatever the state says; one of a state only
    together with its state, unless the name belongs to a single license.
    """
    without_code = combinations.filter(pl.col("license_code").is_null()).select(
        "combination",
        "state",
        name_key=key(pl.col("license_name")),
        role_key=key(pl.col("professional_role")),
    )
    candidates = without_code.join(names_of(reference.license_types), on="name_key")
    role_fits = pl.col("role_key").is_null() | (pl.col("role_key") == pl.col("type_role_key"))
    state_fits = (pl.col("state") == pl.col("type_state")) | (pl.col("type_state") == "")
    fitting = candidates.filter(role_fits, state_fits | pl.col("state").is_null())
    # Its own state beats a national license of the same name.
    own_state = (pl.col("state") == pl.col("type_state")).fill_null(value=False)
    best = fitting.filter(own_state | ~own_state.any().over("combination"))
    return best.select("combination", "id").unique()


def names_of(license_types: pl.DataFrame) -> pl.DataFrame:
    """Every name of every license type: name_key, id, type_state, type_role_key."""
    names = pl.concat_str("name", "aliases", separator=";").str.split(";")
    return (
        license_types.select(
            "id",
            pl.col("state").alias("type_state"),
            key(pl.col("professional_role")).alias("type_role_key"),
            names.alias("name_key"),
        )
        .explode("name_key")
        .with_columns(name_key=key(pl.col("name_key")))
        .filter(pl.col("name_key") != "")
        .unique()
    )


def _near_types(resolved: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """A suggestion for each unknown License ID or name: the most alike of the list."""
    unknown = (
        resolved.filter(pl.col("types_found") == 0)
        .select(
            "combination",
            text=pl.coalesce("license_code", "license_name"),
            by_code=pl.col("license_code").is_not_null(),
        )
        .drop_nulls("text")
        .head(500)
    )
    codes = reference.license_types["code"].to_list()
    names = reference.license_types["name"].unique(maintain_order=True).to_list()
    parts = [
        part.join(suggestions(part["text"].unique(), among), on="text")
        for part, among in (
            (unknown.filter("by_code"), codes),
            (unknown.filter(~pl.col("by_code")), names),
        )
    ]
    return pl.concat(parts).select("combination", type_suggestion="suggestion")


def match_held(frame: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Add the held license that the row is about: ``target_id``, ``target_version``,
    ``before_…``, ``held_count`` (how many of this type the learner holds), ``alike`` (another
    row has the same number, written differently), ``number_suggestion`` (of a held license
    whose number differs in O and 0 only) and ``target_or_number`` (what the row speaks of, for
    finding repeats).

    The number decides: as it is written, else without blanks and punctuation, if that leaves
    no doubt. Without a number, the learner's only license of the type is meant; a number is
    given to the only one that has none.
    """
    held = reference.held.with_columns(number_key=number_key(pl.col("number")))
    keyed = frame.with_columns(
        number_text=pl.col("number").fill_null(""),
        number_key=number_key(pl.col("number")).fill_null(""),
    )
    exact = keyed.join(
        held.select(*PAIR, pl.col("number").alias("number_text"), exact_id="id"),
        on=[*PAIR, "number_text"],
        how="left",
        maintain_order="left",
    )
    matched = _near_numbers(_match_loosely(exact, held), held)
    before = held.select(
        pl.col("id").alias("target_id"),
        pl.col("version").alias("target_version"),
        *(
            pl.col(name).alias(f"before_{name}")
            for name in held.columns
            if name not in {"id", "version", *PAIR}
        ),
    )
    return (
        matched.join(before, on="target_id", how="left", maintain_order="left")
        .with_columns(
            target_or_number=pl.coalesce(
                pl.format("held {}", "target_id"), pl.format("number {}", "number_text")
            ),
            alike=(pl.col("number_text").n_unique().over([*PAIR, "number_key"]) > 1)
            & (pl.col("number_key") != ""),
        )
        .drop("number_text")
    )


def _near_numbers(matched: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Add ``number_suggestion``, where one held license is numbered alike but for O and 0."""
    zeros = pl.col("number_key").str.replace_all("O", "0").alias("zero_key")
    near = (
        held.with_columns(zeros)
        .group_by(*PAIR, "zero_key")
        .agg(pl.len().alias("near"), number_suggestion=pl.col("number").first())
        .filter(pl.col("near") == 1, pl.col("zero_key") != "")
        .drop("near")
    )
    found = matched.with_columns(zeros).join(
        near, on=[*PAIR, "zero_key"], how="left", maintain_order="left"
    )
    free = pl.col("target_id").is_null()
    return found.drop("zero_key").with_columns(pl.when(free).then("number_suggestion"))


def _match_loosely(exact: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Add ``target_id`` and ``held_count``; ``exact_id`` is there already and comes first.

    A license that one row names by its exact number is not taken for another row's.
    """
    taken = exact.select(pl.col("exact_id").drop_nulls().unique())
    free = held.join(taken, left_on="id", right_on="exact_id", how="anti")
    alike = free.group_by(*PAIR, "number_key").agg(
        pl.len().alias("alike_count"), pl.col("id").first().alias("alike_id")
    )
    only = held.group_by(PAIR).agg(
        pl.len().alias("held_count"),
        pl.col("id").first().alias("only_id"),
        pl.col("number_key").first().alias("only_key"),
    )
    joined = exact.join(alike, on=[*PAIR, "number_key"], how="left", maintain_order="left")
    joined = joined.join(only, on=PAIR, how="left", maintain_order="left")
    one = pl.col("held_count") == 1
    numbered = pl.col("number_key") != ""
    target = pl.coalesce(
        "exact_id",
        pl.when(numbered & (pl.col("alike_count") == 1)).then("alike_id"),
        pl.when(one & (~numbered | (pl.col("only_key") == ""))).then("only_id"),
    )
    return joined.with_columns(target_id=target, held_count=pl.col("held_count").fill_null(0)).drop(
        "exact_id", "alike_id", "alike_count", "only_id", "only_key"
    )
