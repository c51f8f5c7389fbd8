"""A hierarchy file full of markup, and data to match: it is shown letter by letter and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.acceptance.running import navigator
from tests.browser.acceptance.scraped import scraped
from tests.browser.acceptance.screens import WAIT, Screen, screen
from tests.live.conftest import Exporter
from tests.live.prometheus_server import escaped

pytestmark = [pytest.mark.browser, pytest.mark.live]

IMAGE = '<img src=x onerror="window.ran=1">'
SCRIPT = "<script>window.ran=2</script>"
VECTOR = "<svg onload=window.ran=3></svg>"
ANCHOR = '<a href="https://evil.example/" onclick="window.ran=4">sign in</a>'
LINK = '<a href="javascript:window.ran=5">x</a>'
LABEL = f'{IMAGE} {{{{7*7}}}} %{{x}} "quoted" &lt;b&gt;'

# What would be there if any of it had been taken for markup; the page itself has none of these.
MARKUP = (
    "#navigator img, #navigator script, #navigator iframe, dialog img, dialog script,"
    " [onerror], [onload], [onclick], a[href*='evil.example'], a[*|href^='javascript:'], .js-plotly-plot a"
)


def _hierarchy() -> dict[str, object]:
    """Markup wherever an author can write text."""
    signal = {
        "title": f"{ANCHOR} {IMAGE}",
        "description": SCRIPT,
        "query": f"max(shop_lost{{note={json.dumps(LABEL)},$match}})",
        "unit": VECTOR,
        "worse": "higher",
        "warning": 1,
        "critical": 5,
    }
    common = {"use": "t", "owner": IMAGE, "description": f"{SCRIPT} {IMAGE}", "labels": {"note": LABEL}}
    links = [{"title": f"{IMAGE} {LINK}", "url": "https://wiki.example/{note}"}]
    means = [{"node": "flow", "impact": "degraded", "because": ANCHOR}]
    names = {"flow": VECTOR, "pay": ANCHOR, "cart": LINK, "host": LABEL}
    levels = ("abstract-function", "generalized-function", "physical-function", "physical-form")
    below = {"flow": ["pay"], "pay": ["cart"], "cart": ["host"], "host": []}
    nodes: dict[str, object] = {
        "buy": {**common, "level": "functional-purpose", "title": IMAGE, "for": SCRIPT, "domain": SCRIPT}
        | {"how": means, "links": links}
    }
    for (id, title), level in zip(names.items(), levels, strict=True):
        nodes[id] = {**common, "level": level, "title": title, "domain": IMAGE} | (
            {"how": below[id]} if below[id] else {}
        )
    template = {"match": ["note"], "signals": {"lost": signal}}
    return {
        "version": 1,
        "title": f"{SCRIPT}{IMAGE}",
        "description": IMAGE,
        "step": "2s",
        "templates": {"t": template},
        "nodes": nodes,
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The navigator on that hierarchy, with a Prometheus whose label values are as bad."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile.yaml"
    file.write_text(json.dumps(_hierarchy()), encoding="utf-8")  # JSON is YAML
    exporter = Exporter()
    exporter.lines = [f'shop_lost{{note="{escaped(LABEL)}"}} 9']
    try:
        with (
            scraped(folder, exporter) as prometheus,
            navigator("serve", str(file), "--prometheus", prometheus.url) as address,
        ):
            yield address
    finally:
        exporter.close()


def _assert_inert(s: Screen) -> None:
    assert s.page.evaluate("() => window.ran") is None
    assert s.ask("texts", MARKUP) == []
    s.assert_clean()


def test_markup_in_cards_detail_charts_and_strip_is_text(browser: Browser, base: str) -> None:
    """On a walk from top to bottom every title shows its letters, also in a chart, and nothing runs."""
    with screen(browser, base) as s:
        s.page.wait_for_selector("#nav-stage [data-key=buy][data-state=critical]", timeout=WAIT)
        for node, title in (
            ("buy", IMAGE),
            ("flow", VECTOR),
            ("pay", ANCHOR),
            ("cart", LINK),
            ("host", LABEL),
        ):
            s.press("ArrowDown", "Enter")
            assert s.focus() == node
            s.detail_of(node)
            assert s.page.locator("#detail-identity h1").inner_text() == " ".join(title.split())
            assert s.page.title().startswith(f"{title} · {SCRIPT}")
            _assert_inert(s)
        name = s.page.locator("#nav-stage [data-key=host]").get_attribute("aria-label")
        assert (name or "").startswith(LABEL)
        s.page.wait_for_selector(".js-plotly-plot .annotation-text", timeout=WAIT)
        s.page.wait_for_selector(".js-plotly-plot .js-line", state="attached", timeout=WAIT)
        # A chart's title is cut in the middle where it is too long: what is left is the markup's own letters,
        # those of the link before the cut and those of the image after it.
        title = f"{ANCHOR} {IMAGE}"
        lines = s.ask("texts", ".js-plotly-plot .annotation-text .line:first-child")
        cuts = [text.partition("…") for text in lines]
        assert any(
            len(head) > 8 and len(tail) > 8 and title.startswith(head) and title.endswith(tail)
            for head, _, tail in cuts
        ), cuts
        s.page.locator(".js-plotly-plot .nsewdrag").first.hover()
        assert escaped(IMAGE) in " ".join(s.ask("texts", "#detail-signals code"))
        s.page.wait_for_selector(".strip-slot", timeout=WAIT)
        s.page.locator(".strip-slot").first.hover()
        s.page.locator("#nav-longshot").hover()
        _assert_inert(s)


def test_a_link_out_carries_its_label_as_one_encoded_piece(browser: Browser, base: str) -> None:
    """Whatever a label holds, the link goes to the host that the file names, without a way back to us."""
    with screen(browser, base, "?focus=buy") as s:
        s.detail_of("buy")
        s.page.locator("#detail-links .fold > summary").click()
        link = s.page.locator("#detail-links a")
        assert link.inner_text() == f"{IMAGE} {LINK}"
        href = link.get_attribute("href") or ""
        assert href.startswith("https://wiki.example/%3Cimg%20src%3Dx")
        assert not set(href) & set("<>\"' {}")
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
        _assert_inert(s)


def test_markup_in_search_help_and_address_is_text(browser: Browser, base: str) -> None:
    """Typed into the search, listed by it, or written into the address: letters."""
    with screen(
        browser, base, "?focus=%3Cimg%20src%3Dx%20onerror%3D%22window.ran%3D6%22%3E&at=%3Cscript%3E"
    ) as s:
        s.page.locator(".notice-more").click()
        assert '<img src=x onerror="window.ran=6">' in " ".join(s.ask("texts", "#nav-notices .notice-text"))
        s.press("/")
        s.page.keyboard.type("<img")
        assert IMAGE in s.ask("texts", ".option-title")
        _assert_inert(s)
        s.press("Enter")
        assert s.focus() == "buy"
        s.page.keyboard.press("?")
        _assert_inert(s)


def test_a_script_for_a_link_is_refused_with_the_file(browser: Browser, tmp_path: Path) -> None:
    """`javascript:` under links: is a problem of the file, shown as text like every other."""
    file = tmp_path / "hierarchy.yaml"
    node = {
        "level": "functional-purpose",
        "title": IMAGE,
        "links": [{"title": "x", "url": "javascript:window.ran=7"}],
    }
    file.write_text(json.dumps({"version": 1, "title": IMAGE, "nodes": {"a": node}}), encoding="utf-8")
    with navigator("serve", str(file)) as address, screen(browser, address) as s:
        s.page.wait_for_selector("#nav-detail .problems", timeout=WAIT)
        assert (
            "'javascript:window.ran=7' is not an http(s) address" in s.page.locator(".problems").inner_text()
        )
        _assert_inert(s)
