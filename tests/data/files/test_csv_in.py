import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.files.csv_in import read_csv
from dispatch.errors import InvalidInputError
from dispatch.intake import REQUEST_COLUMNS

CHINESE = "工单号,地址,服务类型,产品,电话\nR-1,北京市朝阳区望京西园三区312号楼,维修,冰箱,１３８００１３８０００\n"
GERMAN = "Auftragsnummer;Adresse;Auftragsart;Gerät\nR-1;Müllerstraße 5;Reparatur;Kühlschrank\n"


def refused(content: bytes, columns=()) -> str:
    """Code of the only fault."""
    with pytest.raises(InvalidInputError) as caught:
        read_csv(content, columns)
    (issue,) = caught.value.issues
    assert issue.cause
    assert issue.action
    return issue.code


def fields(content: bytes) -> dict[str, object]:
    (row,) = read_csv(content).rows
    return dict(row.fields)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_chinese_file_is_read_in_every_usual_encoding(encoding):
    table = read_csv(CHINESE.encode(encoding), REQUEST_COLUMNS)
    assert table.headings == ("工单号", "地址", "服务类型", "产品", "电话")
    assert table.rows[0].fields["地址"] == "北京市朝阳区望京西园三区312号楼"
    assert [warning.code for warning in table.warnings] == (["guessed_encoding"] if encoding == "gb18030" else [])


def test_utf_16_big_endian_is_read():
    assert read_csv(codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be")).rows


def test_accented_letters_are_not_taken_for_chinese():
    table = read_csv(GERMAN.encode("cp1252"), REQUEST_COLUMNS)
    assert table.encoding == "cp1252"
    assert table.rows[0].fields["Adresse"] == "Müllerstraße 5"
    assert [warning.code for warning in table.warnings] == ["guessed_encoding"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator_is_recognised(separator):
    table = read_csv(f"a{separator}b\n1{separator}2\n".encode())
    assert (table.separator, dict(table.rows[0].fields)) == (separator, {"a": "1", "b": "2"})


def test_a_declared_separator_is_believed():
    assert fields(b"sep=;\r\na,b;c\r\n1;2\r\n") == {"a,b": "1", "c": "2"}


def test_quoted_headings_do_not_confuse_the_separator():
    assert fields(b'"a";"b"\n"1,5";"x ""y"""\n') == {"a": "1,5", "b": 'x "y"'}


def test_quoted_cells_may_hold_line_breaks():
    assert fields(b'a,b\n"first\nsecond",2\n') == {"a": "first\nsecond", "b": "2"}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_break_is_read(newline):
    assert len(read_csv(newline.join(["a,b", "1,2", "3,4"]).encode()).rows) == 2


def test_blank_lines_are_passed_over_and_short_rows_are_filled():
    rows = read_csv(b"a,b\n\n1\n,\n2,3\n").rows
    assert [(row.number, dict(row.fields)) for row in rows] == [(1, {"a": "1", "b": ""}), (2, {"a": "2", "b": "3"})]


def test_a_row_with_too_many_cells_carries_a_fault_and_keeps_them():
    first, second = read_csv(b"a,b\n1,2,3\n4,5,,\n").rows
    assert [issue.code for issue in first.issues] == ["too_many_cells"]
    assert "3" in first.fields.values()
    assert second.issues == ()


def test_trailing_empty_headings_are_dropped():
    assert read_csv(b"a,b,,\n1,2,,\n").headings == ("a", "b")


@pytest.mark.parametrize("content", [b"", b"  \n\r\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n"])
def test_an_empty_file_is_refused(content):
    assert refused(content) == "empty_file"


def test_a_file_with_headings_only_is_refused():
    assert refused(b"a,b\n") == "no_rows"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"%PDF-1.7", b"a,b\n1,\x002\n", bytes(range(256)), b"\x1f\x8b\x08", b"\x89PNG\r\n"]
)
def test_a_binary_file_is_refused(content):
    assert refused(content) == "binary_file"


def test_an_open_quotation_mark_is_refused_with_its_line():
    with pytest.raises(InvalidInputError, match="line 3"):
        read_csv(b'a,b\n1,2\n"3,4\n')


def test_a_huge_cell_is_refused():
    assert refused(b"a,b\n" + b"x" * 200_000 + b",1\n") == "broken_quotes"


def test_repeated_headings_are_refused():
    assert refused(b"a,b,a\n1,2,3\n") == "column_twice"


def test_missing_columns_are_all_named():
    with pytest.raises(InvalidInputError) as caught:
        read_csv(b"address,phone,telefon\nx,y,z\n", REQUEST_COLUMNS)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [
        ("column_twice", "telefon"),
        ("missing_column", "work"),
        ("missing_column", "product"),
    ]


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00\xd8")
@example(b'"')
@example(b"\x81")
def test_any_bytes_are_a_table_or_refused(content):
    try:
        table = read_csv(content, ())
    except InvalidInputError as error:
        outcome: object = error.issues
    else:
        outcome = table.rows
    assert outcome


@given(st.lists(st.lists(st.text("ab,;\"'\n=+-é中", max_size=5), min_size=2, max_size=2), min_size=1, max_size=5))
def test_any_quoted_cells_come_back_as_they_were(rows):
    lines = [["first", "second"], *([f"x{a}", f"x{b}"] for a, b in rows)]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines)
    assert [list(row.fields.values()) for row in read_csv(text.encode()).rows] == lines[1:]
