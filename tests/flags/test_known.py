"""What the script says of its flags: names, types, choices, limits and defaults."""

from __future__ import annotations

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Fixed, Formula, Listed, LogUniform, Uniform, values_of
from guild_desktop.flags import FlagErrors, parse, parse_text, unknown_flag


def fixed(text, kind, **more):
    dimension = parse_text(text, FlagInfo("x", type=kind, **more))
    assert isinstance(dimension, Fixed)
    return dimension.value


def values(text, kind, **more):
    return values_of(parse_text(text, FlagInfo("x", type=kind, **more)))


def error(text, kind=None, **more):
    with pytest.raises(FlagErrors) as caught:
        parse_text(text, FlagInfo("x", type=kind, **more))
    (problem,) = caught.value.errors
    assert problem.hint
    return problem


# --- names ----------------------------------------------------------------------------------------


def test_that_an_unknown_name_suggests_the_nearest():
    with pytest.raises(FlagErrors) as caught:
        parse({"learning_rat": "1"}, [FlagInfo("learning_rate"), FlagInfo("noise")])
    (problem,) = caught.value.errors
    assert "no flag `learning_rat`" in problem.message
    assert "Did you mean learning_rate?" in problem.hint


def test_that_a_name_near_to_none_gets_the_list():
    with pytest.raises(FlagErrors, match="It has x, noise"):
        parse({"zzz": "1"}, [FlagInfo("x"), FlagInfo("noise")])


def test_that_one_rule_says_what_is_wrong_with_a_name_whether_all_or_one_is_asked_about():
    known = [FlagInfo("learning_rate"), FlagInfo("noise")]
    with pytest.raises(FlagErrors) as caught:
        parse({"nosie": "[1, 2]"}, known)
    assert caught.value.errors == (unknown_flag("nosie", "[1, 2]", known),)
    assert "has no flags" in unknown_flag("nosie", "1", ()).message


def test_that_an_unknown_name_does_not_hide_what_is_wrong_with_its_text():
    with pytest.raises(FlagErrors) as caught:
        parse({"y": "[1"}, [FlagInfo("x")])
    assert len(caught.value.errors) == 2


def test_that_dash_and_underscore_are_the_same_in_names():
    space = parse({"learning-rate": "1"}, [FlagInfo("learning_rate", type="float")])
    assert list(space) == ["learning_rate"]
    both = [FlagInfo("a-b", type="int"), FlagInfo("a_b", type="string")]
    assert dict(parse({"a-b": "1", "a_b": "1"}, both)) == {"a-b": Fixed(1), "a_b": Fixed("1")}


def test_that_the_same_flag_in_two_spellings_is_an_error():
    with pytest.raises(FlagErrors, match="same flag as a_b"):
        parse({"a_b": "1", "a-b": "1"}, [FlagInfo("a_b")])


def test_that_without_known_flags_every_name_is_allowed():
    assert list(parse({"anything": "1"})) == ["anything"]


# --- types ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1e-3", "true", "null", "007", "1.50", "~", "", "0x1F"])
@pytest.mark.parametrize("kind", ["string", "path"])
def test_that_a_text_flag_keeps_scalars_as_typed(text, kind):
    assert fixed(text, kind) == text


def test_that_a_text_flag_has_lists_and_sequences_of_texts():
    assert values("[1, 1.50, 'a']", "string") == ("1", "1.50", "a")
    assert values("range[1:3]", "string") == ("1", "2", "3")
    assert fixed("'range[1:3]'", "string") == "range[1:3]"


def test_that_a_text_flag_has_no_ranges():
    assert "'[0:1]'" in error("[0:1]", "string").hint


def test_that_a_sequence_too_long_to_spell_out_is_refused():
    assert "1,000,000,000 numbers" in error("linspace[0:1:1e9]", "string").message


@pytest.mark.parametrize("text", ["'1'", '"1"', "1"])
def test_that_quotes_do_not_hide_a_number_from_a_number_flag(text):
    assert repr(fixed(text, "number")) == "1"


@pytest.mark.parametrize("kind", ["number", "int", "float"])
@pytest.mark.parametrize("text", ["true", "no", "abc", "", "'null'", "1_000", "1:30"])
def test_that_a_number_flag_refuses_what_is_no_number(text, kind):
    assert "number" in error(text, kind).message


def test_that_underscores_in_a_number_are_told_to_go():
    assert error("1_000", "number").hint == "Write 1000."


@pytest.mark.parametrize("kind", ["number", "int", "float"])
def test_that_null_is_allowed_for_a_number(kind):
    assert fixed("null", kind) is None


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_that_nan_and_infinities_are_numbers_but_not_whole(text):
    assert isinstance(fixed(text, "float"), float)
    assert "whole" in error(text, "int").message


@pytest.mark.parametrize(("text", "whole"), [("1.0", "1"), ("1e3", "1000"), ("'2.0'", "2")])
def test_that_a_whole_number_flag_takes_no_decimals(text, whole):
    assert error(text, "int").hint == f"Write {whole}."


def test_that_each_item_of_a_list_is_checked_at_its_place():
    with pytest.raises(FlagErrors) as caught:
        parse_text("[1, a, 2.5, 3, b]", FlagInfo("x", type="int"))
    text = "[1, a, 2.5, 3, b]"
    assert [text[p.start : p.end] for p in caught.value.errors] == ["a", "2.5", "b"]


def test_that_a_float_flag_makes_every_number_real():
    assert repr(fixed("1", "float")) == "1.0"
    assert repr(values("[1, 2]", "float")) == "(1.0, 2.0)"
    assert repr(values("range[1:3]", "float")) == "(1.0, 2.0, 3.0)"
    assert repr(parse_text("[1:5:2]", FlagInfo("x", type="float"))) == repr(Uniform(1.0, 5.0, 2.0))


def test_that_a_whole_number_flag_has_whole_sequences():
    assert repr(values("logspace[4:8:5:2]", "int")) == "(16, 32, 64, 128, 256)"
    assert repr(values("linspace[0:10:11]", "int")) == repr(tuple(range(11)))
    assert repr(values("range[1:3]", "int")) == "(1, 2, 3)"
    assert "whole numbers" in error("linspace[0:1:3]", "int").message
    assert "whole numbers" in error("range[0:1:0.5]", "int").message


def test_that_loguniform_on_a_whole_number_flag_gives_whole_numbers():
    dimension = parse_text("loguniform[1:1e3:10]", FlagInfo("x", type="int"))
    assert repr(dimension) == repr(LogUniform(1, 1000, 10, whole=True))
    assert "decimals" in error("loguniform[0.5:10]", "int").message


def test_that_a_real_range_on_a_whole_number_flag_is_an_error():
    problem = error("[1.0:5.0]", "int")
    assert problem.hint == "Write [1:5]."


@pytest.mark.parametrize(
    ("text", "truth"),
    [("yes", True), ("no", False), ("1", True), ("0", False), ("on", True), ("'off'", False)],
)
def test_that_a_boolean_flag_takes_the_words_and_0_and_1(text, truth):
    assert fixed(text, "boolean") is truth


@pytest.mark.parametrize("text", ["2", "abc", "", "null", "y", "0.5", "[0:1]", "range[2]"])
def test_that_a_boolean_flag_takes_nothing_else(text):
    assert "yes" in error(text, "boolean").hint


def test_that_a_list_flag_takes_a_list_or_its_words():
    assert fixed("[[16, 32]]", "list") == (16, 32)
    assert fixed("16 32", "list") == (16, 32)
    assert fixed("16", "list") == (16,)
    assert fixed("'a b'", "list") == ("a b",)
    assert values("[[1, 2], [3]]", "list") == ((1, 2), (3,))
    assert values("[1, 2]", "list") == ((1,), (2,))


def test_that_a_list_for_a_number_flag_is_an_error():
    assert "list" in error("[[1, 2], 3]", "int").message


def test_that_a_flag_of_no_type_takes_everything():
    for text in ["1", "a", "[1, a]", "[[1, 2]]", "[0:1]", "range[3]", "true", "null"]:
        assert parse_text(text, FlagInfo("x")) == parse_text(text)
        assert parse_text(text, FlagInfo("x", type="null")) == parse_text(text)


# --- limits and choices ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["-1", "11", "[1, 11]", "[-1:5]", "[5:11]", "range[0:11]", "loguniform[1:100]", "nan"]
)
def test_that_min_and_max_hold_for_values_ranges_and_sequences(text):
    problem = error(text, "number", min=0, max=10)
    assert "out of range" in problem.message
    assert "from 0 to 10" in problem.hint


@pytest.mark.parametrize("text", ["0", "10", "[0, 10]", "[0:10]", "linspace[0:10:3]", "null"])
def test_that_min_and_max_are_included(text):
    assert parse_text(text, FlagInfo("x", type="number", min=0, max=10))


def test_that_one_limit_alone_is_told():
    assert "from 0 up" in error("-1", "number", min=0).hint
    assert "up to 1" in error("2", "number", max=1).hint


def test_that_a_value_must_be_among_the_choices():
    problem = error("sgdd", "string", choices=("adam", "sgd"))
    assert "Did you mean sgd?" in problem.hint
    assert "adam, sgd" in problem.hint
    assert values("[adam, sgd]", "string", choices=("adam", "sgd")) == ("adam", "sgd")


@pytest.mark.parametrize("text", ["0", "true", "1.5", "[1, 3]", "choice[1, 3]"])
def test_that_falsy_values_and_booleans_are_checked_like_all_others(text):
    assert "not a choice" in error(text, None, choices=(1, 2)).message


def test_that_a_text_choice_that_looks_like_a_number_asks_for_quotes():
    assert "'1'" in error("1", None, choices=("1", "2")).hint
    assert fixed("'1'", None, choices=("1", "2")) == "1"
    assert fixed("1", "string", choices=("1", "2")) == "1"


def test_that_other_values_are_allowed_if_the_script_says_so():
    assert fixed("c", None, choices=("a", "b"), allow_other=True) == "c"


def test_that_a_range_does_not_go_between_choices():
    assert "1, 5, 9" in error("[1:9]", "int", choices=(1, 5, 9)).hint


def test_that_a_sequence_may_meet_choices():
    assert values("range[1:9:4]", "int", choices=(1, 5, 9)) == (1, 5, 9)
    assert "3 is not a choice" in error("range[1:3]", "int", choices=(1, 2)).message


def test_that_choices_and_limits_make_no_dimension_by_themselves():
    known = [FlagInfo("x", 1, "int", choices=(1, 2)), FlagInfo("y", 0.5, "float", min=0, max=1)]
    assert parse({}, known, fill_defaults=True).chosen_optimizer() is None


# --- defaults -------------------------------------------------------------------------------------


def test_that_defaults_fill_the_flags_that_were_not_typed():
    known = [
        FlagInfo("x", 0.1, "number"),
        FlagInfo("noise", 0.1, "number"),
        FlagInfo("layers", (16, 32), "list"),
        FlagInfo("unset", None, "string"),
        FlagInfo("nothing", None, "null"),
    ]
    space = parse({"x": "[1, 2]"}, known, fill_defaults=True)
    assert dict(space) == {
        "x": Listed((1, 2)),
        "noise": Fixed(0.1),
        "layers": Fixed((16, 32)),
        "nothing": Fixed(None),
    }
    assert dict(parse({"x": "1"}, known)) == {"x": Fixed(1)}


def test_that_a_default_that_looks_like_a_range_is_text():
    space = parse({}, [FlagInfo("x", "[0:1]", "string")], fill_defaults=True)
    assert space["x"] == Fixed("[0:1]")


def test_that_a_required_flag_without_a_value_is_missed():
    known = [FlagInfo("x", required=True), FlagInfo("y", 1, required=True)]
    with pytest.raises(FlagErrors, match="x: The script needs this flag"):
        parse({}, known, fill_defaults=True)
    assert parse({"x": "1"}, known, fill_defaults=True)
    assert parse({}, known, rows=[{"x": "1"}], fill_defaults=True)
    assert parse({}, known) == parse({})


# --- rows -----------------------------------------------------------------------------------------


def test_that_rows_override_defaults_and_typed_flags_override_rows():
    known = [FlagInfo("x", 9), FlagInfo("y", 8), FlagInfo("z", 7)]
    space = parse({"z": "0"}, known, rows=[{"x": "1", "z": "5"}, {"y": "2"}], fill_defaults=True)
    assert dict(space) == {"z": Fixed(0)}
    assert list(space.resolve().trials()) == [
        {"x": 1, "y": 8, "z": 0},
        {"x": 9, "y": 2, "z": 0},
    ]


def test_that_problems_in_rows_name_the_row():
    with pytest.raises(FlagErrors) as caught:
        parse({"y": "[1"}, rows=[{"x": "1"}, {"x": "[1,,2]"}])
    assert [problem.flag for problem in caught.value.errors] == ["y", "x"]
    assert "row 2" in caught.value.errors[1].message
    assert caught.value.errors[1].start == 3


def test_that_rows_are_checked_against_the_known_flags():
    with pytest.raises(FlagErrors, match="row 1: `a` is not a whole number"):
        parse({}, [FlagInfo("x", type="int")], rows=[{"x": "a"}])


def test_that_formulas_stay_formulas_for_a_float_flag():
    dimension = parse_text("range[1:5:2]", FlagInfo("x", type="float"))
    assert repr(dimension) == repr(Formula("range", (1.0, 5.0, 2)))
