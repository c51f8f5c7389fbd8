"""Do cues lead to the fault? Every labelled fault of two recorded days, through a real Prometheus.

python -m benchmarks.cues [--day ob|tt] [--cases]

Somebody looks at the purpose that suffers most, once the third sample after an injection is there, and is
told nothing else. Counted is how often a node of the service at fault (or its machine) is named first, or
among the first three; Avg@5, the mean of that share for the first one to five; beside it flat rankings of
the same data, and the walk. For faults in the code nothing lower need show: "nothing below deviates" is
then the honest answer, and naming another resource is wrong. Nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.prometheus.adapter import PrometheusSource
from benchmarks.cue_cases import Case, Looked, Looking, cases_of
from benchmarks.cue_examples import looked_at_examples
from benchmarks.cue_flat import Metrics, median_iqr, n_sigma, ranking, read_metrics
from benchmarks.cue_hierarchies import plain_model
from benchmarks.cue_walks import Walk, by_cues, by_states
from benchmarks.incident_data import BOUTIQUE, DAYS, RAW, Day, minutes, placements
from benchmarks.incident_example import load_example, read_example
from benchmarks.incident_prometheus import incident_prometheus
from benchmarks.table import Row
from hierarchy.graph import Graph
from hierarchy.model import Model

COMMAND = "python -m benchmarks.cues"
KINDS = ("resource", "network", "code")
SYSTEMS = {"ob": "Online Boutique", "tt": "Train Ticket"}
_FLAT = {"N-sigma": n_sigma, "median/IQR": median_iqr}


@dataclass(frozen=True, slots=True)
class Placed:
    """One case and the place of the first right name in a ranking, None where it has none."""

    case: Case
    place: int | None


@dataclass(frozen=True, slots=True)
class Scored:
    """All looks at one day with one hierarchy: `walks[i]` by cues and by states."""

    title: str
    looked: tuple[Looked, ...]
    walks: tuple[tuple[Walk, Walk], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One day: with each hierarchy, and the flat rankings by their names."""

    day: Day
    scored: tuple[Scored, ...]
    flat: dict[str, tuple[Placed, ...]]


def measure(day: Day) -> Measured:
    """Load the day once into a real Prometheus and look at every fault with every hierarchy of it."""
    with tempfile.TemporaryDirectory() as scratch, incident_prometheus(Path(scratch), day=day) as url:
        models = {"plain": plain_model(day, url)}
        if day is BOUTIQUE:
            models["shipped"] = load_example(read_example(), url)[0]
        scored = tuple(_score(name, day, model) for name, model in models.items())
        known = minutes(RAW, day)
        metrics = read_metrics(url, known[0], known[-1])
    cases = cases_of(day, models["plain"])
    return Measured(day, scored, _flat(metrics, cases, day))


def share(places: Iterable[int | None], most: int) -> float:
    """The share of places that are among the first `most`; 0 without any."""
    found = list(places)
    return sum(p is not None and p <= most for p in found) / len(found) if found else 0.0


def average_at_five(places: Iterable[int | None]) -> float:
    """The mean share among the first one, two, … five."""
    found = list(places)
    return sum(share(found, most) for most in range(1, 6)) / 5


def rows(measured: Sequence[Measured]) -> list[Row]:
    """The lines of the table of all benchmarks, one for each day and hierarchy."""
    return [_row(one, scored) for one in measured for scored in one.scored]


def _score(title: str, day: Day, model: Model) -> Scored:
    source = PrometheusSource(model)
    try:
        looking = Looking(model, source)
        looked = tuple(looking.look(case) for case in cases_of(day, model))
    finally:
        source.close()
    return scored_of(title, looked, looking.graph)


def scored_of(title: str, looked: tuple[Looked, ...], graph: Graph) -> Scored:
    """Looks with the walks from their purposes."""
    walks = tuple((by_cues(one, graph), by_states(one, graph)) for one in looked)
    return Scored(title, looked, walks)


def _flat(metrics: Metrics, cases: Sequence[Case], day: Day) -> dict[str, tuple[Placed, ...]]:
    machines = placements(RAW, day)
    found: dict[str, tuple[Placed, ...]] = {}
    for name, score in _FLAT.items():
        for told in (False, True):
            placed = []
            for case in cases:
                service = case.name.split()[0]
                order = ranking(metrics, case, score, told=told)
                place = next((i for i, o in enumerate(order, 1) if o in (service, machines[service])), None)
                placed.append(Placed(case, place))
            found[f"{name}, {'told when' if told else 'told nothing'}"] = tuple(placed)
    return found


def _row(one: Measured, scored: Scored) -> Row:
    wanted = ("resource", "network")
    here = [looked.place for looked in scored.looked if looked.case.kind in wanted]
    flat = {name: [p.place for p in all if p.case.kind in wanted] for name, all in one.flat.items()}
    blind = max(share(p, 1) for name, p in flat.items() if "nothing" in name)
    told = max(share(p, 1) for name, p in flat.items() if "when" in name)
    code = [looked for looked in scored.looked if looked.case.kind == "code"]
    honest = sum(looked.place == 1 or looked.says_nothing_below for looked in code)
    opened = [w.opened for w, _ in _walked(scored, wanted)]
    by_state = [w.opened for _, w in _walked(scored, wanted)]
    return Row(
        f"Cues on {len(here)} real faults of resources and network, {SYSTEMS[one.day.system]}, "
        f"{scored.title} hierarchy",
        f"first {share(here, 1):.0%}, in the first three {share(here, 3):.0%}; "
        f"best flat ranking first {blind:.0%}, told the time of injection {told:.0%}",
        f"Avg@5 {average_at_five(here):.2f}; cards opened before the right one: {_mean(opened)} by cues, "
        f"{_mean(by_state)} by states; {honest} of {len(code)} faults in code: right, or nothing named",
        f"{COMMAND} --day {one.day.system}",
    )


def _walked(scored: Scored, kinds: Sequence[str]) -> list[tuple[Walk, Walk]]:
    pairs = zip(scored.looked, scored.walks, strict=True)
    return [walks for looked, walks in pairs if looked.case.kind in kinds]


def _mean(numbers: Iterable[int | None]) -> str:
    known = [n for n in numbers if n is not None]
    return f"{sum(known) / len(known):.1f}" if known else "–"


def _report(measured: Measured) -> list[str]:
    lines = [f"\n## {SYSTEMS[measured.day.system]}, {measured.day.date}\n"]
    lines.append("| ranking | faults | n | first | first three | Avg@5 |")
    lines.append("|---|---|---|---|---|---|")
    for scored in measured.scored:
        placed = tuple(Placed(one.case, one.place) for one in scored.looked)
        lines += _shares(f"cues, {scored.title} hierarchy", placed)
    for name, flat in measured.flat.items():
        lines += _shares(name, flat)
    for scored in measured.scored:
        lines += ["", *_told(scored)]
    return lines


def _shares(name: str, placed: Sequence[Placed]) -> list[str]:
    groups = [(kind, [p.place for p in placed if p.case.kind == kind]) for kind in KINDS]
    groups.insert(2, ("resource + network", [p.place for p in placed if p.case.kind != "code"]))
    return [
        f"| {name} | {kind} | {len(p)} | {share(p, 1):.0%} | {share(p, 3):.0%} | {average_at_five(p):.2f} |"
        for kind, p in groups
        if p
    ]


def _told(scored: Scored) -> list[str]:
    code = [looked for looked in scored.looked if looked.case.kind == "code"]
    right = sum(looked.place == 1 for looked in code)
    none = sum(looked.says_nothing_below and looked.place != 1 for looked in code)
    lines = [
        f"{scored.title} hierarchy, {len(code)} faults in code: {right} named right, {none} times "
        f'"nothing below deviates", {len(code) - right - none} times something else named first.'
    ]
    for kinds, title in ((("resource", "network"), "resource + network"), (("code",), "code")):
        walks = _walked(scored, kinds)
        for i, way in enumerate(("by cues", "by states")):
            leads = sum(pair[i].first_leads for pair in walks)
            opened = _mean(pair[i].opened for pair in walks)
            lines.append(
                f"Walk {way}, {title}: {opened} cards opened before the right one on average, "
                f"first step on a way to it {leads} of {len(walks)}."
            )
    return lines


def case_lines(scored: Scored) -> list[str]:
    """One line a case, with the first cues and what speaks for the first."""
    lines = []
    for looked in scored.looked:
        named = ", ".join(f"{c.node} {c.score:.1f}" for c in looked.cues.cues[:3])
        note = looked.cues.note.code if looked.cues.note else ""
        lines.append(f"{looked.case.name} from {looked.purpose}: place {looked.place}; {named} {note}")
        if looked.cues.cues and looked.cues.cues[0].evidence:
            lines.append(f"    {looked.cues.cues[0].evidence[0].text}")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--day", choices=[day.system for day in DAYS], help="one system only")
    parser.add_argument("--cases", action="store_true", help="every case with its first cues")
    options = parser.parse_args(arguments)
    for day in DAYS:
        if options.day in (None, day.system):
            measured = measure(day)
            lines = _report(measured)
            for scored in measured.scored if options.cases else ():
                lines += ["", f"{scored.title} hierarchy", *case_lines(scored)]
            sys.stdout.write("\n".join(lines) + "\n")
    if options.day is None:
        for name, looked, graph in looked_at_examples():
            lines = ["", f"## {name}", *case_lines(scored_of(name, looked, graph))]
            sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
