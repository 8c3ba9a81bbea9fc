"""Invented license numbers in the shapes that people meet: zeros in front, letters, hyphens."""

from __future__ import annotations

import random
import string

# "#" stands for a digit and "@" for a capital letter; everything else stands for itself.
_SHAPES = {
    "RN-OH": "RN.######",
    "LPN-OH": "PN.######",
    "APRN-OH": "APRN.CNP.0#####",
    "STNA-OH": "3########0##",
    "MEDAIDE-OH": "MA.0####",
    "PT-OH": "PT.0#####",
    "PTA-OH": "PTA.0####",
    "OT-OH": "OT.00####",
    "OTA-OH": "OTA.0####",
    "SLP-OH": "SP.0####",
    "LISW-OH": "I.#######",
    "LSW-OH": "S.#######",
    "LPCC-OH": "E.#######",
    "COBA-OH": "COBA-###",
    "RN-PA": "RN######",
    "LPN-PA": "PN######L",
    "CRNP-PA": "SP0#####",
    "CNA-PA": "0########",
    "LCSW-PA": "CW0#####",
    "LSW-PA": "SW######",
    "LPC-PA": "PC00####",
    "MD-PA": "MD######",
    "PA-PA": "MA05####",
    "RPH-PA": "RP######",
    "RT-PA": "RT00####",
    "LDN-PA": "DN00####",
    "CHILD-ABUSE-PA": "@#@#-####-####",
    "CRIMINAL-PA": "R########",
    "MEDIC-PA": "0######",
    "EMT-PA": "0######",
    "RN-TX": "0#####",
    "LVN-TX": "0#####",
    "APRN-TX": "AP1#####",
    "CNA-TX": "NA00########",
    "NREMT": "E#######",
    "NRP-MEDIC": "M#######",
    "CCC-SLP": "0#######",
    "BCBA": "1-2#-#####",
    "RBT": "RBT-2#-######",
    "DRIVER": "@@######",
    "AUTO-INSURANCE": "####-##-##-##",
    "BACKGROUND": "BC-00####",
}
_PLAIN_SHAPE = "0######"

# What nobody numbers, or what a personnel folder keeps without a number.
_WITHOUT = {"GENERAL", "TB", "DSP", "FIRST-AID", "MANDT"}


def number(license_id: str, initial: str, chance: random.Random) -> str:
    """A number for a license of this type, blank where such a license has none.

    ``initial`` is the capital that the last name begins with. National Provider Identifiers
    begin with 2 and DEA numbers with Q, which are not in use, so that no number is a real
    person's; their check digits are right.
    """
    if license_id in _WITHOUT:
        return ""
    if license_id == "NPI":
        return _provider_identifier(_fill("2########", chance))
    if license_id == "DEA":
        return _dea_number(f"Q{initial}", _fill("######", chance))
    return _fill(_SHAPES.get(license_id, _PLAIN_SHAPE), chance)


def _fill(shape: str, chance: random.Random) -> str:
    letters = {"#": string.digits, "@": string.ascii_uppercase}
    return "".join(chance.choice(letters.get(letter, letter)) for letter in shape)


def _provider_identifier(nine: str) -> str:
    """The nine digits and their check digit: Luhn, with 24 for the prefix 80840."""
    doubled = (divmod(2 * int(digit), 10) for digit in nine[::2])
    total = 24 + sum(map(sum, doubled)) + sum(map(int, nine[1::2]))
    return f"{nine}{-total % 10}"


def _dea_number(letters: str, six: str) -> str:
    """The letters, six digits and their check digit: odd places once, even places twice."""
    digits = [int(digit) for digit in six]
    return f"{letters}{six}{(sum(digits[::2]) + 2 * sum(digits[1::2])) % 10}"
