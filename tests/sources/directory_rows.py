"""Rows of SAMHSA's directory about plainly invented centers."""

import csv

SAMHSA = [
    "facility_id",
    "name1",
    "name2",
    "street1",
    "street2",
    "city",
    "state",
    "zip",
    "phone",
    "intake1",
    "intake2",
    "intake1a",
    "intake2a",
    "service_code_info",
]
SOUND = {
    "name1": "Paper Lantern Recovery",
    "street1": "12 Make-Believe Street",
    "city": "Plymouth",
    "state": "MA",
    "zip": "2360",
    "phone": "508-555-0101",
    "service_code_info": "SA DT * OP ORT * MD SF * NXN",
}


def write(path, rows, columns=SAMHSA, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def town(number, **cells):
    """One of many centers that share nothing but the town."""
    own = {
        "name1": f"Center {_word(number)}",
        "street1": f"{number + 1} Street of {_word(number)}",
        "phone": f"508-555-{number:04}",
    }
    return SOUND | own | cells


def _word(number):
    return "".join("bcdfghjklm"[int(digit)] + "aeiouaeiou"[int(digit)] for digit in f"{number:04}")
