"""What is taken for a table, in whatever dialect and encoding, and what is refused with its place."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.errors import UserError
from tests.interop.tables.conftest import Found, Written

PLAIN = "x,name,loss\n1,über,0.25\n2,b,-1e-3\n"


def cells(written: Written, content: str | bytes, name: str = "results.csv") -> list[object]:
    return [(column.title, *column.cells) for column in written(content, name).columns]


THE_SAME = [("x", "1", "2"), ("name", "über", "b"), ("loss", "0.25", "-1e-3")]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ", "),
        PLAIN.removesuffix("\n"),
        "\n" + PLAIN.replace("2,", "\n,,\n2,"),
        'x,"name","loss"\n"1","über","0.25"\n"2","b","-1e-3"\n',
        "sep=;\n" + PLAIN.replace(",", ";"),
        PLAIN.replace("\n", ",\n"),
    ],
    ids=[
        *("commas", "semicolons", "tabs", "CRLF", "spaces", "no last line break"),
        *("blank lines", "quotes", "a line that names the separator", "a separator too many"),
    ],
)
def test_that_a_table_reads_the_same_in_every_dialect(written: Written, content: str) -> None:
    assert cells(written, content) == THE_SAME


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"],
)
def test_that_a_table_reads_the_same_in_every_encoding(written: Written, encoding: str) -> None:
    # Without a byte order mark a table of any length has to tell its encoding.
    assert cells(written, PLAIN.encode(encoding)) == THE_SAME


def test_that_a_guess_at_the_encoding_is_told(written: Written) -> None:
    assert "line 2" in written(PLAIN.encode("latin-1")).notes[0]
    assert written(PLAIN).notes == ()


def test_that_quotes_hold_separators_line_breaks_and_quotes(written: Written) -> None:
    content = 'x,note,loss\n1,"a, ""b""\nc",2\n3,d,4\n'
    table = written(content)
    assert table.columns[1].cells == ('a, "b"\nc', "d")
    assert list(table.lines) == [2, 4]


def test_that_separators_inside_quotes_do_not_count(written: Written) -> None:
    assert len(written('loss,"a;b;c;d"\n1,2\n').columns) == 2


def test_that_decimal_commas_are_read_as_points_and_told(found: Found, written: Written) -> None:
    content = "x;loss;kind\n0,5;-1,25e-1;a,b\n1;nan;c\n"
    assert "x, loss" in written(content).notes[0]
    runs = found(content).runs
    assert [run.flags["x"] for run in runs] == [0.5, 1]
    assert runs[0].scalars["loss"].last == -0.125
    assert runs[0].flags["kind"] == "a,b"


def test_that_a_column_without_name_or_value_is_none(written: Written) -> None:
    assert [column.title for column in written("x,,loss,\n1,,2,\n").columns] == ["x", "loss"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("x,loss\n", "no row below"),
        ("1,2\n3,4\n", "line 1: there are numbers where the names"),
        ("x,loss,x\n1,2,3\n", "columns 1 and 3 are both called x"),
        ("x,,loss\n1,2,3\n", "column 2 has no name"),
        (f"x,{'y' * 300}\n1,2\n", "line 1: the name of column 2 has 300 characters"),
        ("x,loss\n1,2\n3\n", "line 3: there are 1 values for 2 columns. Perhaps the file was cut"),
        ("x,loss\n1,2,3\n", "line 2: there are 3 values for 2 columns"),
        ("x,loss\n0,5,1\n", "Decimal commas need another separator"),
        ('x,loss\n1,2\n"3,4\n', "line 3: a quote is never closed"),
        ('x,loss\n1,"2"3\n', "line 2: a quote is never closed, or stands in the middle"),
        ("x,loss\n1,2\n3,\0\n", "line 3: there is a NUL byte"),
        (f"x,note,loss\n1,a,1\n2,{'b' * 40_000},2\n", "line 3, column note: the text has 40,000"),
        (f"x,note\n1,{'b' * 3_000_000}\n", "line 2, column number 2: the text has"),
        (",".join(f"c{n}" for n in range(5000)) + "\n", "there are 5,000 columns"),
        ("x,loss\n" + "1,2\n" * (MAX_TRIALS + 1), f"line {MAX_TRIALS + 2:,}: there are more than"),
        (b"PK\x03\x04rest", "this is a spreadsheet or an archive"),
        ('[{"x": 1}]', "this looks like JSON"),
        ("<!DOCTYPE html>", "this looks like a web page"),
        (b"\xff\xfex\x00,\x00l", "damaged or cut off"),
    ],
)
def test_that_what_is_no_table_is_refused_with_its_place(
    written: Written, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(UserError) as caught:
        written(content)
    assert sentence in str(caught.value)
    assert caught.value.hint
    assert len(str(caught.value)) < 400
