"""What the lines of one picture cost the source, where that is a lot."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from hierarchy.quantities import format_number

ID = "view-cost"
MOST = 1_000_000  # samples for the lines of one picture over an hour: some hundred ms of a core
SHOWN = 3


def look(view: LiveView) -> Iterator[Remark]:
    """One remark about the dearest picture when it touches more than MOST samples."""
    focus, touched = view.costs.picture
    if touched <= MOST:
        return
    dearest = view.costs.dearest[:SHOWN]
    shown = ", ".join(f"{key.node}/{key.signal} ({format_number(view.costs.lines[key])})" for key in dearest)
    of = f"with '{focus}' in focus " if focus else "of the whole system "
    message = (
        f"the lines of the picture {of}touch {format_number(touched)} samples an hour drawn; dearest: {shown}"
    )
    yield Remark(ID, message, "record what is dearest; `navigator check --cost` lists it", dearest[:1])
