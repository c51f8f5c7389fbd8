"""A desk on which models follow one another, for the tests of what follows."""

from __future__ import annotations

from typing import Any

import hierarchy
from adapters.source import Source
from hierarchy.model import Model
from navigator.desk import Desk
from navigator.services import NoHierarchy, Services
from navigator.succession import Succession

FILE = """\
version: 1
title: Shop
nodes:
  cart: {level: physical-function, title: Cart}
"""
HOSTS = """\
  hosts:
    level: physical-form
    title: Hosts
    each: {label: host, from: 'up{job="node"}', title: 'Host {host}'}
    why: [cart]
"""


class Shelf:
    """A desk with a succession over a source set by hand."""

    def __init__(self, source: Any, clock: Any) -> None:
        self.source = source
        self.asked: list[tuple[Model, Source | None]] = []
        self.desk = Desk(NoHierarchy("Navigator", ()))
        self.succession = Succession(self.desk, self._make, clock)

    def take(self, text: str) -> None:
        """Load a file with this text."""
        self.succession.take(hierarchy.load_text({"h.yaml": text}))

    @property
    def model(self) -> Model:
        """What is shown."""
        assert isinstance(self.desk.current, Services)
        return self.desk.current.model

    def _make(self, model: Model, before: Source | None) -> Any:
        self.asked.append((model, before))
        return self.source.renewed(model)
