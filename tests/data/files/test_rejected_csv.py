import pytest

from data.files.csv_in import read_csv
from data.files.policy_toml import default_policy
from data.files.rejected_csv import rejected_rows_csv
from dispatch.intake import REQUEST_COLUMNS, receive
from tests.builders import a_rejected_row
from tests.dispatch.fake_geocoder import FakeGeocoder

ADDED = ("rejected_row", "rejected_line", "rejected_because", "mend_by")


def test_rows_are_written_with_their_own_cells_and_what_is_wrong():
    row = a_rejected_row()
    (read,) = read_csv(rejected_rows_csv([row])).rows
    assert {name: read.fields[name] for name in row.fields} == row.fields
    assert read.fields["rejected_row"] == row.id
    assert read.fields["rejected_line"] == "7"
    assert row.issues[0].cause in str(read.fields["rejected_because"])
    assert read.fields["mend_by"] == row.issues[0].action


def test_rows_of_several_files_share_one_header():
    rows = [a_rejected_row(fields={"a": "1"}), a_rejected_row(fields={"b": "2", "a": "3"})]
    table = read_csv(rejected_rows_csv(rows))
    assert table.headings == ("a", "b", *ADDED)
    assert [row.fields["b"] for row in table.rows] == ["", "2"]


def test_columns_of_an_earlier_export_are_not_repeated():
    row = a_rejected_row(fields={"a": "1", "rejected_row": "rej_old", "mend_by": "…"})
    assert read_csv(rejected_rows_csv([row])).headings == ("a", *ADDED)


@pytest.mark.parametrize("cell", ["=1+1", "@cmd", "+x", "-2+3"])
def test_no_cell_runs_in_a_spreadsheet_and_all_come_back(cell):
    content = rejected_rows_csv([a_rejected_row(fields={"a": cell})])
    assert f"'{cell}" in content.decode("utf-8-sig")
    assert read_csv(content).rows[0].fields["a"] == cell


@pytest.mark.parametrize("cell", ["+1 (202) 555-0100", "-77.0369"])
def test_numbers_are_left_alone(cell):
    assert f"'{cell}" not in rejected_rows_csv([a_rejected_row(fields={"a": cell})]).decode("utf-8-sig")


def test_the_file_says_that_it_is_utf_8():
    assert rejected_rows_csv([]).startswith(b"\xef\xbb\xbf")


def test_a_chinese_file_is_rejected_exported_mended_and_taken_in(store, clock):
    text = "地址,服务类型,产品\n北京市朝阳区望京西园三区312号楼,聚会,冰箱\n3 Elm St,维修,电视,多余\n"

    def take(content: bytes):
        rows = read_csv(content, REQUEST_COLUMNS).rows
        with store.unit_of_work("importer", clock) as uow:
            report = receive(uow, rows, source="x.csv", geocoder=FakeGeocoder(), policy=default_policy(), clock=clock)
            uow.commit()
        return report

    assert len(take(text.encode("gb18030")).rejected) == 2
    with store.unit_of_work("exporter", clock, read_only=True) as uow:
        exported = rejected_rows_csv(uow.rejected_rows.page(limit=10).items)
    mended = take(exported.decode("utf-8-sig").replace("聚会", "维修").encode("utf-8-sig"))
    assert (mended.added, mended.rejected) == (2, ())
    with store.unit_of_work("reader", clock, read_only=True) as uow:
        assert uow.rejected_rows.page(limit=10).items == ()
