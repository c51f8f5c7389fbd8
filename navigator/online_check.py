"""What a hierarchy looks like to its sources: the remarks of the live checks as located problems."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress

from adapters.discovery_asking import Asking
from adapters.failures import SourceFailure
from adapters.live_checks.costs import Costs
from adapters.live_checks.look import LIVE_CHECKS
from adapters.live_checks.remark import Remark
from adapters.live_checks.view import gather
from adapters.prometheus.adapter import PrometheusSource
from hierarchy.checks.pages_live import PAGES
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model
from hierarchy.problems import Position, Problem
from navigator.costs_report import pictures_of
from navigator.progress import progress

_PAGES = {page.id: page for page in PAGES}


def check_online(model: Model, texts: Mapping[str, str]) -> tuple[tuple[Problem, ...], Costs]:
    """The problems that only the sources can show, by place, and what reading costs them. Never raises
    for what a source does.

    `texts` are the files as they were read, for the source lines. A source that does not answer is a
    problem of its own, and what only it could tell is left out.
    """
    at, costs = float(int(time.time())), Costs()
    with progress("Asking the sources", total=len(LIVE_CHECKS) + 1) as bar:
        searched = PrometheusSource(model)
        try:
            whole = expanded(model, Registry(model).update(searched.members(at), at))
            source = searched.renewed(whole)
            try:
                view = gather(whole, source, at, _kinds(whole), pictures_of(whole))
                costs = view.costs
                bar.advance()
                remarks = _silent({**view.silent, **source.unheard()})
                for look in LIVE_CHECKS:
                    remarks += look(view)
                    bar.advance()
            finally:
                source.close()
        finally:
            searched.close()
    problems = {_problem(remark, whole, texts): None for remark in remarks}
    return tuple(sorted(problems, key=lambda one: (one.position, one.id, one.message))), costs


def _kinds(model: Model) -> dict[tuple[str, str], str]:
    """The types of metrics that the sources' metadata tells; nothing of a source that does not answer."""
    kinds: dict[tuple[str, str], str] = {}
    for name, config in model.sources.items():
        if config.type == "prometheus":
            with suppress(SourceFailure), Asking(config) as asking:
                kinds |= {(name, metric): kind for metric, kind in asking.types().items()}
    return kinds


def _silent(silent: Mapping[str, str]) -> list[Remark]:
    """One remark per source that could not be asked."""
    hint = "check its address and credentials, or try again later"
    return [
        Remark("source-silent", f"source '{name}' could not be asked: {reason}", hint)
        for name, reason in silent.items()
    ]


def _problem(remark: Remark, model: Model, texts: Mapping[str, str]) -> Problem:
    at = _place(remark, model, texts)
    lines = texts.get(at.file, "").splitlines()
    line = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
    return Problem(at, remark.id, _PAGES[remark.id].severity, remark.message, remark.hint, line)


def _place(remark: Remark, model: Model, texts: Mapping[str, str]) -> Position:
    """Where the signal (or the law's term) is declared, else its node, else the first file's beginning."""
    if remark.at is not None and remark.at.file in texts:
        return remark.at
    node_id = remark.node or (remark.keys[0].node if remark.keys else "")
    node = model.nodes.get(node_id)
    if remark.keys and node is not None:
        signal = next((s for s in (*node.signals, *node.terms) if s.id == remark.keys[0].signal), None)
        if signal is not None and signal.defined_at is not None and signal.defined_at.file in texts:
            return signal.defined_at  # what a ready template declares is told at the node that uses it
    if node is not None and node.member_of is not None:
        node = model.nodes.get(node.member_of)
    if node is not None and node.defined_at is not None:
        return node.defined_at
    return Position(next(iter(texts), "hierarchy"), 1, 1)
