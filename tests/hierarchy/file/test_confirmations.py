"""Which signals may confirm others, looked up when all nodes are known."""

from hierarchy import load_text
from hierarchy.model import SignalKey

_TEMPLATE = """version: 1
templates:
  host:
    match: [host]
    levers: [{title: Drain, url: 'https://ops.example/{host}'}]
    symptoms: [out of memory]
    signals:
      used: {query: 'a{$match}', confirm_with: seen}
      seen: {query: 'b{$match}'}
"""


def _told(text: str) -> list[tuple[int, int, str, str]]:
    """Errors as (line, column, id, message)."""
    problems = load_text({"h.yaml": text}, {}).problems
    return [
        (p.position.line, p.position.column, p.id, p.message) for p in problems if p.severity.value == "error"
    ]


def test_a_signal_is_confirmed_by_one_of_its_node_or_of_another() -> None:
    """Within a template the name stands for the one beside it, under the same prefix."""
    text = f"""{_TEMPLATE}
nodes:
  buy: {{level: functional-purpose, signals: {{x: {{query: x, confirm_with: pay/h.seen}}}}}}
  pay:
    level: physical-form
    why: [buy]
    use: {{template: host, as: h}}
    labels: {{host: a}}
  late:
    level: physical-form
    why: [buy]
    use: {{template: host, as: h}}
    labels: {{host: b}}
    signals: {{own: {{query: o}}, h.used: {{confirm_with: own}}}}
"""
    model = load_text({"h.yaml": text}, {}).model
    assert model is not None
    found = {str(key): signal.confirm_with for key, signal in model.signals().items() if signal.confirm_with}
    assert found == {
        "buy/x": SignalKey("pay", "h.seen"),
        "pay/h.used": SignalKey("pay", "h.seen"),
        "late/h.used": SignalKey("late", "own"),
    }


def test_inside_a_copy_the_node_of_the_same_copy_confirms() -> None:
    """As with every reference to a node of the file."""
    text = """version: 1
copies: {eu: {labels: {cluster: a}}, us: {labels: {cluster: b}}}
nodes:
  buy: {level: functional-purpose, signals: {x: {query: x, confirm_with: pay/y}}}
  pay: {level: physical-form, why: [buy], signals: {y: {query: y}}}
"""
    model = load_text({"h.yaml": text}, {}).model
    assert model is not None
    assert model.nodes["buy.us"].signals[0].confirm_with == SignalKey("pay.us", "y")


def test_what_can_confirm_nothing_is_told_once_where_it_is_written() -> None:
    """Also where a template says so that many nodes use."""
    text = f"""{_TEMPLATE}      lost: {{query: 'c{{$match}}', confirm_with: seem}}
nodes:
  buy:
    level: functional-purpose
    signals:
      x: {{query: x, confirm_with: pay/y}}
      w: {{query: x, confirm_with: w}}
      v: {{query: x, confirm_with: nowhere/w}}
      u: {{query: x, confirm_with: hosts/seen}}
  pay: {{level: physical-form, why: [buy], use: host, labels: {{host: a}}}}
  sell: {{level: physical-form, why: [buy], use: host, labels: {{host: b}}}}
  hosts: {{level: physical-form, why: [{{node: buy, need: 1}}], each: {{label: host, from: up}}, use: host}}
"""
    assert _told(text) == [
        (10, 48, "unknown-signal", "this node has no signal 'seem'"),
        (15, 35, "unknown-signal", "'pay' has no signal 'y'"),
        (16, 35, "unknown-signal", "a signal can't confirm itself"),
        (17, 35, "dangling-link", "'confirm_with' names 'nowhere', but there is no such node"),
        (
            18,
            35,
            "unknown-signal",
            "'hosts' stands for several, so that nobody knows which of them is to confirm",
        ),
    ]


def test_no_prefix_makes_an_id_that_belongs_to_a_law() -> None:
    """It is told where the template is used, since each of the two names is fine by itself."""
    text = f"""{_TEMPLATE}
nodes:
  buy:
    level: functional-purpose
    use: {{template: host, as: objective}}
    labels: {{host: a}}
"""
    assert {(line, column, problem) for line, column, problem, _message in _told(text)} == {
        (14, 21, "reserved-id")
    }


def test_a_template_gives_its_levers_to_members_that_have_the_label() -> None:
    """What a search finds by a label can be filled in with it when a member is there."""
    text = f"""{_TEMPLATE}
nodes:
  buy: {{level: functional-purpose}}
  hosts: {{level: physical-form, why: [{{node: buy, need: 1}}], each: {{label: host, from: up}}, use: host}}
"""
    assert _told(text) == []
    model = load_text({"h.yaml": text}, {}).model
    assert model is not None
    hosts = model.nodes["hosts"]
    assert [lever.url for lever in hosts.levers] == ["https://ops.example/{host}"]
    assert hosts.symptoms == ("out of memory",)
