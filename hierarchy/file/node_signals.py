"""The signals of one node: its templates' and its calls', changed and removed as it says, then its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from hierarchy.file.copies import own_patterns
from hierarchy.file.drafts import NodeDraft, Ref, SignalDraft, TemplateDraft
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.file.queries import QueryChecks
from hierarchy.file.signals import at_node, build_signal, is_reserved, kept_places, merged
from hierarchy.file.site import Site
from hierarchy.model import MemberSignal, Signal
from hierarchy.patterns import fill_patterns, fill_text, missing_labels
from hierarchy.problems import Position
from hierarchy.queries import Matcher, MatchPattern

_ASKED = ("query", "bad", "good", "total", "zero_while", "zero_when", "capacity")
_USED = (Matcher("", ""),)  # to see whether a signal uses what `$match` stands for


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a node takes from one template, on its own behalf or for a call with `labels`."""

    template: TemplateDraft
    at: Ref
    prefix: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the signals of one node; what is wrong with them is reported."""

    findings: Findings
    queries: QueryChecks
    node: NodeDraft
    site: Site

    def inherited(self, uses: Iterator[_Inherited], origin: dict[str, str]) -> Iterator[MemberSignal]:
        """What the templates give; `origin` gets the id of each signal with its template."""
        for use in uses:
            patterns = self.patterns(use)
            for sid in use.template.signals:
                name = f"{use.prefix}.{sid}" if use.prefix else sid
                if is_reserved(self.findings, name, use.at.at):
                    continue
                if name in origin:
                    _report_collision(self.findings, use.at, use.template.name, name, origin[name])
                    continue
                origin[name] = use.template.name
                made = self.changed(use, sid, name)
                if made is not None:
                    yield self.placed(*made, name, patterns, use.prefix)

    def patterns(self, use: _Inherited) -> tuple[MatchPattern, ...]:
        """What `$match` stands for in a template here; labels of a call are filled in already."""
        written = [pattern.pattern for pattern in use.template.match]
        known = self.node.label_names.union(use.labels)
        for pattern in use.template.match:
            for label in missing_labels([pattern.pattern], dict.fromkeys(known, "")):
                by = f"template '{use.template.name}'"
                report_missing(self.findings, self.node, label, use.at.at, pattern.at, by)
        return (
            tuple(_partly_filled(pattern, use.labels) for pattern in written) if use.labels else (*written,)
        )

    def changed(self, use: _Inherited, sid: str, name: str) -> tuple[Signal, SignalDraft] | None:
        """A template's signal as it stands at this node: changed, removed or as it is."""
        base = use.template.signals[sid]
        if name not in self.node.signals:
            built = use.template.built.get(sid)
            return None if built is None else (built, base)
        override = self.node.signals[name]
        if override is None:
            return None
        draft = merged(base, override)
        source = use.template.source.id if use.template.source else ""
        with self.findings.blaming(override.at, kept_places(base, override)):
            signal = build_signal(self.findings, self.queries, draft, use.template.name, source=source)
        return None if signal is None else (signal, draft)

    def placed(
        self,
        signal: Signal,
        draft: SignalDraft,
        name: str,
        patterns: tuple[MatchPattern, ...],
        prefix: str = "",
    ) -> MemberSignal:
        """A signal under its final id, with the patterns that are left to fill."""
        override = self.node.signals.get(name)
        if override is not None and "confirm_with" in override.entries:
            prefix = ""
        made = at_node(signal, draft, self.site, name, _USED, prefix)
        return MemberSignal(replace(made, match=()), patterns) if made.match else MemberSignal(made, ())

    def own(self, name: str, inherited: Mapping[str, str]) -> MemberSignal | None:
        """A signal that no template has."""
        own = self.node.signals[name]
        if own is None:
            hint = self.findings.suggest(name, inherited) or "delete the line, or write {query: '…'}"
            message = f"there is no signal '{name}' here to remove"
            self.findings.error(self.node.signal_places[name], "unknown-signal", message, hint)
            return None
        if _only_changes(self.findings, self.node, name, inherited):
            return None
        patterns = _own_patterns(self.node)
        signal = build_signal(self.findings, self.queries, own, None, match_known=patterns is not None)
        if signal is None:
            return None
        if self.node.each is not None:
            self.check_for_members(own, patterns or ())
        return self.placed(signal, own, name, patterns or ())

    def check_for_members(self, draft: SignalDraft, patterns: tuple[MatchPattern, ...]) -> None:
        """A signal that every member has must ask for each of them alone."""
        for key in _ASKED:
            entry = draft.entries.get(key)
            text = getattr(entry.value, "text", "") if entry else ""
            asked = getattr(draft.entries.get(key), "value", None)
            if asked is not None and text and not text.replace(".", "").isdecimal():
                self.queries.check(asked, in_template=True)
        for label in missing_labels(patterns, dict.fromkeys(self.node.label_names, "")):
            by = "'match' under 'defaults'"
            report_missing(self.findings, self.node, label, draft.at, draft.at, by)


def signals_of(
    findings: Findings, queries: QueryChecks, joined: Joined, node: NodeDraft, site: Site
) -> tuple[MemberSignal, ...]:
    """All signals of a node with the patterns that its labels, or those of its members, fill."""
    maker = _Maker(findings, queries, node, site)
    origin: dict[str, str] = {}
    found = list(maker.inherited(_uses(joined, node), origin))
    for name in node.signals:
        if name not in origin:
            own = maker.own(name, origin)
            found += [own] if own is not None else []
    return tuple(found)


def filled(signals: tuple[MemberSignal, ...], labels: Mapping[str, str]) -> tuple[Signal, ...]:
    """The signals of a node that is no search, with their matchers."""
    return tuple(
        replace(s.signal, match=fill_patterns(s.patterns, labels)) if s.patterns else s.signal
        for s in signals
    )


def report_missing(
    findings: Findings, node: NodeDraft, label: str, at: Position, needed_at: Position, by: str
) -> None:
    """Report a label that a node needs and does not have, `by` what it is needed."""
    message = f"node '{node.id}' has no label '{label}', which {by} needs"
    hint = findings.suggest(label, sorted(node.label_names)) or f"add labels: {{{label}: …}} to the node"
    findings.error(at, "missing-label", message, hint, [needed_at] if needed_at != at else [])


def templates_of(joined: Joined, node: NodeDraft) -> Iterator[TemplateDraft]:
    """The templates whose signals a node has, once for each time that it has them."""
    return (use.template for use in _uses(joined, node))


def _uses(joined: Joined, node: NodeDraft) -> Iterator[_Inherited]:
    templates = joined.draft.templates
    for use in node.use:
        if use.template.id in templates:
            yield _Inherited(templates[use.template.id], use.template, use.prefix)
    for callee, call in joined.called[node.id]:
        name = callee if call.ref.id.endswith(".*") else call.ref.id
        for use in call.use:
            if use.template.id in templates:
                prefix = f"calls.{name}.{use.prefix}" if use.prefix else f"calls.{name}"
                yield _Inherited(templates[use.template.id], use.template, prefix, call.labels)


def _own_patterns(node: NodeDraft) -> tuple[MatchPattern, ...] | None:
    """What `$match` stands for in a node's own signals. Those of a search are its members', which are told
    apart by the labels of the search too."""
    patterns = own_patterns(node)
    if node.each is None:
        return patterns
    named = {pattern.label for pattern in patterns or ()}
    apart = [MatchPattern(label, f"{{{label}}}") for label in node.each.labels if label not in named]
    return (*(patterns or ()), *apart)


def _partly_filled(pattern: MatchPattern, labels: Mapping[str, str]) -> MatchPattern:
    """A pattern with the labels of a call in it; what else it names is the node's to fill."""
    if not pattern.regex:
        return replace(pattern, text=fill_text(pattern.text, labels))
    only = [MatchPattern(pattern.label, f"{{{label}}}", regex=True) for label in labels]
    escaped = dict(zip(labels, (matcher.value for matcher in fill_patterns(only, labels)), strict=True))
    return replace(pattern, text=fill_text(pattern.text, escaped))


def _report_collision(findings: Findings, ref: Ref, template: str, signal: str, other: str) -> None:
    message = f"signal '{signal}' comes from '{other}' and from '{template}'"
    short = template.rpartition("/")[2]
    hint = f"write {{template: {template}, as: {short}}}, so that it becomes '{short}.{signal}'"
    findings.error(ref.at, "signal-id-collision", message, hint)


def _only_changes(findings: Findings, node: NodeDraft, name: str, inherited: Mapping[str, str]) -> bool:
    """Whether an own signal measures nothing and is near an inherited one: a change with a typing error."""
    own = node.signals[name]
    if own is None or {"query", "bad", "good", "total"} & own.entries.keys() or not inherited:
        return False
    near = findings.suggest(name, inherited)
    hint = near or f"to change a template's signal use its id: {', '.join(inherited)}; else add 'query'"
    message = f"'{name}' is no signal of the templates used here, and says nothing about how to measure it"
    findings.error(node.signal_places[name], "signal-without-query", message, hint)
    return True
