"""``dispatch import`` and ``dispatch rejected``: files in, nothing lost."""

import json
from pathlib import Path

import pytest

from data.samples.shipped import CHINA_INTAKE, TINY_DAY
from tests.api.cli.run import Run

HEADER = "external_id,reported_at,customer_name,address,city,work,product\n"


def with_addresses(run: Run) -> None:
    assert run("addresses", "load", TINY_DAY / "addresses.csv").code == 0


def test_the_kind_of_a_file_is_told_by_its_headings(run: Run) -> None:
    with_addresses(run)
    for kind in ("technicians", "shifts", "requests"):
        said = run("import", TINY_DAY / f"{kind}.csv")
        assert said.code == 0, said.err
        assert kind in said.out


def test_importing_twice_changes_nothing(run: Run) -> None:
    with_addresses(run)
    first = json.loads(run("import", TINY_DAY / "requests.csv", "--json").out)
    second = json.loads(run("import", TINY_DAY / "requests.csv", "--json").out)
    assert (first["added"], first["unchanged"]) == (4, 0)
    assert (second["added"], second["updated"], second["unchanged"]) == (0, 0, 4)


def test_a_dry_run_stores_nothing(run: Run) -> None:
    with_addresses(run)
    assert "dry run" in run("import", TINY_DAY / "requests.csv", "--dry-run").out
    assert json.loads(run("import", TINY_DAY / "requests.csv", "--json").out)["added"] == 4


def test_a_rejected_row_is_kept_exported_mended_and_imported(run: Run, tmp_path: Path) -> None:
    with_addresses(run)
    faulty = tmp_path / "faulty.csv"
    faulty.write_text(HEADER + "R-1,yesterday,Ada,1001 6th Street Northwest,Washington,juggling,refrigerator\n")
    said = run("import", faulty)
    assert said.code == 1
    assert "yesterday" in said.out
    assert "juggling" in said.out
    assert [row["row"] for row in json.loads(run("rejected", "list", "--json").out)] == [1]
    mend = tmp_path / "mend.csv"
    assert run("rejected", "export", mend).code == 0
    text = (
        mend.read_text(encoding="utf-8-sig")
        .replace("R-1,yesterday", "R-1,2026-11-22 10:00")
        .replace("juggling", "repair")
    )
    mend.write_text(text, encoding="utf-8-sig")
    assert run("import", mend).code == 0
    assert "No row waits" in run("rejected", "list").out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"only,headings\n", b"what,is,this\n1,2,3\n"])
def test_a_file_that_is_no_table_is_refused_without_a_traceback(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    said = run("import", file)
    assert said.code == 1
    assert "What to do" in said.err
    assert "Traceback" not in said.err


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    said = run("import", tmp_path / "none.csv")
    assert said.code == 1
    assert "No such file" in said.err


def test_columns_are_listed_with_their_meaning(run: Run) -> None:
    said = run("import", "--columns", "--kind", "shifts")
    assert said.code == 0
    assert "overtime_minutes" in said.out
    assert "parts_ready_at" not in said.out
    assert run("import").code == 2


def test_chinese_files_in_both_encodings_are_the_same_requests(run: Run) -> None:
    assert run("policy", "activate", CHINA_INTAKE / "policy.toml").code == 0
    assert run("addresses", "load", CHINA_INTAKE / "addresses.csv").code == 0
    first = json.loads(run("import", CHINA_INTAKE / "requests-utf8.csv", "--json").out)
    second = json.loads(run("import", CHINA_INTAKE / "requests-gb18030.csv", "--json").out)
    assert first["added"] > 0
    assert second["unchanged"] == first["added"]


def test_an_address_is_mended_by_hand(run: Run, tmp_path: Path) -> None:
    with_addresses(run)
    file = tmp_path / "unknown.csv"
    file.write_text(HEADER + "R-9,2026-11-22 10:00,Ada,7 Nowhere Lane,Atlantis,repair,refrigerator\n")
    assert run("import", file).code == 0
    assert [each["external_id"] for each in json.loads(run("attention", "list", "--json").out)] == ["R-9"]
    assert "R-9" in run("attention").out
    assert run("attention", "choose", "R-9", "99").code == 1
    placed = run("attention", "place", "R-9", "38.9072", "-77.0369")
    assert placed.code == 0, placed.err
    assert "38.907200, -77.036900" in placed.out
    assert json.loads(run("attention", "list", "--json").out) == []


def test_an_address_is_corrected_and_found(run: Run, tmp_path: Path) -> None:
    with_addresses(run)
    file = tmp_path / "unknown.csv"
    file.write_text(HEADER + "R-9,2026-11-22 10:00,Ada,7 Nowhere Lane,Atlantis,repair,refrigerator\n")
    run("import", file)
    said = run(
        "attention", "correct", "R-9", "1001 6th Street Northwest", "--city", "Washington", "--postcode", "20001"
    )
    assert said.code == 0, said.err
    assert "house" in said.out


def test_an_address_is_looked_up(run: Run) -> None:
    with_addresses(run)
    found = json.loads(run("geocode", "1001 6th St NW", "--city", "Washington", "--json").out)
    assert found["candidates"][0]["quality"] == "house"
    assert "Nothing was found" in run("geocode", "zzzz").out


def test_candidates_of_one_name_are_told_apart_by_where_they_are(run: Run, tmp_path: Path) -> None:
    houses, requests = tmp_path / "addresses.csv", tmp_path / "requests.csv"
    houses.write_text(
        "house_number,street,city,lat,lon\n1,Elm Street,Lee,38.90,-77.03\n1,Elm Street,Lee,38.91,-77.03\n"
    )
    requests.write_text("external_id,address,city,work,product\nR-1,1 Elm Street,Lee,repair,refrigerator\n")
    run("addresses", "load", houses)
    run("import", requests)

    said = " ".join(run("attention").out.split())

    assert "1112 m apart" in said
    assert "38.90000" in said
    assert "38.91000" in said
