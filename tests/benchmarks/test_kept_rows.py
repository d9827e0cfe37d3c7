"""Rows of a long benchmark survive its interruption."""

from pathlib import Path

from tests.benchmarks.kept_rows import KeptRows


def test_another_run_finds_the_row_with_the_same_key_only(tmp_path: Path) -> None:
    KeptRows(tmp_path / "a" / "rows.jsonl").add({"value": 1}, day=[50, 6, 0], seconds=10.0)
    again = KeptRows(tmp_path / "a" / "rows.jsonl")
    assert again.get(seconds=10.0, day=[50, 6, 0]) == {"value": 1}
    assert again.get(day=[50, 6, 0], seconds=20.0) is None


def test_a_line_that_was_cut_off_costs_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    KeptRows(path).add({"value": 1}, seed=0)
    with path.open("a") as file:
        file.write('\n{"key": {"se')
    KeptRows(path).add({"value": 2}, seed=1)
    rows = KeptRows(path)
    assert (rows.get(seed=0), rows.get(seed=1)) == ({"value": 1}, {"value": 2})


def test_a_fresh_start_forgets(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    KeptRows(path).add({"value": 1}, seed=0)
    assert KeptRows(path, fresh=True).get(seed=0) is None
    assert KeptRows(path).get(seed=0) is None
