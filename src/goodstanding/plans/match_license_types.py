"""Which entry of the list of available licenses each row of a sheet means."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.reference import Reference
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.values.choices import suggestions
from goodstanding.sheets.values.text import key

DESCRIBED_BY = ("license_code", "professional_role", "state", "license_name")


def match_license_types(entries: Entries, reference: Reference) -> tuple[pl.Series, pl.DataFrame]:
    """The place of each row's combination of cells, and what each combination means.

    That is ``license_type_id`` (null if unknown or ambiguous), ``type_…``, ``types_found``,
    ``type_suggestion``, ``type_disagrees`` and ``type_label``.
    """
    combination, combinations = _combinations(entries)
    found = pl.concat([_by_code(combinations, reference), _by_name(combinations, reference)])
    counted = found.group_by("combination").agg(
        pl.col("id").n_unique().alias("types_found"), pl.col("id").first().alias("first_id")
    )
    resolved = combinations.join(
        counted, on="combination", how="left", maintain_order="left"
    ).with_columns(
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
    resolved = resolved.join(types, on="license_type_id", how="left", maintain_order="left")
    resolved = resolved.join(
        _near_types(resolved, reference), on="combination", how="left", maintain_order="left"
    )
    resolved = resolved.with_columns(
        type_disagrees=_disagrees(),
        type_label=pl.when(pl.col("type_state") == "")
        .then("type_name")
        .otherwise(pl.format("{} ({})", "type_name", "type_state")),
    )
    return combination, resolved.drop("combination", "first_id", *DESCRIBED_BY)


def _combinations(entries: Entries) -> tuple[pl.Series, pl.DataFrame]:
    """For each row which combination of cells describes the license, and the combinations."""
    described = {field: entries.texts(field) for field in DESCRIBED_BY}
    narrow = pl.DataFrame(
        [(values if at is None else at).alias(field) for field, (values, at) in described.items()]
    )
    distinct = narrow.unique().with_row_index("combination")
    row = narrow.join(
        distinct, on=DESCRIBED_BY, how="left", nulls_equal=True, maintain_order="left"
    )
    cells = [
        distinct[field] if at is None else values.gather(distinct[field]).alias(field)
        for field, (values, at) in described.items()
    ]
    return row["combination"], distinct.with_columns(cells)


def _disagrees() -> pl.Expr:
    """Whether the License ID and the state or the name beside it do not belong together."""
    state_differs = (pl.col("state") != pl.col("type_state")) & (pl.col("type_state") != "")
    name_key = key(pl.col("license_name"))
    name_differs = (name_key != key(pl.col("type_name"))) & ~(
        key(pl.col("type_aliases").str.replace_all(";", "")).str.contains(name_key, literal=True)
    )
    differs = (state_differs | name_differs).fill_null(value=False)
    return pl.col("license_code").is_not_null() & differs


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
