"""Centers made up by the million: towns around big cities, codes as often as the 2024 directory has them."""

import random
import re
from collections.abc import Iterator

import numpy as np

from app.search.index import Row
from app.search.tokens import tokens

# Percent of the 2024 directory's programs that report each code.
SHARES = """
SA:99 ADLT:99 SAE:98 SSA:98 SACA:97 ICO:97 DP:97 CSAA:96 MALE:95 FEM:94 RELP:93 GCO:92 SF:92 MOTI:91 CBT:91 DAUT:89
ACC:89 CM:85 OP:84 SMHD:83 STU:82 TRC:81 TELE:80 NOE:78 PI:78 ORT:78 MD:77 STAG:76 AOSS:76 FCO:75 OFD:74 SSD:73
MHS:72 OPC:71 HS:71 BIA:70 TCC:70 PEER:70 ANG:68 HAEC:64 BABA:64 CO:64 HEOH:63 CMHA:62 MOA:61 YAD:61 TAEC:60 SUMH:59
SMPD:59 ACMA:59 SPS:58 BU:58 WN:58 MN:57 TRMA:55 NU:55 MMD:54 BWN:53 SI:52 ISC:52 TWFA:51 TA:51 FSA:51 MCO:50
STDH:50 AUPC:50 CMI:49 PVTN:49 EMP:49 SHG:49 VPPD:48 MC:48 NXN:48 TBS:48 UB:48 CJ:47 PMAT:46 OIT:46 MXM:44 OMB:44
UN:44 VAPN:44 DAOF:44 MI:43 BUM:43 MHPA:43 VTRL:43 PVTP:42 PC:41 AH:41 BWON:41 DV:40 XA:40 NRT:40 TOD:40 TAY:39
STMH:39 SS:38 GL:38 RC:37 AUINPE:37 SE:36 PW:35 RPN:35 CLND:35 CARF:35 NSC:35 HIVT:35 SMON:35 HCT:35 AURPE:34 VET:34
COPSU:34 DVFP:34 TGD:31 SNR:31 HV:31 ACM:31 PIEC:30 STDT:30 HBT:30 RPE:30 IPC:30 MWS:29 DSF:28 SAMF:28 MF:25 BERI:25
JC:25 AD:25 INPE:25 RES:24 EIH:24 MST:23 PA:23 VOC:23 ADM:22 SP:22 CHLD:22 DT:21 DU:21 ODTX:20 MDET:19 RL:18 RS:16
DEA:16 ODT:15 SOTP:15 ADTX:15 BDTX:15 MHCV:14 DB:14 MDTX:13 CDTX:13 OTP:12 MHIV:12 ITU:12 NAUT:12 HBV:12 METH:11
MU:11 HAV:11 MM:11 CRV:10 OD:10 OUDO:9 RD:9 HH:9 NMAUT:9 FQHC:9 LFXD:8 DLC:8 MPEP:8 BSDM:8 VAPP:8 NOOP:7 HI:6 SMOP:6
HIT:5 ACU:5 CCC:5 HID:5 GH:5 FX:4 NMOA:4 COA:4 LCCG:4 DM:4 HLA:3 BC:3 STG:2 NCQA:2 NP:2 PSYH:2 PAIN:1 FED:1 TBG:1
F70:1 VAMC:0.951 F28:0.934 HFAP:0.902 F19:0.885 F67:0.795 F66:0.647 AUDO:0.623 DUO:0.574 F17:0.549 F81:0.533
F36:0.516 F4:0.508 F92:0.418 NX:0.402 F25:0.402 F42:0.361 F35:0.32 F47:0.303 F30:0.295 F37:0.295 F43:0.205 F31:0.197
N24:0.107 N40:0.0902 IH:0.0902 DDF:0.082
"""
CITIES, TOWNS, PATTERNS, SURNAMES = 85, 1500, 20_000, 15_000
FIRST = tokens(
    "new hope harbor valley river hill spring lake pine oak cedar north south east west bright clear first grace "
    "saint mary joseph unity serenity horizon sunrise pathway bridge journey turning point lighthouse phoenix summit"
)
KIND = tokens(
    "recovery treatment behavioral health counseling center services clinic house associates wellness medical group "
    "community family outpatient residential detox addiction program institute foundation hospital llc inc of the"
)
STATES = re.findall(
    r"[A-Z]{2}",
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY",
)


def rows(count: int, seed: int = 1) -> Iterator[Row]:
    """Yield so many made-up rows, in the order of their ids; the same seed gives the same rows."""
    chance = np.random.default_rng(seed)
    words = random.Random(seed)
    names = [_syllables(words) for _ in range(SURNAMES)]
    patterns = _patterns(chance)
    towns = [(*_spot(chance), words.choice(STATES), _syllables(words)) for _ in range(CITIES + TOWNS)]
    # A few cities hold most of the centers, as a few hold most of the people.
    weights = np.concatenate([2 / np.arange(1, CITIES + 1) ** 0.8, np.full(TOWNS, 8 / TOWNS)])
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        chosen = chance.choice(len(towns), size, p=weights / weights.sum()).tolist()
        pattern = chance.integers(0, PATTERNS, size).tolist()
        offsets = chance.normal(0, 0.2, (size, 2)).tolist()
        for number in range(size):
            north, east, state, town = towns[chosen[number]]
            up, over = offsets[number]
            name = (words.choice(FIRST), words.choice(names), *words.sample(KIND, words.randint(1, 4)), town)
            yield Row(start + number + 1, north + up, east + over, state, patterns[pattern[number]], name)


def _patterns(chance: np.random.Generator) -> list[tuple[str, ...]]:
    """Return sets of codes; a center that reports one rare service reports others too."""
    pairs = [pair.split(":") for pair in SHARES.split()]
    codes = np.array([code for code, _share in pairs])
    shares = np.array([float(share) / 100 for _code, share in pairs])
    tilts = np.exp(chance.normal(0, 0.5, PATTERNS))
    return [tuple(codes[chance.random(len(codes)) < shares**tilt].tolist()) for tilt in tilts]


def _spot(chance: np.random.Generator) -> tuple[float, float]:
    return float(chance.uniform(26, 48)), float(chance.uniform(-123, -70))


def _syllables(words: random.Random) -> str:
    return "".join(words.choice("bcdfghklmnprstvw") + words.choice("aeiou") for _ in range(words.randint(2, 4)))
