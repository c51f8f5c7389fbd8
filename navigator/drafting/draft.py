"""The whole draft: from facts to the text of a hierarchy file, and to what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discovery_facts import Facts
from navigator.drafting.calling import link_calls
from navigator.drafting.dividing import divided_templates, divider_of, hosts_of
from navigator.drafting.kubernetes import Uses, place_cluster
from navigator.drafting.machines import link_machines
from navigator.drafting.mechanisms import Placed, covered, place, too_large
from navigator.drafting.page import DECIDE, Page
from navigator.drafting.recognition import Recognized, Role
from navigator.drafting.upper import Upper
from navigator.drafting.writable import names_of, writable
from navigator.interchange.yaml_writer import write_hierarchy

_PLAIN = ("target", "process", "go-process", "python-process")  # too common to be told
_SHORTEST_STEP, _LONGEST_STEP = 5, 300
_PURPOSE, _MECHANISM, _FORM = "functional-purpose", "physical-function", "physical-form"


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of the file. `targets` of `scraped` have become nodes; `recognized` are templates used,
    `questions` how many are marked, `left_out` one sentence for each thing that is not in it."""

    text: str
    nodes: int
    targets: int
    scraped: int
    recognized: tuple[str, ...]
    questions: int
    left_out: tuple[str, ...]


def draft(everything: Facts, known: Sequence[Recognized], cluster: Uses, url: str, host: str) -> Draft:
    """A first hierarchy of these jobs, and of what is told about a cluster.

    `url` is written as the source's address, `host` is how it is called.
    """
    facts = names_of(everything)
    recognized, unwritable = writable(known)
    page, by = Page(), divider_of(one.job for one in recognized)
    placed, left_out = _lower(page, facts, recognized, cluster, by)
    left_out = [*facts.left_out, *unwritable, *left_out]
    nodes = page.nodes()
    purpose = next((node for node, keys in nodes.items() if keys["level"] == _PURPOSE), "")
    document = _document(facts, nodes, url, host)
    comments: dict[tuple[str | int, ...], list[str]] = {**page.remarks, **_head(host, purpose, left_out)}
    templates = divided_templates(by, recognized)
    if templates:
        document["templates"] = templates
        comments["templates",] = [
            f"Addresses repeat from one `{by}` to the next, so these are templates of the library (std/…) "
            "with that label in their match."
        ]
    text = write_hierarchy(document, comments)
    uses = [use.template for one in recognized for use in one.uses]
    return Draft(
        text=text,
        nodes=len(nodes),
        targets=covered(placed),
        scraped=facts.targets,
        recognized=tuple(dict.fromkeys(use for use in uses if use not in _PLAIN)),
        questions=sum(line.lstrip().startswith(f"# {DECIDE}") for line in text.splitlines()),
        left_out=tuple(left_out),
    )


def _lower(
    page: Page, facts: Facts, recognized: Sequence[Recognized], cluster: Uses, by: str
) -> tuple[list[Placed], list[str]]:
    """Add all nodes and links; gives the jobs that have become nodes, and sentences on what is not there."""
    forms = [one for one in recognized if one.role is Role.MACHINE]
    others = sorted(recognized, key=lambda one: one.role is Role.WATCHER)  # monitoring comes last
    others = [one for one in others if one.role is not Role.MACHINE]
    machines = [place(page, one, _FORM, hosts_of(by, others), by) for one in forms]
    mechanisms = [place(page, one, _MECHANISM, hosts_of(by, forms), by) for one in others]
    upper = Upper(page, facts.histograms)
    for one in mechanisms:
        upper.serve(one)
    workloads = place_cluster(page, upper, facts, cluster, mechanisms)
    called = link_calls(page, upper, mechanisms, workloads, facts.calls)
    link_machines(page, machines, mechanisms)
    left_out = list(called.left_out)
    left_out += [
        f"the instances of {name} are too many to be nodes: it is one node" for name in too_large(recognized)
    ]
    if not page.has(_FORM):
        left_out.append("no machines are known: nothing here scrapes node_exporter or kube-state-metrics")
    return [*machines, *mechanisms], left_out


def _document(facts: Facts, nodes: Mapping[str, Any], url: str, host: str) -> dict[str, Any]:
    step = min(_LONGEST_STEP, max(_SHORTEST_STEP, round(facts.interval))) if facts.interval else 15
    return {
        "version": 1,
        "title": f"What is watched by {host}",
        "sources": {"default": {"type": "prometheus", "url": f"${{PROMETHEUS_URL:-{url}}}"}},
        "step": f"{step}s",
        "nodes": nodes,
    }


def _head(host: str, purpose: str, left_out: Iterable[str]) -> dict[tuple[str | int, ...], list[str]]:
    lines = [
        f"Drafted by `navigator init` from what {host} knows about its targets.",
        "",
        "Mechanisms and resources, the lower two levels, are what Prometheus scrapes. What they are there "
        "for no metric says: the upper three levels are questions for you, each marked with DECIDE.",
        "Answer one, delete its line, and go on: `navigator check` says what is wrong with the file, and "
        "`navigator serve` shows it as it is.",
        "",
        f"To add a purpose: copy the node `{purpose}`, give the copy an id and a title of its own, and add "
        "that id to `why` of the flows that serve it.",
    ]
    lines += ["", "Left out:", *(f"- {sentence}" for sentence in left_out)] if left_out else []
    title = [f"{DECIDE} what do you call the whole?"]
    return {(): lines, ("title",): title}
