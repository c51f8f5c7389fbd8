"""What a scene costs: nothing of it is worked out twice."""

from __future__ import annotations

from typing import Any

import pytest

from navigator.screen import selection
from navigator.services import Services
from tests.navigator.screen.asking import Page


def test_the_cards_of_a_scene_are_selected_once(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked about the cards and what is drawn of them are the same selection."""
    page, asked = Page.of(services), []
    services.poller.sweep_once()
    real = selection.select

    def counted(*given: Any, **named: Any) -> Any:
        asked.append(given)
        return real(*given, **named)

    monkeypatch.setattr("navigator.screen.view_builder.select", counted)
    assert page.scene("?focus=cart")["cards"]
    assert len(asked) == 1
