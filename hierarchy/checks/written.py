"""What checks look at: nodes once per place in a file, signals and queries as they are written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hierarchy.file.drafts import NodeDraft, SignalDraft, TemplateDraft
from hierarchy.file.joins import Joined
from hierarchy.file.law_drafts import QueryDraft
from hierarchy.file.located import Entry, Scalar
from hierarchy.file.signals import merged

MEASURES = ("query", "bad", "good", "total")


@dataclass(frozen=True, slots=True)
class Written:
    """A signal with everything that counts for it where it is written.

    `template` is set for one that stands in a template, `node` for one at a node; a node's change to a
    template's signal is a signal at the node, with what it takes from the template.
    """

    signal: SignalDraft
    template: TemplateDraft | None = None
    node: NodeDraft | None = None

    def scalar(self, key: str) -> Scalar | None:
        """The value of one key, where it is a single one that says something."""
        return _scalar(self.signal.entries.get(key))

    def text(self, key: str) -> str:
        """The text of one key, or an empty text."""
        scalar = self.scalar(key)
        return "" if scalar is None else scalar.text


def has_limits(signal: SignalDraft) -> bool:
    """Whether a signal states a limit."""
    stated = (signal.entries.get(name) for name in ("warning", "critical"))
    return any(e is not None and not (isinstance(e.value, Scalar) and e.value.is_null) for e in stated)


def nodes_written(joined: Joined) -> Iterator[NodeDraft]:
    """Every node once per place in a file: of the copies of a node only the first."""
    seen = set()
    for node in joined.draft.nodes.values():
        if node.copy is None:
            yield node
        elif node.at not in seen:
            seen.add(node.at)
            yield node


def signals_written(joined: Joined) -> Iterator[Written]:
    """The signals of all templates, then those of all nodes, changes of templates' included."""
    for template in joined.draft.templates.values():
        for signal in template.signals.values():
            yield Written(signal, template=template)
    for node in nodes_written(joined):
        bases = inherited(joined, node) if node.signals else {}
        for name, draft in node.signals.items():
            if draft is not None:
                base = bases.get(name)
                yield Written(merged(base, draft) if base else draft, node=node)


def terms_written(joined: Joined, *sides: str) -> Iterator[tuple[NodeDraft, QueryDraft]]:
    """The terms of all balances at these sides (in, out, store), each with its node."""
    for node in nodes_written(joined):
        balance = node.laws.balance
        for side in sides if balance is not None else ():
            for term in balance.terms.get(side, {}).values() if balance is not None else ():
                yield node, term


def inherited(joined: Joined, node: NodeDraft) -> dict[str, SignalDraft]:
    """What the templates of a node bring, by the id that it has at the node."""
    found: dict[str, SignalDraft] = {}
    for use in node.use:
        template = joined.draft.templates.get(use.template.id)
        for sid, signal in template.signals.items() if template else ():
            found.setdefault(f"{use.prefix}.{sid}" if use.prefix else sid, signal)
    return found


def signals_at(joined: Joined, node: NodeDraft) -> Iterator[SignalDraft]:
    """Everything that is measured at a node: its templates' signals as it changes them, and its own."""
    signals = inherited(joined, node)
    for name, own in node.signals.items():
        base = signals.pop(name, None)
        if own is not None:
            signals[name] = merged(base, own) if base else own
    yield from signals.values()


def _scalar(entry: Entry | None) -> Scalar | None:
    value = None if entry is None else entry.value
    return value if isinstance(value, Scalar) and not value.is_null else None
