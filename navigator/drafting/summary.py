"""What `navigator init` says at its end: what was drafted, what to decide, what to do next."""

from __future__ import annotations

from pathlib import Path

from navigator.drafting.draft import Draft
from navigator.drafting.naming import listed


def last_words(draft: Draft, out: Path | None) -> str:
    """Three lines; before them one for each thing that was left out."""
    file = "hierarchy.yaml" if out is None else str(out)
    name = "the draft above" if out is None else file
    share = f"{draft.targets} of {draft.scraped} scraped targets are nodes"
    known = f"; recognized {listed(draft.recognized, 8)}" if draft.recognized else ""
    marked = f"{draft.questions} questions are marked with DECIDE in {name}"
    saved = f"save it as {file}, then " if out is None else ""
    return "".join(
        f"{line}\n"
        for line in (
            *(f"Left out: {sentence}" for sentence in draft.left_out),
            f"Drafted: {draft.nodes} nodes; {share}{known}.",
            f"Decide: {marked}: what all this is for, what must balance, what is done.",
            f"Next: {saved}navigator check --online {file}, then navigator serve {file}",
        )
    )
