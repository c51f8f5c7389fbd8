"""Loading whole hierarchies: what a model holds, and that nothing escapes as an exception."""

import itertools
import threading
from pathlib import Path

import pytest

from hierarchy import Level, Loaded, Matcher, Model, Rule, Severity, Worse, load, load_text
from hierarchy.file.keys import OBJECTS, REFERENCE
from hierarchy.model import Band, Impact
from hierarchy.problems import Position

_ROOT = Path(__file__).parents[3]


def loaded(text: str, **env: str) -> Loaded:
    """One file with the version line in front."""
    return load_text({"h.yaml": "version: 1\n" + text}, env)


def model_of(text: str, **env: str) -> Model:
    """The model of a file that must load."""
    result = loaded(text, **env)
    assert result.model is not None, result.problems
    return result.model


def ids(result: Loaded) -> list[str]:
    """Ids of the errors, in order."""
    return [p.id for p in result.problems if p.severity is Severity.ERROR]


def test_the_example_file_loads_without_errors_or_warnings() -> None:
    """What the project hands out as an example is beyond reproach."""
    result = load([_ROOT / "hierarchy.example.yaml"], {})
    assert result.problems == ()
    assert result.model is not None
    assert {node.level for node in result.model.nodes.values()} == set(Level)


def test_the_example_file_shows_every_key_that_is_read() -> None:
    """A supported key that the example lacks would be found by nobody."""
    text = (_ROOT / "hierarchy.example.yaml").read_text(encoding="utf-8")
    keys = {
        key.name for kind in OBJECTS if kind is not REFERENCE for key in kind.keys.values() if key.supported
    }
    assert {name for name in keys if f"{name}:" not in text} == set()


def test_a_node_keeps_what_its_author_wrote() -> None:
    """Every plain key of a node arrives in the model under its name."""
    node = model_of(
        """
nodes:
  buy:
    {level: functional-purpose, title: Buy, description: D, for: Customers, owner: shop, domain: Pay,
     labels: {zone: no, shard: 007}, links: [{title: Wiki, url: 'https://wiki/{zone}?from={from}'}]}
"""
    ).nodes["buy"]
    assert (node.title, node.description, node.beneficiary, node.owner) == ("Buy", "D", "Customers", "shop")
    assert node.labels == {"zone": "no", "shard": "007"}
    assert node.domain == "Pay"
    assert node.links[0].url == "https://wiki/{zone}?from={from}"
    assert node.defined_at == Position("h.yaml", 4, 3, 3)


def test_links_may_be_written_at_either_end_or_at_both() -> None:
    """`why` and `how` are two spellings of one link; plain means and joining ones form one all_of."""
    nodes = model_of(
        """
nodes:
  buy: {level: functional-purpose, how: [pay]}
  pay: {level: abstract-function, why: [buy]}
  ship: {level: abstract-function, why: [buy]}
"""
    ).nodes
    assert [(g.rule, g.members) for g in nodes["buy"].how] == [(Rule.ALL_OF, ("pay", "ship"))]
    assert nodes["pay"].why == nodes["ship"].why == ("buy",)


def test_groups_keep_rule_number_impact_and_reason() -> None:
    """Each element of `how` becomes one group, bare ids together the first."""
    how = (
        model_of(
            """
nodes:
  pay:
    level: functional-purpose
    how:
      - any_of: [a, b]
        impact: degraded
      - {at_least: 2, of: [c, d, e]}
      - {node: f, because: Law}
      - {node: g}
      - h
"""
            + "".join(f"  {name}: {{level: abstract-function}}\n" for name in "abcdefgh")
        )
        .nodes["pay"]
        .how
    )
    assert [(g.rule, g.members, g.at_least, g.impact, g.because) for g in how] == [
        (Rule.ALL_OF, ("g", "h"), 0, Impact.FULL, ""),
        (Rule.ANY_OF, ("a", "b"), 0, Impact.DEGRADED, ""),
        (Rule.AT_LEAST, ("c", "d", "e"), 2, Impact.FULL, ""),
        (Rule.ALL_OF, ("f",), 0, Impact.FULL, "Law"),
    ]


def test_a_node_without_domain_stands_with_its_whole_and_else_with_its_first_end() -> None:
    """The column comes from the node, its top whole, or the first end that has one."""
    nodes = model_of(
        """
nodes:
  buy: {level: functional-purpose, domain: Pay}
  see: {level: functional-purpose}
  shop: {level: physical-function, why: [see, buy]}
  cart: {level: physical-function, part_of: shop}
  shelf: {level: physical-function, part_of: cart, domain: Own}
  lone: {level: physical-function}
"""
    ).nodes
    found = {name: node.domain for name, node in nodes.items()}
    assert found == {"buy": "Pay", "see": "", "shop": "Pay", "cart": "Pay", "shelf": "Own", "lone": ""}


_TEMPLATES = """
templates:
  service:
    match: {job: '{app}', pod: {regex: '{app}-[a-z0-9]{5}'}}
    signals:
      errors: {bad: 'sum(bad{$match})', total: 'sum(all{$match})', worse: higher, warning: 1%, critical: 5%}
      latency: {query: 'max(seconds{$match})', unit: seconds, worse: higher, warning: 1}
    links: [{title: Board, url: 'https://grafana/{app}'}]
  process:
    match: [app]
    signals: {latency: {query: 'max(other{$match})'}}
nodes:
"""


def test_a_template_is_filled_with_the_nodes_labels() -> None:
    """`$match` stays in the query; what it stands for is beside it, escaped inside regular expressions."""
    text = _TEMPLATES + "  cart: {level: physical-function, use: service, labels: {app: cart.v2}}\n"
    node = model_of(text).nodes["cart"]
    errors = node.signal("errors")
    assert errors is not None
    assert errors.match == (Matcher("job", "cart.v2"), Matcher("pod", r"cart\.v2-[a-z0-9]{5}", regex=True))
    assert (errors.bad, errors.template) == ("sum(bad{$match})", "service")
    assert (errors.unit, errors.warning, errors.critical) == ("ratio", 0.01, 0.05)
    assert [link.title for link in node.links] == ["Board"]


def test_a_node_changes_and_removes_the_signals_of_its_template() -> None:
    """Keys are merged by signal id, null removes a signal or a key, a new query replaces a ratio."""
    text = _TEMPLATES + (
        "  cart: {level: physical-function, use: [service], labels: {app: cart}, signals: "
        "{latency: {warning: null, critical: 2}, errors: {query: 'max(share{$match})'}, own: {query: up}}}\n"
        "  mail: {level: physical-function, use: [service], labels: {app: mail}, signals: {errors: null}}\n"
    )
    nodes = model_of(text).nodes
    latency, errors, own = (
        nodes["cart"].signals[1],
        nodes["cart"].signal("errors"),
        nodes["cart"].signal("own"),
    )
    assert (latency.id, latency.warning, latency.critical, latency.unit) == ("latency", None, 2.0, "seconds")
    assert errors is not None
    assert (errors.query, errors.bad, errors.total) == ("max(share{$match})", None, None)
    assert errors.match[0] == Matcher("job", "cart")
    assert own is not None
    assert (own.template, own.match) == (None, ())
    assert [signal.id for signal in nodes["mail"].signals] == ["latency"]


def test_the_same_signal_from_two_templates_needs_another_name() -> None:
    """A collision is an error; `as` resolves it by a prefix."""
    node = "  cart: {{level: physical-function, use: [service, {}], labels: {{app: cart}}}}\n"
    assert ids(loaded(_TEMPLATES + node.format("process"))) == ["signal-id-collision"]
    renamed = model_of(_TEMPLATES + node.format("{template: process, as: go}"))
    assert [s.id for s in renamed.nodes["cart"].signals] == ["errors", "latency", "go.latency"]


def test_limits_are_read_in_the_signals_unit() -> None:
    """Percentages are shares of a ratio and points of a percent; bands belong to `either`."""
    signals = (
        model_of(
            """
nodes:
  n:
    level: physical-form
    signals:
      ratio: {query: up, unit: ratio, worse: higher, warning: '80%', critical: 0.9}
      percent: {query: up, unit: percent, worse: higher, critical: 95%}
      clock: {query: up, unit: seconds, worse: either, critical: [-0.5, 5e-1]}
"""
        )
        .nodes["n"]
        .signals
    )
    assert [(s.warning, s.critical) for s in signals] == [(0.8, 0.9), (None, 95.0), (None, Band(-0.5, 0.5))]
    assert signals[2].worse is Worse.EITHER


def test_variables_are_filled_in_under_sources() -> None:
    """A set variable wins over the default; an empty one counts as not set."""
    keys = "type: prometheus, url: '${U:-http://a:1}/x/', tenant: '${T:-}', timeout: 1m30s"
    text = f"sources: {{default: {{{keys}}}}}\n"
    node = "nodes: {n: {level: physical-form}}\n"
    assert model_of(text + node).sources["default"].url == "http://a:1/x"
    source = model_of(text + node, U="https://b", T="shop").sources["default"]
    assert (source.url, source.tenant, source.timeout) == ("https://b/x", "shop", 90.0)


def test_a_secret_in_an_address_is_refused_and_shown_nowhere() -> None:
    """Neither message nor source line nor hint repeats it, also when it came from the environment."""
    text = "sources: {default: {type: prometheus, url: '${U}'}}\nnodes: {n: {level: physical-form}}\n"
    for url in ("http://me:hunter2@host", "hunter2 is no address"):
        result = loaded(text, U=url)
        assert ids(result) in (["secret-in-url"], ["source-url"])
        assert "hunter2" not in repr(result.problems)


def test_without_sources_the_default_is_prometheus_on_this_machine() -> None:
    """A node that measures something needs a source; the command line may replace it."""
    text = "nodes: {n: {level: physical-form, signals: {up: {query: up}}}}\n"
    assert model_of(text).sources["default"].url == "http://127.0.0.1:9090"
    assert model_of("nodes: {n: {level: physical-form}}").sources == {}


def test_the_revision_changes_with_the_meaning_and_with_nothing_else() -> None:
    """Comments, quotes, places and the order of labels are not meaning; a limit is."""
    base = (
        "nodes: {n: {level: physical-form, labels: {a: b, c: d}, "
        "signals: {up: {query: up, worse: lower, critical: 0}}}}"
    )
    same = (
        "# moved\n\nnodes:\n  n:\n    labels: {c: d, a: 'b'}\n    level: physical-form\n"
        "    signals: {up: {query: 'up', critical: 0, worse: lower}}\n"
    )
    assert model_of(base).revision == model_of(same).revision
    assert model_of(base).revision != model_of(base.replace("critical: 0", "critical: 1")).revision
    assert model_of(base).revision != model_of(base.replace("a: b", "a: x")).revision


def test_warnings_do_not_keep_a_hierarchy_from_loading() -> None:
    """They stay with the model, so that a screen can tell them."""
    result = loaded("nodes:\n  a: {level: functional-purpose}\n  b: {level: physical-form}\n")
    assert result.model is not None
    assert result.model.problems == result.problems
    assert [p.id for p in result.problems] == ["no-means", "no-ends"]


def test_empty_levels_count_neither_as_skipped_nor_as_missing() -> None:
    """A small system may do without some levels."""
    text = "nodes:\n  a: {level: functional-purpose}\n  b: {level: physical-function, why: [a]}\n"
    assert loaded(text).problems == ()


def test_a_folder_is_one_hierarchy_in_the_order_of_its_file_names(tmp_path: Path) -> None:
    """Both suffixes count, hidden files and other suffixes do not, and the texts are handed back."""
    (tmp_path / "b.yml").write_text("version: 1\ntitle: Shop\nnodes: {b: {level: physical-form, why: [a]}}\n")
    (tmp_path / "a.yaml").write_text("version: 1\nnodes: {a: {level: physical-function}}\n")
    (tmp_path / ".hidden.yaml").write_text("[")
    (tmp_path / "notes.txt").write_text("[")
    result = load([tmp_path], {})
    assert result.model is not None
    assert list(result.model.nodes) == ["a", "b"]
    assert result.model.title == "Shop"
    again = load_text(result.texts, {})
    assert again.model is not None
    assert again.model.revision == result.model.revision


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    """Naming a folder and a file in it defines nothing twice."""
    file = tmp_path / "a.yaml"
    file.write_text("version: 1\nnodes: {a: {level: physical-form}}\n")
    assert load([tmp_path, file, str(file)], {}).problems == ()


def test_links_to_files_outside_the_folder_are_refused(tmp_path: Path) -> None:
    """A folder can't be used to read what lies beside it; links inside, as Kubernetes makes them, work."""
    (tmp_path / "secret.yaml").write_text("version: 1\nnodes: {s: {level: physical-form}}\n")
    folder = tmp_path / "folder"
    (folder / "..data").mkdir(parents=True)
    (folder / "..data" / "a.yaml").write_text("version: 1\nnodes: {a: {level: physical-form}}\n")
    (folder / "a.yaml").symlink_to(Path("..data") / "a.yaml")
    assert load([folder], {}).model is not None
    (folder / "b.yaml").symlink_to(tmp_path / "secret.yaml")
    assert ids(load([folder], {})) == ["link-leaves-folder"]


def test_what_can_not_be_read_is_a_problem_with_the_files_name(tmp_path: Path) -> None:
    """Missing files, empty folders, folders that end in .yaml, broken links and odd names are all told."""
    (tmp_path / "dir.yaml").mkdir()
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    empty = tmp_path / "empty"
    empty.mkdir()
    found = {problem.id for problem in load([tmp_path], {}).problems}
    assert found == {"file-not-readable", "file-not-found"}
    for path in (tmp_path / "missing.yaml", empty, "a\0b"):
        problems = load([path], {}).problems
        assert [p.position.file for p in problems] == [str(path)]
    assert ids(load([], {})) == ids(load_text({}, {})) == ["file-not-found"]


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    """Neither a huge file nor a huge text is parsed."""
    file = tmp_path / "big.yaml"
    file.write_text("# " + "x" * 1024 * 1024)
    assert ids(load([file], {})) == ["yaml-too-large"]
    assert ids(loaded("# " + "x" * 1024 * 1024)) == ["yaml-too-large"]


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a state seen twice in a row is taken; one that never settles is an error."""
    whole = b"version: 1\nnodes: {a: {level: physical-form}}\n"
    file = tmp_path / "a.yaml"
    file.write_bytes(whole)
    states = iter([{"a": whole[:20]}, {"a": whole[:30]}, {"a": whole}, {"a": whole}])
    monkeypatch.setattr("hierarchy.file.files._snapshot", lambda _paths: next(states))
    monkeypatch.setattr("hierarchy.file.files.time.sleep", lambda _seconds: None)
    assert load([file], {}).model is not None
    counter = iter(range(1000))
    monkeypatch.setattr("hierarchy.file.files._snapshot", lambda _paths: {"a": b"%d" % next(counter)})
    assert ids(load([file], {})) == ["file-changing"]


def test_a_file_exchanged_all_the_time_gives_one_of_its_versions(tmp_path: Path) -> None:
    """While another thread swaps two good files, every load sees one of them whole, or says it changes."""
    versions = [f"version: 1\ntitle: T{i}\nnodes: {{a: {{level: physical-form}}}}\n" for i in range(2)]
    file, stop = tmp_path / "a.yaml", threading.Event()
    file.write_text(versions[0])

    def swap() -> None:
        for i in itertools.count():
            if stop.is_set():
                return
            (tmp_path / "next").write_text(versions[i % 2])
            (tmp_path / "next").replace(file)

    writer = threading.Thread(target=swap)
    writer.start()
    try:
        results = [load([file], {}) for _ in range(100)]
    finally:
        stop.set()
        writer.join(10)
    titles = {result.model.title if result.model else ids(result)[0] for result in results}
    assert titles <= {"T0", "T1", "file-changing"}
    assert titles & {"T0", "T1"}


def test_keys_of_later_versions_silence_what_follows_from_them_and_nothing_else() -> None:
    """With `defaults` unread no label is called missing; without it every other mistake is still told."""
    node = "nodes: {cart: {level: physical-function, use: service, why: [by]}}\n"
    templates = _TEMPLATES.removesuffix("nodes:\n")
    assert ids(loaded(templates + "defaults: {labels: {app: x}}\n" + node)) == ["not-supported-yet"]
    found = ids(loaded(templates + "reference: {ago: [1d]}\n" + node))
    assert set(found) == {"not-supported-yet", "missing-label", "dangling-link"}
