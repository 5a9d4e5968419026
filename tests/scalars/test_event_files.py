"""That a script's own event files are found and read, each value once."""

from __future__ import annotations

from pathlib import Path

import pytest

from guild_desktop.scalars.event_files import EventFiles, tag_prefix
from guild_desktop.scalars.summary import ScalarPoint
from tests.scalars.event_writing import plain, write_events


@pytest.fixture
def files(tmp_path: Path) -> EventFiles:
    return EventFiles(tmp_path, {"events.out.tfevents.given"}, pause=0)


def test_that_a_run_without_such_files_has_no_scalars(files):
    assert list(files.read()) == list(files.finish()) == []
    assert list(EventFiles(Path("/nowhere/at/all")).read()) == []


def test_that_each_value_comes_once(files, tmp_path):
    write_events(tmp_path, plain("loss", 0.5, 3), plain("acc", 1, 3))
    assert list(files.read()) == [ScalarPoint("loss", 0.5, 3), ScalarPoint("acc", 1.0, 3)]
    assert list(files.read()) == []
    write_events(tmp_path, plain("loss", 0.25, 4))
    assert list(files.finish()) == [ScalarPoint("loss", 0.25, 4)]
    assert list(files.finish()) == []


def test_that_a_file_cut_anywhere_gives_the_same_values_in_the_end(tmp_path):
    source = tmp_path / "source"
    file = write_events(source, *(plain("loss", 1 / (i + 1), i) for i in range(3)))
    whole = file.read_bytes()
    expected = list(EventFiles(source).finish())
    assert len(expected) == 3
    for cut in range(len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / file.name).write_bytes(whole[:cut])
        reader = EventFiles(folder, pause=0)
        found = list(reader.read())
        with (folder / file.name).open("ab") as more:
            more.write(whole[cut:])
        assert found + list(reader.finish()) == expected


def test_that_scalars_of_a_folder_below_have_its_path_before_their_name(files, tmp_path):
    write_events(tmp_path / "logs" / "train", plain("epoch_loss", 0.5))
    assert [point.tag for point in files.read()] == ["logs/train/epoch_loss"]


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("", ""),
        ("logs", "logs/"),
        ("lightning_logs/version_0", "lightning_logs/version_0/"),
        ("runs/Nov23_14-30-05_some.host", ""),
        ("runs/Nov23_14-30-05_host/loss_train", "loss_train/"),
        ("logs/fit/20261123-143005/validation", "validation/"),
        ("logs/2026-11-23/train", "train/"),
        ("runs/x/1795444205.7712345", ""),
        ("lr_0.001/batch_64", "lr_0.001/batch_64/"),
        ("seed_12345678901", "seed_12345678901/"),
    ],
)
def test_that_names_do_not_depend_on_when_a_run_started(path, prefix):
    assert tag_prefix([part for part in path.split("/") if part]) == prefix


def test_that_links_out_of_the_folder_are_not_followed(files, tmp_path, tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    file = write_events(project, plain("loss", 1))
    (tmp_path / "logs").symlink_to(project)
    (tmp_path / file.name).symlink_to(file)
    assert list(files.finish()) == []


def test_that_copies_of_the_project_s_own_files_are_left_out(files, tmp_path):
    write_events(tmp_path, plain("loss", 1)).rename(tmp_path / "events.out.tfevents.given")
    assert list(files.finish()) == []


def test_that_a_damaged_file_is_named_and_does_not_hide_the_others(files, tmp_path):
    bad = tmp_path / "events.out.tfevents.0"
    bad.write_bytes(b"this is no event file, whatever its name may say")
    write_events(tmp_path, plain("loss", 1))
    assert [point.tag for point in files.finish()] == ["loss"]
    assert files.broken == [bad]


def test_that_folders_are_looked_through_only_every_few_seconds(tmp_path):
    files = EventFiles(tmp_path, pause=3600)
    assert list(files.read()) == []
    write_events(tmp_path, plain("loss", 1))
    assert list(files.read()) == []
    assert [point.tag for point in files.finish()] == ["loss"]


def test_that_much_is_read_in_portions_while_a_script_runs(files, tmp_path):
    write_events(tmp_path, *(plain("loss", i, i) for i in range(6000)))
    first = list(files.read())
    assert 0 < len(first) < 6000
    rest = list(files.finish())
    assert [point.step for point in first + rest] == list(range(6000))


def test_that_the_time_for_reading_is_shared(files, tmp_path):
    write_events(tmp_path, *(plain("loss", i, i) for i in range(6000)))
    first = len(list(files.read(readers=16)))
    assert 0 < first < len(list(files.read(readers=1)))


def test_that_files_too_deep_below_are_not_looked_for(files, tmp_path):
    write_events(tmp_path.joinpath(*"abcdefghij"), plain("loss", 1))
    assert list(files.finish()) == []
