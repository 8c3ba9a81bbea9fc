"""The states, the District of Columbia and the territories, with their postal codes."""

from __future__ import annotations

from goodstanding.sheets.column import Choice

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}  # fmt: skip

ALSO_CALLED = {
    "AL": ("Ala",), "AZ": ("Ariz",), "AR": ("Ark",), "CA": ("Calif", "Cal"), "CO": ("Colo",),
    "CT": ("Conn",), "DE": ("Del",), "DC": ("Washington DC", "Washington, D.C.", "Wash. D.C."),
    "FL": ("Fla",), "IL": ("Ill",), "IN": ("Ind",), "KS": ("Kans", "Kan"), "MA": ("Mass",),
    "MI": ("Mich",), "MN": ("Minn",), "MS": ("Miss",), "MT": ("Mont",), "NE": ("Nebr", "Neb"),
    "NV": ("Nev",), "NM": ("N. Mex.",), "ND": ("N. Dak.",), "OK": ("Okla",),
    "OR": ("Oreg", "Ore"), "PA": ("Penna", "Penn"), "SD": ("S. Dak.",), "TN": ("Tenn",),
    "TX": ("Tex",), "WA": ("Wash",), "WV": ("W. Va.",), "WI": ("Wisc", "Wis"), "WY": ("Wyo",),
    "VI": ("US Virgin Islands",),
}  # fmt: skip
"""Other names, and the abbreviations from before there were postal codes."""

STATE_CHOICES = tuple(
    Choice(code, code, (name, *ALSO_CALLED.get(code, ()))) for code, name in STATES.items()
)
