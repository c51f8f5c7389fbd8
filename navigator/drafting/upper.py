"""The three upper levels, as questions: no metric says what something is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.prometheus.tokens import replace_match
from hierarchy.promql import quote
from navigator.drafting.mechanisms import Placed, need_of
from navigator.drafting.page import Page
from navigator.drafting.recognition import ALTERNATIVE, ANSWERS, Recognized, Role, Use, template_signals

MONITORING = "monitoring"
_QUERIES = ("query", "bad", "good", "total")
_FUNCTIONS = {
    Role.STORE: ("keep", "What is kept here, and for whom?"),
    Role.PROBE: ("reach", "What must be reachable from outside?"),
    Role.WATCHER: ("watch", "Who is told what, and by which way?"),
    Role.SERVICE: ("serve", "What is answered here?"),
    Role.OTHER: ("work", "What else is done here?"),
    Role.MACHINE: ("work", "What else is done here?"),
}
_FUNCTION_QUESTIONS = {
    Role.STORE: "what is kept, and what is lost with it? Make one function of every kind of thing kept.",
    Role.PROBE: "for whom must these answer? Make one function of every thing that visitors do there.",
    Role.WATCHER: "which alerts must reach whom? Or delete this branch if another team looks after it.",
    Role.SERVICE: "what is done for whom? Make one function of every thing that is done.",
    Role.OTHER: "what is done for whom? Make one function of every thing that is done, named by what is done "
    "and not by what does it.",
}


class Upper:
    """Gives every mechanism a function to serve, and makes the levels above it as they are needed."""

    def __init__(self, page: Page, histograms: frozenset[str]) -> None:
        self._page = page
        self._histograms = histograms
        self._flows: dict[str, str] = {}
        self._functions: dict[tuple[str, Role], str] = {}

    def serve(self, placed: Placed) -> None:
        """Link a job's node to a function of its group; a service that is measured gets one of its own."""
        group = group_of(placed.recognized)
        measured = self._measures(placed.recognized)
        function = (
            self._own(placed, group, measured) if measured else self.function(group, placed.recognized.role)
        )
        need = need_of(placed.recognized)
        link: object = {"node": function, "need": need} if placed.is_family else function
        self._page.append(placed.id, "why", link)
        if "parts" in self._page.get(placed.id):
            say = "66% says two of three" if need != "all" else "all says that each one that fails counts"
            self._page.decide(f"how many of these are needed? {say}.", placed.id, "parts")

    def function(self, group: str, role: Role) -> str:
        """The function of a group for everything of one role."""
        name, title = _FUNCTIONS[role]
        role = Role.OTHER if role is Role.MACHINE else role
        known = self._functions.get((group, role))
        if known is not None:
            return known
        node = self._page.ids.take(name, group if group != MONITORING else "")
        self._functions[group, role] = node
        where = f" ({group})" if group and group != MONITORING else ""
        self._page.add(node, level="generalized-function", title=f"{title}{where}", why=[self._flow(group)])
        self._page.decide(_FUNCTION_QUESTIONS[role], node)
        return node

    def _own(self, placed: Placed, group: str, measured: Mapping[str, Any]) -> str:
        page, job = self._page, placed.job.name
        node = page.ids.take("answer", job)
        page.add(
            node,
            level="generalized-function",
            title=f"What does {job} answer?",
            why=[self._flow(group)],
            signals=dict(measured),
        )
        page.decide(
            "what is done for whom when it answers? Say that in the title; make one function of every kind "
            "of request that matters by itself, with its own label in the queries.",
            node,
        )
        return node

    def _flow(self, group: str) -> str:
        known = self._flows.get(group)
        if known is not None:
            return known
        page = self._page
        where = f" in {group}" if group and group != MONITORING else ""
        purpose, flow = page.ids.take("purpose", group), page.ids.take("flow", group)
        self._flows[group] = flow
        if group == MONITORING:
            titles = ("Who must know when something breaks?", "What must arrive of all that is measured?")
            for_ = "On-call engineers?"
        else:
            titles = (f"What is all this for{where}?", f"What must balance{where}?")
            for_ = "For whom?"
        page.add(purpose, level="functional-purpose", title=titles[0], for_=for_)
        page.decide(
            "say in the title what people get, as they would say it, and under `for` who they are. Give it "
            "a signal with limits, or an `objective`. One node for every purpose that can suffer by itself.",
            purpose,
        )
        page.add(flow, level="abstract-function", title=titles[1], why=[purpose])
        page.decide(
            "what comes in and must go out again, or what must never run short? Say it in the title and "
            "write a `balance`, a `capacity`, a `priority`, or a signal with limits.",
            flow,
        )
        return flow

    def _measures(self, recognized: Recognized) -> dict[str, Any]:
        """Signals over all instances of a service, out of the template for one of them."""
        for use in recognized.uses:
            if use.template in ANSWERS and recognized.role is Role.SERVICE:
                return _over_all(use, recognized.job.name)
        names = sorted(self._histograms & {_base(name) for name in recognized.job.metrics})
        return (
            _own_histogram(names[0], recognized.job.name) if names and recognized.role is Role.OTHER else {}
        )


def group_of(recognized: Recognized) -> str:
    """What a job is drafted together with: its namespace, the monitoring, or "" for all the rest."""
    if recognized.role is Role.WATCHER:
        return MONITORING
    spaces = {labels.get("namespace", "") for labels in recognized.job.instances}
    return next(iter(spaces)) if len(spaces) == 1 else ""


def _over_all(use: Use, job: str) -> dict[str, Any]:
    signals: dict[str, Any] = {}
    for name, signal in template_signals(use.template).items():
        if name not in use.absent:
            taken = {key: value for key, value in signal.items() if key != "capacity"}
            for key in _QUERIES:
                if key in taken:
                    taken[key] = _only(str(taken[key]), use.ways.get(name, ()), f"job={quote(job)}")
            signals[name] = taken | {"spread": "instance"}
    return signals


def _only(text: str, ways: tuple[int, ...], match: str) -> str:
    """A query of a template for one job, without the alternatives in which nothing is told."""
    every = text.split(ALTERNATIVE)
    kept = [every[i] for i in ways if i < len(every)] if len(every) > 1 else every
    return replace_match(ALTERNATIVE.join(kept or every), match)


def _own_histogram(metric: str, job: str) -> dict[str, Any]:
    """What can be said about a histogram of which only the name and the type are known."""
    of_job = f"job={quote(job)}"
    rate = f"sum(rate({metric}_count{{{of_job}}}[5m]))"
    quantile = f"histogram_quantile(0.95, sum by (le) (rate({metric}_bucket{{{of_job}}}[5m])))"
    said = f"by the name of {metric}; nobody told what exactly is counted"
    return {
        "requests": {
            "title": "Requests",
            "query": rate,
            "unit": "per_second",
            "worse": "either",
            "measures": said,
        },
        "latency": {
            "title": "Time for 95 of 100 requests",
            "query": quantile,
            "unit": "seconds",
            "worse": "higher",
            "measures": said,
        },
    }


def _base(metric: str) -> str:
    return re.sub(r"_bucket$", "", metric)
