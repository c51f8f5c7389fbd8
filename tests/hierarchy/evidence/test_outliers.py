"""Which instance is far from the rest, and who is hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.breakdowns import Breakdown
from hierarchy.evidence.outliers import Hurt, outlier, who
from hierarchy.evidence.readings import Trust
from hierarchy.model import Band, Signal, Worse

PODS = {"a": 0.10, "b": 0.11, "c": 0.09, "d": 0.10, "e": 0.12}
ERRORS = Signal("errors", "Failed", unit="ratio", worse=Worse.HIGHER, warning=0.01, critical=0.05)


def split(values: dict[str, float], trust: Trust = Trust.LIVE, detail: str = "") -> Breakdown:
    return Breakdown("pod", values, trust, detail)


def test_the_one_instance_far_above_the_rest_is_named_with_the_median_of_the_others() -> None:
    """Its own value has no part in what it is compared with."""
    found = outlier(split({**PODS, "bad": 0.9}), Worse.HIGHER, unit="ratio")

    assert found is not None
    assert (found.name, found.value, found.median, found.others) == ("bad", 0.9, 0.10, 5)
    assert found.far > 5
    assert found.text == "bad: 90 %, the other 5 around 10 %"


def test_instances_that_are_much_alike_have_no_outlier() -> None:
    """The largest of ordinary values is not news."""
    assert outlier(split(PODS), Worse.HIGHER) is None
    assert outlier(split({**PODS, "f": 0.14}), Worse.HIGHER) is None


def test_a_value_that_differs_by_less_than_anyone_cares_is_no_outlier() -> None:
    """Exact equals have no spread of their own; a spread is never zero all the same."""
    assert outlier(split({**dict.fromkeys("abcd", 100.0), "x": 110.0}), Worse.HIGHER) is None
    assert outlier(split({**dict.fromkeys("abcd", 0.0), "x": 0.0004}), Worse.HIGHER, unit="ratio") is None
    assert outlier(split(dict.fromkeys("abcde", 0.0)), Worse.HIGHER) is None


def test_only_the_direction_that_is_worse_counts() -> None:
    """An instance far better than the others is no reason to look; without a direction both are."""
    fast = split({"a": 10.0, "b": 11.0, "c": 10.5, "d": 9.9, "quick": 1.0})

    assert outlier(fast, Worse.HIGHER) is None
    for worse in (Worse.LOWER, Worse.EITHER, None):
        found = outlier(fast, worse)
        assert found is not None
        assert found.name == "quick"


def test_two_bad_instances_of_eight_do_not_hide_each_other() -> None:
    """The rest is what remains without both, and the sentence counts the second."""
    found = outlier(split({**PODS, "f": 0.10, "bad": 0.9, "sick": 0.8}), Worse.HIGHER, unit="ratio")

    assert found is not None
    assert found.name == "bad"
    assert found.text == "bad: 90 % (and 1 more like it), the other 6 around 10 %"


def test_a_long_tail_is_no_outlier() -> None:
    """Where values thin out step by step none lies apart."""
    assert outlier(split({str(i): 1.5**i for i in range(12)}), Worse.HIGHER) is None


def test_with_two_or_three_instances_only_a_plain_difference_is_told_and_said_so() -> None:
    """There is no spread to speak of, so three times the others, which agree, is the rule."""
    found = outlier(split({"a": 0.02, "b": 0.025, "x": 0.3}), Worse.HIGHER, unit="ratio")

    assert found is not None
    assert found.name == "x"
    assert found.text == (
        "x: 30 %, the other 2 around 2.25 %; too few to say more than that it is 12 times as much"
    )
    assert outlier(split({"a": 0.02, "b": 0.2, "x": 0.3}), Worse.HIGHER) is None
    assert outlier(split({"a": 0.2, "x": 0.3}), Worse.HIGHER) is None
    one = outlier(split({"a": 0.0, "x": 0.3}), Worse.HIGHER, unit="ratio")
    assert one is not None
    assert one.text.endswith("that it is the only one above zero")
    assert outlier(split({"a": 0.0, "x": 0.3}), None, unit="ratio") is None
    low = outlier(split({"a": 30.0, "x": 3.0}), Worse.LOWER)
    assert low is not None
    assert low.name == "x"
    assert low.text.endswith("10 times as little")


@pytest.mark.parametrize(
    "trust", [Trust.ERROR, Trust.ABSENT, Trust.UNREACHABLE, Trust.STALE, Trust.AMBIGUOUS]
)
def test_nothing_is_said_of_a_breakdown_that_is_not_believed(trust: Trust) -> None:
    """No outlier, and nobody is said to be well or hurt; the reason stays."""
    broken = split({**PODS, "bad": 0.9}, trust, "it could not be asked")

    assert outlier(broken, Worse.HIGHER) is None
    assert who(broken, ERRORS).hurt is Hurt.UNKNOWN
    assert who(broken, ERRORS).text == "it could not be asked"


@given(
    st.dictionaries(st.text(max_size=3), st.floats(0, 1e6, allow_nan=False), max_size=30),
    st.floats(0.001, 1000),
    st.sampled_from([None, *Worse]),
)
def test_a_scale_changes_nothing_about_who_is_far(
    values: dict[str, float], factor: float, worse: Worse | None
) -> None:
    """Milliseconds or seconds, the same instance is named; and it is one of the values."""
    values = {name: round(value, 3) for name, value in values.items()}
    found = outlier(split(values), worse)
    scaled = outlier(split({name: value * factor for name, value in values.items()}), worse)

    assert found is None or found.name in values
    if found is not None and found.far > 5.01 and found.others >= 3 and min(values.values()) > 0:
        assert scaled is None or scaled.name == found.name


def test_one_hurt_segment_is_named_beside_what_the_others_have_at_most() -> None:
    """Everyone or only some, in one look."""
    found = who(split({"EU": 0.12, "US": 0.002, "ASIA": 0.001, "AF": 0.0}), ERRORS)

    assert (found.hurt, found.names, found.total) == (Hurt.ONLY, ("EU",), 4)
    assert found.text == "only EU: 12 %, the other 3 at most 0.2 %"


def test_several_hurt_segments_are_counted_worst_first() -> None:
    """The worst three are named."""
    found = who(split({"a": 0.02, "b": 0.3, "c": 0.1, "d": 0.04, "e": 0.001}), ERRORS)

    assert found.hurt is Hurt.SOME
    assert found.names == ("b", "c", "d", "a")
    assert found.text == "4 of 5: b: 30 %, c: 10 %, d: 4 %, …; the other one, e, at 0.1 %"


def test_everyone_and_nobody_are_said_with_the_range_of_their_values() -> None:
    """Of one segment alone it is said that there is only that one."""
    everyone = who(split({"a": 0.2, "b": 0.3}), ERRORS)
    nobody = who(split({"a": 0.002, "b": 0.003}), ERRORS)
    single = who(split({"a": 0.2}), ERRORS)

    assert (everyone.hurt, everyone.text) == (Hurt.EVERYONE, "everyone: all 2 from 20 % to 30 %")
    assert (nobody.hurt, nobody.text) == (Hurt.NOBODY, "nobody: all 2 at most 0.3 %")
    assert (single.hurt, single.text) == (Hurt.EVERYONE, "everyone, which is a: 20 % alone")


def test_what_is_missing_could_be_hurt_so_nobody_and_everyone_need_a_whole_breakdown() -> None:
    """Partial answers prove that some are hurt, never that the rest is well."""
    some = who(split({"a": 0.2, "b": 0.001}, Trust.PARTIAL, "1 of 3 is stale"), ERRORS)
    none = who(split({"a": 0.001}, Trust.PARTIAL, "1 of 2 is stale"), ERRORS)

    assert some.hurt is Hurt.SOME
    assert some.text.endswith("; of the rest nothing is known: 1 of 3 is stale")
    assert none.hurt is Hurt.UNKNOWN


def test_without_limits_only_a_segment_far_from_the_rest_is_told() -> None:
    """Nothing says what hurts, so alike values leave the question open."""
    plain = Signal("rate", "Rate", unit="per_second", worse=Worse.HIGHER)

    assert who(split({**PODS, "bad": 9.0}), plain).names == ("bad",)
    alike = who(split(PODS), plain)
    assert alike.hurt is Hurt.UNKNOWN
    assert alike.text == (
        "nobody is far from the rest: all 5 from 0.09/s to 0.12/s; no limit says who is hurt"
    )


def test_segments_outside_a_band_are_hurt_on_either_side() -> None:
    """A band may be left at both ends."""
    both = Signal("level", "Level", worse=Worse.EITHER, critical=Band(10.0, 20.0))

    assert who(split({"a": 5.0, "b": 15.0, "c": 31.0}), both).names == ("c", "a")
