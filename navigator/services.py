"""What a running navigator consists of for one revision of its hierarchy; the next one takes over from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.prometheus.traffic_gate import Priority
from adapters.source import Source, ranked
from hierarchy.evidence.history import History
from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder, lane_order
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.problems import Problem
from navigator.breakdown_desk import BreakdownDesk
from navigator.carrying import carried_keys
from navigator.change_desk import ChangeDesk
from navigator.clock import Clock
from navigator.cue_desk import CueDesk
from navigator.mutes import Mutes, NoMutes
from navigator.past import Past
from navigator.poller import Poller
from navigator.prepared import Prepared
from navigator.ranges import Ranges
from navigator.references import ReferenceDesk
from navigator.screen.ahead import Ahead
from navigator.screen.laid_out import LaidOut
from navigator.screen.recent import Recent
from navigator.screen.scales import Scales
from navigator.series import SeriesDesk
from navigator.source_desk import SourceDesk
from navigator.successors import Successors
from navigator.what_if import WhatIf


@dataclass(frozen=True, slots=True, eq=False)
class Services:
    """The model with all that answers questions about it. `index` is the node's place in the model.

    `mutes` is the slot for what is acknowledged or in maintenance: every judgement takes it.
    """

    model: Model
    graph: Graph
    order: LaneOrder
    index: Mapping[str, int]
    signals: Mapping[SignalKey, Signal]
    clock: Clock
    source: Source
    mutes: Mutes
    history: History
    recent: Recent
    laid_out: LaidOut
    ahead: Ahead
    poller: Poller
    past: Past
    what_if: WhatIf
    series: SeriesDesk
    scales: Scales
    successors: Successors
    prepared: Prepared
    ranges: Ranges
    references: ReferenceDesk
    breakdowns: BreakdownDesk
    changes: ChangeDesk
    cues: CueDesk
    sources: SourceDesk

    @classmethod
    def build(cls, model: Model, source: Source, clock: Clock, mutes: Mutes | None = None) -> Services:
        """Wire everything for one model; nothing runs before `start`."""
        graph, history, muted = Graph(model), History(model), mutes or NoMutes()
        scales = Scales(model)
        poller = Poller(model, source, clock, history, muted, scales.learn)
        past = Past(model, ranked(source, Priority.VISIBLE), clock, mutes=muted)
        ranges = Ranges(source, model.step, clock, lambda: series.is_busy, model=model)
        series = SeriesDesk(ranges, model.step, model=model)
        breakdowns = BreakdownDesk(source, model.step, clock, model=model)
        changes = ChangeDesk(model, ranked(source, Priority.SWEEP), clock)
        return cls(
            model=model,
            graph=graph,
            order=lane_order(model),
            index={node: i for i, node in enumerate(model.nodes)},
            signals=model.signals(),
            clock=clock,
            source=source,
            mutes=muted,
            history=history,
            recent=Recent(history),
            laid_out=LaidOut(model),
            ahead=Ahead(),
            poller=poller,
            past=past,
            what_if=WhatIf(model, poller, past, muted),
            series=series,
            scales=scales,
            successors=Successors(model),
            prepared=Prepared(),
            ranges=ranges,
            references=ReferenceDesk(model, ranges),
            breakdowns=breakdowns,
            changes=changes,
            cues=CueDesk(model, graph, clock, ranges, changes, breakdowns),
            sources=SourceDesk(source),
        )

    def renewed(self, model: Model, source: Source) -> Services:
        """The services of the next revision, which know what these have read; nothing runs before `start`.

        `source` reads for the new model. These here go on answering until they are closed.
        """
        graph, history, keys = Graph(model), self.history.rebased(model), carried_keys(self.model, model)
        scales = self.scales.renewed(model)
        poller = self.poller.renewed(model, source, history, scales.learn)
        past = self.past.renewed(model, ranked(source, Priority.VISIBLE), keys)
        ranges = self.ranges.renewed(source, model.step, keys, lambda: series.is_busy, model)
        series = self.series.renewed(ranges, model.step, keys, model)
        breakdowns = self.breakdowns.renewed(source, model.step, keys, model)
        changes = self.changes.renewed(model, ranked(source, Priority.SWEEP))
        return Services(
            model=model,
            graph=graph,
            order=lane_order(model, previous=self.order),
            index={node: i for i, node in enumerate(model.nodes)},
            signals=model.signals(),
            clock=self.clock,
            source=source,
            mutes=self.mutes,
            history=history,
            recent=Recent(history),
            laid_out=LaidOut(model),
            ahead=Ahead(),
            poller=poller,
            past=past,
            what_if=WhatIf(model, poller, past, self.mutes),
            series=series,
            scales=scales,
            successors=self.successors.renewed(self.graph, model),
            prepared=Prepared(),
            ranges=ranges,
            references=self.references.renewed(model, ranges, keys),
            breakdowns=breakdowns,
            changes=changes,
            cues=self.cues.renewed(model, graph, ranges, changes, breakdowns),
            sources=SourceDesk(source),
        )

    def start(self) -> None:
        """Begin to read."""
        self.poller.start()

    def close(self) -> None:
        """Stop reading and let go of connections."""
        self.poller.stop()
        self.past.close()
        self.what_if.close()
        self.series.close()
        self.cues.close()
        self.references.close()
        self.breakdowns.close()
        self.changes.close()
        self.ranges.close()
        self.sources.close()
        self.source.close()


@dataclass(frozen=True, slots=True)
class NoHierarchy:
    """What is served when the files given can't be loaded: their problems, and nothing else."""

    title: str
    problems: tuple[Problem, ...]
