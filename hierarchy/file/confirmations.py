"""Whether the signals exist that are to confirm others: known only when all nodes are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hierarchy.file.drafts import NodeDraft, TemplateDraft
from hierarchy.file.findings import Findings
from hierarchy.model import Node, Signal, SignalKey
from hierarchy.problems import Position


def check_confirmations(
    findings: Findings,
    drafts: Mapping[str, NodeDraft],
    templates: Mapping[str, TemplateDraft],
    nodes: Iterable[Node],
) -> None:
    """Report every `confirm_with` that names no other signal, once for each place where it is written.

    `drafts` are the nodes by final id, `templates` by name, as the files say them.
    """
    here = {node.id: node for node in nodes}
    told: set[Position] = set()
    for node in here.values():
        for signal in _signals(node):
            wanted = signal.confirm_with
            if wanted is None or wanted.node not in here:
                continue
            at = _place(drafts.get(node.id), templates, signal)
            if at is None or at in told:
                continue
            message, hint = _wrong(findings, SignalKey(node.id, signal.id), wanted, here[wanted.node])
            if message:
                told.add(at)
                findings.error(at, "unknown-signal", message, hint)


def _wrong(findings: Findings, key: SignalKey, wanted: SignalKey, there: Node) -> tuple[str, str]:
    if wanted == key:
        return "a signal can't confirm itself", "name another one, measured in another way"
    known = {signal.id for signal in _signals(there)}
    if wanted.signal not in known:
        hint = findings.suggest(wanted.signal, known) or "name one of: " + ", ".join(sorted(known))
        whose = "this node" if wanted.node == key.node else f"'{wanted.node}'"
        return f"{whose} has no signal '{wanted.signal}'", hint if known else "give it one"
    if there.each is not None and wanted.node != key.node:
        message = f"'{wanted.node}' stands for several, so that nobody knows which of them is to confirm"
        return message, "name a signal of the same node, or of one that stands for itself"
    return "", ""


def _signals(node: Node) -> Iterator[Signal]:
    yield from node.signals
    yield from (each.signal for each in node.each.signals) if node.each else ()


def _place(node: NodeDraft | None, templates: Mapping[str, TemplateDraft], signal: Signal) -> Position | None:
    """Where the confirmation of a signal is written: at the node, else in the template it is from."""
    own = node.signals.get(signal.id) if node else None
    written = [own] if own else []
    template = templates.get(signal.template or "")
    if template is not None:
        written += [
            draft
            for sid, draft in template.signals.items()
            if signal.id == sid or signal.id.endswith(f".{sid}")
        ]
    for draft in written:
        if "confirm_with" in draft.entries:
            return draft.entries["confirm_with"].value.at
    return None
