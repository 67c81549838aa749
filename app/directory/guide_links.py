"""Where the directory leads to the naltrexone guide: the page that tells more of a medicine.

The guide is another room; only its addresses are known here.
"""

_TABLET_OR_SHOT = "/naltrexone/tablet-or-shot"
_FOR_OPIOIDS = "/naltrexone/opioid-medicines-compared"
_FOR_ALCOHOL = "/naltrexone/alcohol-medicines-compared"
MEDICINES = {
    "naltrexone": "/naltrexone",
    "naltrexone-tablet": _TABLET_OR_SHOT,
    "naltrexone-injection": _TABLET_OR_SHOT,
    "buprenorphine": _FOR_OPIOIDS,
    "methadone": _FOR_OPIOIDS,
    "acamprosate": _FOR_ALCOHOL,
    "disulfiram": _FOR_ALCOHOL,
}
