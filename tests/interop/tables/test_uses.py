"""Which columns are taken for flags, results and facts about the run: the rules of docs/guide/tables.md."""

from __future__ import annotations

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tables.uses import Role, check_uses, choose_uses, guess_uses
from tests.interop.tables.conftest import Written


def guessed(written: Written, content: str) -> dict[str, str]:
    return {use.column.title: use.role.value for use in guess_uses(written(content))}


def of_title(written: Written, title: str, *values: str) -> str:
    """What a column becomes beside an obvious flag and an obvious result."""
    rows = "".join(f'"{value}",0.1,{at}.5\n' for at, value in enumerate(values))
    return guessed(written, f"{title},lr,objective\n{rows}")[title]


@pytest.mark.parametrize(
    "title",
    [
        *(
            "loss",
            "val_loss",
            "Train Loss",
            "acc",
            "accuracy",
            "Accuracy/test",
            "acc@5",
            "F1",
            "r2",
        ),
        *("rmse", "test_error", "error rate", "mAP", "validAUC", "val_foo", "mean_reward", "value"),
    ],
)
def test_that_numbers_with_the_name_of_a_result_are_one(written: Written, title: str) -> None:
    assert of_title(written, title, "0.5", "nan", "") == "scalar"


@pytest.mark.parametrize(
    "title",
    [
        *(
            "x",
            "momentum",
            "loss_weight",
            "test_size",
            "val_split",
            "score_threshold",
            "error_margin",
        ),
        *("loss_function", "eval_steps", "feature_map", "dropout rate", "batch"),
    ],
)
def test_that_other_columns_are_flags(written: Written, title: str) -> None:
    assert of_title(written, title, "1", "2") == "flag"


def test_that_texts_are_no_result_whatever_their_name(written: Written) -> None:
    assert of_title(written, "metric", "auc", "f1") == "flag"


def test_that_numbers_behind_the_first_result_are_results(written: Written) -> None:
    roles = guessed(written, "x,y,loss,speed,memory\n1,2,0.5,3,4\n2,1,0.4,5,6\n")
    assert list(roles.values()) == ["flag", "flag", "scalar", "scalar", "scalar"]


@pytest.mark.parametrize("title", ["lr", "batch_size", "optimizer"])
def test_that_the_order_tells_nothing_where_flags_stand_among_the_results(
    written: Written, title: str
) -> None:
    roles = guessed(written, f"acc,bar,{title}\n0.5,3,4\n0.4,5,6\n")
    assert list(roles.values()) == ["scalar", "flag", "flag"]


@pytest.mark.parametrize(
    ("title", "values", "role"),
    [
        ("Status", ["completed", "FAILED", ""], "status"),
        ("state", ["TrialState.COMPLETE", "TrialState.PRUNED"], "status"),
        ("state", ["CA", "NY"], "flag"),
        ("time", ["1.5", ""], "time"),
        ("Runtime", ["0 days 00:01:02.5"], "time"),
        ("time", ["2026-11-23 14:30:00"], "started"),
        ("Created", ["2026-11-23T14:30:00.000Z"], "started"),
        ("start", ["0.1", "0.2"], "flag"),
        ("start_time", ["1700000000123"], "started"),
        ("datetime_complete", ["2026-11-23 14:30:00"], "stopped"),
        ("run", ["1", "2"], "trial"),
        ("Trial ID", ["a1", "b2"], "label"),
        ("run", ["1", "1"], "flag"),
        ("Name", ["dry-sun-1", "odd-moon-2"], "label"),
        ("Name", ["resnet", "resnet"], "flag"),
        ("tags", ["a, b"], "tags"),
        ("Notes", ["good"], "comment"),
        ("artifact_uri", ["file:///x"], "left out"),
        ("nothing", ["", ""], "left out"),
    ],
)
def test_that_columns_about_the_run_are_known_by_name_and_values(
    written: Written, title: str, values: list[str], role: str
) -> None:
    assert of_title(written, title, *values) == role


def test_that_optunas_export_is_understood(written: Written) -> None:
    roles = guessed(
        written,
        ",number,value,datetime_start,datetime_complete,duration,params_lr,params_opt,"
        "user_attrs_acc,system_attrs_x,state\n"
        "0,0,0.5,2026-11-23 14:30:00,2026-11-23 14:31:00,0 days 00:01:00,0.1,adam,0.9,q,COMPLETE\n"
        "1,1,,2026-11-23 14:31:00,2026-11-23 14:31:10,0 days 00:00:10,0.2,sgd,,q,FAIL\n",
    )
    assert list(roles.values()) == [
        *("trial", "left out", "scalar", "started", "stopped", "time"),
        *("flag", "flag", "scalar", "left out", "status"),
    ]


def test_that_mlflows_export_is_understood(written: Written) -> None:
    table = written(
        "run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.rmse,params.alpha,"
        "tags.mlflow.runName,tags.mlflow.user\n"
        "8a1,0,FINISHED,file:///m,2026-11-23 14:30:00+00:00,2026-11-23 14:31:00+00:00,0.7,0.5,sad-ray-7,me\n"
    )
    uses = {use.column.title: (use.role, use.name) for use in guess_uses(table)}
    assert uses["metrics.rmse"] == (Role.SCALAR, "rmse")
    assert uses["params.alpha"] == (Role.FLAG, "alpha")
    assert uses["run_id"][0] is Role.LABEL
    assert uses["end_time"][0] is Role.STOPPED
    assert uses["tags.mlflow.user"][0] is Role.NOTHING


def test_that_wandbs_export_is_understood(written: Written) -> None:
    roles = guessed(
        written,
        "Name,State,Notes,User,Tags,Created,Runtime,Sweep,batch_size,dropout,epoch,val_acc\n"
        "dry-sun-1,finished,-,me,,2026-11-23T14:30:00.000Z,62,,32,0.1,9,0.8\n"
        "odd-sea-2,crashed,,me,,2026-11-23T14:32:00.000Z,3,,64,0.2,,\n",
    )
    assert list(roles.values()) == [
        *("label", "status", "left out", "left out", "left out", "started", "time", "left out"),
        *("flag", "flag", "flag", "scalar"),
    ]


def test_that_config_and_summary_paths_name_flags_and_results(written: Written) -> None:
    uses = guess_uses(written("config/lr,summary/lr,other\n1,2,3\n"))
    assert [(use.role, use.name) for use in uses] == [
        (Role.FLAG, "lr"),
        (Role.SCALAR, "lr"),
        (Role.SCALAR, "other"),
    ]


def test_that_names_stay_whole_where_they_would_be_the_same(written: Written) -> None:
    uses = guess_uses(written("params.x,config.x,loss\n1,2,3\n"))
    assert [use.name for use in uses] == ["params.x", "config.x", "loss"]


def test_that_a_person_decides(written: Written) -> None:
    uses = guess_uses(written("params_a,b,loss,status\n1,2,3,failed\n"))
    chosen = choose_uses(uses, flags=["b", "status"], scalars=["a"], skipped=["loss"])
    assert [(use.role.value, use.name) for use in chosen] == [
        ("scalar", "params_a"),
        ("flag", "b"),
        ("left out", "loss"),
        ("flag", "status"),
    ]


@pytest.mark.parametrize(
    ("flags", "scalars", "sentence"),
    [
        (["los"], [], "There is no column los. Did you mean loss?"),
        (["loss"], ["loss"], "The column loss is named twice."),
    ],
)
def test_that_a_choice_that_makes_no_sense_is_refused(
    written: Written, flags: list[str], scalars: list[str], sentence: str
) -> None:
    uses = guess_uses(written("x,loss\n1,2\n"))
    with pytest.raises(UserError, match=sentence.replace("?", r"\?")):
        choose_uses(uses, flags, scalars)


def test_that_a_table_without_a_result_is_refused(written: Written) -> None:
    table = written("x,y\n1,2\n")
    with pytest.raises(UserError, match="no column looks like a result"):
        check_uses(table, guess_uses(table))
