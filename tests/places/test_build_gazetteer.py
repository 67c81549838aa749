"""The build, on packages of a few rows."""

import json

import pytest

from app.places import build_gazetteer
from app.places.gazetteer import read

ZIPS = [
    ("02360", "Plymouth", "MA", "Plymouth", "023", "41.9106", "-70.6423"),
    ("02345", "Manomet", "MA", "Plymouth", "023", "41.9000", "-70.5600"),
    ("02368", "Randolph", "MA", "Norfolk", "021", "42.0100", "-70.7400"),
    ("22301", "Alexandria", "VA", "City of Alexandria", "510", "38.8200", "-77.0589"),
    ("80840", "Usaf Academy", "CO", "El Paso", "041", "39.0896", "-103.8188"),
    ("96898", "Wake Island", "HI", "Honolulu", "003", "19.2823", "166.6470"),
    ("96813", "Honolulu", "HI", "Honolulu", "003", "21.3179", "-157.8521"),
    ("96960", "Majuro", "MH", "Marshall Islands", "020", "7.1128", "171.2370"),
]
COUNTIES = [
    ("25021", "Norfolk County", "MA"),
    ("25023", "Plymouth County", "MA"),
    ("51510", "Alexandria city", "VA"),
    ("08041", "El Paso County", "CO"),
    ("15003", "Honolulu County", "HI"),
    ("72001", "Adjuntas Municipio", "PR"),
]
TOWNS = [
    ("Plymouth", "US", "MA", 41.9584, -70.6673, 61217),
    ("Plymouth", "US", "MA", 41.9900, -70.7200, 7494),  # the same town, entered twice, over the county line
    ("Plymouth", "US", "MA", 42.5000, -73.0000, 600),  # another, in another county
    ("Plymouth", "US", "MA", 41.8500, -70.5000, 550),  # a third, which no words could tell apart
    ("Usaf Academy", "US", "CO", 38.9942, -104.8636, 6000),
    ("Honolulu", "US", "HI", 21.3069, -157.8583, 345_064),
    ("Old Place (historical)", "US", "MA", 41.9, -70.6, 0),
    ("Adjuntas", "PR", "001", 18.1627, -66.7222, 18_000),
    ("Yona Village", "GU", "YN", 13.4, 144.7, 6484),
    ("London", "GB", "ENG", 51.5, -0.1, 9_000_000),
]


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Unpacked packages, and a seeds folder that holds the hand-written files only."""
    source, seeds = tmp_path / "packages", tmp_path / "seeds"
    (source / "a" / "data").mkdir(parents=True)
    (source / "b" / "__tests__").mkdir(parents=True)
    seeds.mkdir()
    lines = [
        f"US\t{code}\t{town}\tState\t{state}\t{county}\t{number}\t\t\t{latitude}\t{longitude}\t{1 if code == '80840' else 4}"
        for code, town, state, county, number, latitude, longitude in ZIPS
    ]
    (source / "a" / "data" / "US.txt").write_text("\n".join(lines) + "\n")
    (source / "us_counties.json").write_text(
        json.dumps([{"fips": fips, "name": name, "state": state} for fips, name, state in COUNTIES])
    )
    names = ("name", "countrycode", "admin1code", "latitude", "longitude", "population")
    rows = {str(number): dict(zip(names, row, strict=True)) | {"geonameid": number} for number, row in enumerate(TOWNS)}
    (source / "cities500.json").write_text(json.dumps(rows))
    areas = [(39.0001, -104.8645, "80840"), (18.1806, -66.7500, "00601"), (13.4527, 144.7472, "96910")]
    (source / "b" / "array.js").write_text(
        "module.exports = [\n"
        + ",\n".join(f'  {{"latitude":{lat},"longitude":{lon},"zipCode":"{code}"}}' for lat, lon, code in areas)
        + "\n]\n"
    )
    (source / "b" / "__tests__" / "array.js").write_text("test")
    (seeds / "territories.csv").write_text("zip,town,state\n00601,Adjuntas,PR\n00602,Aguada,PR\n96910,Hagåtña,GU\n")
    (seeds / "aliases.csv").write_text("alias,town,state\nAmericas Hometown,Plymouth,MA\nMass,,MA\n")
    monkeypatch.setattr(build_gazetteer, "PLACES", seeds)
    return source, seeds


def build(source, monkeypatch):
    monkeypatch.setattr("sys.argv", ["build", str(source)])
    build_gazetteer.main()


def test_a_build_joins_the_packages_into_one_gazetteer(packages, monkeypatch):
    source, seeds = packages
    build(source, monkeypatch)
    built = read(seeds)
    assert built.zip_order == ("00601", "02345", "02360", "02368", "22301", "80840", "96813", "96898", "96910")
    assert built.zip("02360") == ("02360", "Plymouth", "MA", "Plymouth County", 41.9106, -70.6423)
    assert built.zip("22301").county == "Alexandria city"
    assert built.zip("80840")[-2:] == (39.0001, -104.8645)  # GeoNames only estimated the other
    assert [spot.population for spot in built.towns["plymouth"]] == [61217, 600]
    assert built.towns["americashometown"] == built.towns["plymouth"][:1]
    assert built.towns["manomet"][0][-2:] == (0, 1)  # known to the post office only
    assert {"oldplace", "london", "majuro"}.isdisjoint(built.towns)
    assert built.towns["yona"][0].state == "GU"
    assert set(built.counties) == {
        "norfolkcounty",
        "plymouthcounty",
        "elpasocounty",
        "honolulucounty",
        "adjuntasmunicipio",
    }
    assert built.counties["adjuntasmunicipio"][0].latitude == 18.1627  # no ZIP code names it; its town does
    assert built.bounds["AK"].west == 172
    assert built.bounds["HI"].west > 200  # without Wake Island


def test_a_second_build_writes_the_same_bytes(packages, monkeypatch):
    source, seeds = packages
    build(source, monkeypatch)
    first = {path.name: path.read_bytes() for path in seeds.iterdir()}
    build(source, monkeypatch)
    assert {path.name: path.read_bytes() for path in seeds.iterdir()} == first


def test_a_missing_package_is_named(packages, monkeypatch):
    source, _ = packages
    (source / "cities500.json").unlink()
    with pytest.raises(SystemExit, match=r"holds no cities500\.json"):
        build(source, monkeypatch)


def test_a_slip_in_the_hand_written_list_stops_the_build(packages, monkeypatch):
    source, seeds = packages
    (seeds / "territories.csv").write_text("zip,town,state\n96910,Adjuntas,PR\n")
    with pytest.raises(SystemExit, match=r"96910 lies .* miles from Adjuntas, PR"):
        build(source, monkeypatch)


def test_a_name_with_a_comma_would_break_the_reader_and_is_refused(packages, monkeypatch):
    source, _ = packages
    path = source / "a" / "data" / "US.txt"
    path.write_text(path.read_text().replace("Manomet", "Manomet, South"))
    with pytest.raises(SystemExit, match="comma or quote"):
        build(source, monkeypatch)
