"""SELECT: which runs and batches the words and filters of a command mean."""

from __future__ import annotations

import math

import pytest

from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.errors import UserError
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.listing import (
    ListingFilters,
    Records,
    runs_of_rows,
    select_rows,
    trials_of,
)
from guild_desktop.core.listing_columns import sorted_rows
from guild_desktop.core.run import Run, Status
from tests.core.sample_runs import frame_of, make_batch, make_run

GRID = make_batch("b", 0)
SEARCH = make_batch("c", 10, optimizer="gp")
SINGLE = make_batch("d", 20, hidden=True)


@pytest.fixture
def frame() -> RunFrame:
    """Three trials of a grid, two of a search, and a single run, which is the newest."""
    runs = [make_run(number, {"x": number}, loss=-number) for number in (1, 2, 3)]
    runs += [make_run(number, {"x": number}, batch=SEARCH.id) for number in (11, 12)]
    runs += [make_run(21, batch=SINGLE.id, operation="eval.py", status=Status.ERROR)]
    return frame_of(*runs, batches=(GRID, SEARCH, SINGLE))


def told(frame, *words, **filters):
    """What is chosen: indexes of runs, names of batches."""
    rows = select_rows(frame, words, ListingFilters(**filters))
    # Records, which have no columns and nothing that was purged, give the same.
    kept = tuple(run for run, gone in zip(frame.runs, frame.purged, strict=True) if not gone)
    records = Records(kept, frame.batches)
    assert select_rows(records, words, ListingFilters(**filters)) == rows
    return [row.record.name if row.index is None else row.index for row in rows]


def refused(frame, *words, **filters):
    """The sentence with which words or filters are refused."""
    with pytest.raises(UserError) as caught:
        select_rows(frame, words, ListingFilters(**filters))
    assert caught.value.hint
    return caught.value.message


def test_that_without_a_word_everything_is_listed_newest_first(frame):
    assert told(frame) == [1, 2, 3, "train.py+gp", 4, 5, 6, "train.py+"]
    assert select_rows(frame, [], ListingFilters())[0].record.id == frame.ids[-1]


def test_that_filters_alone_find_batches_where_that_is_wanted(frame):
    filters = ListingFilters(statuses=(GRID.status,))
    rows = select_rows(frame, [], filters, with_batches=True)
    assert [row.record for row in rows] == [SEARCH, GRID]
    assert select_rows(frame, [], filters) == ()


def test_that_an_index_counts_runs_from_the_newest_and_no_batches(frame):
    rows = select_rows(frame, ["4"], ListingFilters())
    assert [row.record.sequence for row in rows] == [3]
    assert told(frame, "1", "6") == [1, 6]


def test_that_a_slice_holds_both_its_ends(frame):
    assert told(frame, "2:4") == [2, 3, 4]
    assert told(frame, ":2") == [1, 2]
    assert told(frame, "5:") == [5, 6]
    assert told(frame, ":") == [1, 2, 3, 4, 5, 6]
    assert told(frame, "1:20") == [1, 2, 3, 4, 5, 6]
    assert told(frame, "7:20") == []


def test_that_an_index_counts_only_runs_that_satisfy_the_filters(frame):
    rows = select_rows(frame, ["1:2"], ListingFilters(operations=("train.py",)))
    assert [(row.index, row.record.sequence) for row in rows] == [(1, 12), (2, 11)]


@pytest.mark.parametrize("word", ["0:2", "3:1", ":0", "0:"])
def test_that_a_slice_of_nothing_is_refused(frame, word):
    assert word in refused(frame, word)


@pytest.mark.parametrize("word", ["1:2:3", "a:b", "-1:2", "1:x"])
def test_that_what_is_no_slice_is_refused(frame, word):
    assert "is no slice" in refused(frame, word)


def test_that_an_index_beyond_the_list_says_how_long_it_is(frame):
    assert refused(frame, "7") == "There is no run number 7: the list has 6."
    assert "the list is empty" in refused(RunFrame.empty(), "1")


def test_that_words_add_up_and_nothing_comes_twice(frame):
    assert told(frame, "2", ":2", frame.ids[-1], "6") == [1, 2, 6]


# Ids


def test_that_the_beginning_of_an_id_names_a_run_or_a_batch(frame):
    assert told(frame, "00000015") == [1]
    assert told(frame, frame.ids[0]) == [6]
    assert told(frame, "CC") == ["train.py+gp"]
    assert told(frame, "cc", "1") == [1, "train.py+gp"]


def test_that_the_beginning_of_several_ids_is_refused_with_their_names(frame):
    message = refused(frame, "0000000")
    assert message.startswith("Several ids begin with 0000000: 00000001000, 00000002000")
    assert message.endswith("0000000c000.")
    assert refused(frame, "000000").endswith(" and others.")


def test_that_an_unknown_id_is_refused(frame):
    assert refused(frame, "feed") == "No run or batch has an id that begins with 'feed'."
    assert "No run or batch" in refused(frame, "")
    assert "No run or batch" in refused(frame, "99999999")


def test_that_digits_beyond_the_list_are_the_beginning_of_an_id():
    frame = frame_of(make_run(0x777), make_run(0x12345678), batches=())
    assert told(frame, "12345678") == [1]
    assert told(frame, "00000777") == [2]
    assert told(frame, "2") == [2]


def test_that_the_id_of_a_hidden_batch_stands_for_its_run(frame):
    assert told(frame, "dd") == [1]


def test_that_an_id_which_does_not_satisfy_the_filters_chooses_nothing(frame):
    assert told(frame, "00000015", statuses=(Status.COMPLETED,)) == []
    assert told(frame, "cc", operations=("eval.py",)) == []


# Filters


def test_that_an_operation_is_the_whole_name(frame):
    assert told(frame, operations=("eval.py",)) == [1]
    assert told(frame, operations=("eval",)) == []
    assert told(frame, operations=("eval.py", "train.py+")) == [1, "train.py+"]


def test_that_an_operation_is_an_expression_between_its_ends(frame):
    assert told(frame, operations=("^eval",)) == [1]
    assert told(frame, operations=("val.py$",)) == [1]
    assert "regular expression" in refused(frame, operations=("^(",))


def test_that_batches_match_only_where_the_plus_is_named(frame):
    assert told(frame, operations=("train.py+gp",)) == ["train.py+gp"]
    assert told(frame, operations=("train.py",)) == [1, 2, 3, 4, 5]
    assert told(frame, operations=(r"^train\.py\+",)) == ["train.py+gp", "train.py+"]
    assert told(frame, operations=("^train.+",)) == [1, 2, 3, 4, 5]
    assert told(frame, statuses=(Status.PENDING,)) == []
    assert told(frame, statuses=(Status.PENDING,), operations=("train.py+",)) == ["train.py+"]


def test_that_labels_tags_marks_and_states_filter():
    runs = [
        make_run(1, label="my best", tags=("a", "b"), marked=True),
        make_run(2, label="worst", tags=("b",), status=Status.ERROR),
        make_run(3, status=Status.RUNNING),
    ]
    frame = frame_of(*runs)
    assert told(frame, labels=("best",)) == [1]
    assert told(frame, labels=("best", "worst")) == [1, 2]
    assert told(frame, tags=("a",)) == [1]
    assert told(frame, tags=("b",)) == [1, 2]
    assert told(frame, marked=True) == [1]
    assert told(frame, statuses=(Status.ERROR, Status.RUNNING)) == [1, 2]
    found = select_rows(frame, [], ListingFilters(tags=("b",), statuses=(Status.ERROR,)))
    assert [row.record.sequence for row in found] == [2]


def test_that_conditions_filter_runs_and_no_batches(frame):
    rows = select_rows(frame, [], ListingFilters(where=("loss < -1 and x in [0, 1, 2]",)))
    assert [row.record.sequence for row in rows] == [2]
    assert told(frame, where=("loss < 0", "x > 2")) == [1]
    assert told(frame, where=("loss is undefined",)) == [1, 2, 3]


def test_that_a_condition_which_cannot_be_read_is_told_with_its_place(frame):
    message = refused(frame, where=("loss => 1",))
    assert message.startswith("The filter 'loss => 1' cannot be read at '=>': ")


def test_that_a_slip_in_a_name_is_told_unless_there_is_no_run_to_have_it(frame):
    with pytest.raises(UnknownColumn) as caught:
        select_rows(frame, [], ListingFilters(where=("los < 1",)))
    assert caught.value.hint == "Did you mean loss?"
    assert told(RunFrame.empty(), where=("los < 1",)) == []


# Trash


@pytest.fixture
def trash() -> RunFrame:
    """A run and a batch that are alive, and a run and a batch with a trial in the trash."""
    gone = make_batch("e", 5, deleted=1.0)
    return frame_of(
        make_run(1, {"x": 1}),
        make_run(2, {"x": 2}, deleted=1.0),
        make_run(6, {"x": 6}, batch=gone.id, deleted=1.0),
        make_run(7, {"x": 7}),
        batches=(GRID, gone),
    ).updated(purged=[make_run(7).id])


def test_that_the_trash_is_listed_only_when_asked_for(trash):
    assert told(trash) == [1, "train.py+"]
    assert told(trash, deleted=True) == [1, "train.py+", 2]
    assert [row.record.sequence for row in select_rows(trash, ["1:"], ListingFilters())] == [1]


def test_that_conditions_see_the_values_of_the_trash(trash):
    rows = select_rows(trash, [], ListingFilters(where=("x > 3",), deleted=True))
    assert [row.record for row in rows] == [trash.run(2)]
    assert told(trash, where=("x > 3",)) == []


def test_that_an_id_says_when_it_is_on_the_other_side_of_the_trash(trash):
    assert refused(trash, "00000002") == "The run 00000002 is in the trash."
    assert refused(trash, "00000001", deleted=True) == "The run 00000001 is not in the trash."
    assert refused(trash, "eee") == "The batch eeeeeeee is in the trash."
    assert "No run or batch" in refused(trash, "00000007")


# What is done with rows


def test_that_what_acts_on_a_batch_acts_on_its_trials(frame, trash):
    def acted_on(frame, *words, **filters):
        rows = select_rows(frame, words, ListingFilters(**filters))
        return [run.sequence for run in runs_of_rows(frame, rows)]

    assert acted_on(frame, "bb") == [3, 2, 1]
    assert acted_on(frame, "bb", "6", "1") == [21, 3, 2, 1]
    assert acted_on(frame) == [21, 12, 11, 3, 2, 1]
    assert acted_on(trash, "ee", deleted=True) == [6]
    assert acted_on(trash, "bb") == [1]
    assert [run.sequence for run in trials_of(frame, SEARCH.id)] == [11, 12]


def test_that_what_is_no_number_sorts_last_either_way():
    values = [2.0, None, math.nan, -math.inf, 1.0, math.inf, 1.0]
    runs: list[Run] = [make_run(number, loss=loss) for number, loss in enumerate(values)]
    frame = frame_of(*runs)
    up = [run.sequence for run in sorted_rows(frame, runs, "loss")]
    down = [run.sequence for run in sorted_rows(frame, runs, "loss", descending=True)]
    assert up == [4, 6, 0, 3, 5, 2, 1]
    assert down == [0, 4, 6, 5, 3, 2, 1]


@pytest.mark.parametrize("descending", [False, True])
def test_that_of_equal_values_the_run_created_first_comes_first(descending):
    runs = [make_run(number, loss=1.0) for number in (3, 1, 2)]
    ordered = sorted_rows(frame_of(*runs), reversed(runs), "loss", descending=descending)
    assert [run.sequence for run in ordered] == [1, 2, 3]


def test_that_texts_sort_by_the_numbers_in_them():
    names = ["net10", "net9", "Net1"]
    runs = [make_run(number, {"x": name}) for number, name in enumerate(names)]
    ordered = sorted_rows(frame_of(*runs), runs, "x")
    assert [run.flags["x"] for run in ordered] == ["Net1", "net9", "net10"]
    with pytest.raises(UnknownColumn):
        sorted_rows(frame_of(*runs), runs, "y")
