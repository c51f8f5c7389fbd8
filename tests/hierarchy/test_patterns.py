"""Texts with {label} placeholders and the matchers that come of them."""

from hypothesis import given
from hypothesis import strategies as st

from hierarchy.patterns import fill_patterns, fill_text, missing_labels, placeholders
from hierarchy.queries import Matcher, MatchPattern


def test_patterns_are_filled_with_the_labels_of_a_node() -> None:
    """Each pattern becomes one matcher, in order; what is no placeholder stays."""
    patterns = (MatchPattern("instance", "{host}:9100"), MatchPattern("job", "node"))
    assert fill_patterns(patterns, {"host": "a1"}) == (Matcher("instance", "a1:9100"), Matcher("job", "node"))


def test_values_in_a_regular_expression_mean_themselves() -> None:
    """A dot in a name is a dot; braces of the expression are no placeholder."""
    patterns = (MatchPattern("pod", "{workload}-[a-z0-9]{5}", regex=True),)
    assert fill_patterns(patterns, {"workload": "a.b+c"}) == (Matcher("pod", r"a\.b\+c-[a-z0-9]{5}", True),)


def test_a_missing_label_is_empty_and_can_be_asked_for() -> None:
    """Members may lack a label; that never raises."""
    patterns = (MatchPattern("job", "{app}"), MatchPattern("zone", "{zone}-{app}"))
    assert fill_patterns(patterns, {"zone": "a"}) == (Matcher("job", ""), Matcher("zone", "a-"))
    assert missing_labels(patterns, {"zone": "a"}) == ("app",)


def test_a_text_keeps_placeholders_that_nothing_fills() -> None:
    """{from} and {to} are filled later than labels are."""
    assert fill_text("x/{host}?from={from}", {"host": "a"}) == "x/a?from={from}"
    assert placeholders("{a}{b}{a} {} {1}") == ("a", "b")


@given(st.dictionaries(st.sampled_from("abc"), st.text()), st.text())
def test_no_text_and_no_labels_raise(labels: dict[str, str], text: str) -> None:
    """Whatever members are called, filling gives a text."""
    pattern = MatchPattern("x", "{a}" + text + "{b}")
    assert len(fill_patterns([pattern], labels)) == 1
    assert isinstance(fill_text(text, labels), str)
