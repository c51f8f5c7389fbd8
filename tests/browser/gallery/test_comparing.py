"""What the comparison of pictures notices and what it lets pass, tried on a real picture of the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from docs.gallery.keeping import keep, kept, shrunk
from docs.gallery.shooting import CHROMIUM, FLAGS, Camera, Shown
from docs.gallery.state import WIDE, State
from docs.gallery.states import STATES
from docs.gallery.writing import write_gallery
from tests.browser.gallery.comparing import difference, marked

pytestmark = pytest.mark.browser

CARD = '#nav-stage [data-kind=node][data-key="currency-quota"]'
# A card six pixels to the right, another red, and a sign that is not drawn any more.
BROKEN = {
    "moved": f"() => {{ const card = document.querySelector('{CARD}'); card.style.marginLeft = '6px'; }}",
    "red": "() => { for (const name of ['critical', 'critical-line', 'critical-text', 'critical-tint'])"
    " document.documentElement.style.setProperty(`--${name}`, '#b0127a'); }",
    "sign": f"() => {{ document.querySelector('{CARD} .card-glyph').style.visibility = 'hidden'; }}",
}
# Other ways to draw letters: with the hints of the font, and with a colour for each third of a point.
OTHERWISE = ("--font-render-hinting=full", "--font-render-hinting=slight", "--enable-lcd-text")


SIZES = (2, 4)  # what a picture may be shrunk by


def _state() -> State:
    (state,) = [state for state in STATES if state.name == "focus-function"]
    return replace(state, sizes=(WIDE,), themes=("light",))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this one state only."""
    folder = tmp_path_factory.mktemp("one")
    write_gallery(folder, [_state()])
    return folder


@pytest.fixture(scope="module")
def shown(browser: Browser, gallery: Path) -> Iterator[Shown]:
    """A function in focus, standing in a page."""
    with Camera(browser) as camera:
        yield next(camera.show(gallery, _state()))


@pytest.fixture(scope="module")
def accepted(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Image.Image]:
    """Its picture, kept and read again, by what it is shrunk by."""
    folder = tmp_path_factory.mktemp("kept")
    found = {}
    for by in SIZES:
        keep(shrunk(shown.picture(), by), folder / f"{by}.png")
        found[by] = kept(folder / f"{by}.png")
    return found


@pytest.fixture
def page(shown: Shown) -> Iterator[Page]:
    """The page, which is mended again after it was broken."""
    yield shown.page
    shown.page.evaluate(f"""() => {{
      document.documentElement.removeAttribute('style');
      document.querySelector('{CARD}').style.marginLeft = '';
      document.querySelector('{CARD} .card-glyph').style.visibility = '';
    }}""")


@pytest.mark.parametrize("by", SIZES)
def test_the_same_picture_is_no_difference(
    shown: Shown, accepted: Mapping[int, Image.Image], by: int
) -> None:
    """Although it is kept in few colours only."""
    seen = difference(accepted[by], shrunk(shown.picture(), by), by)
    assert not seen.is_there, seen


@pytest.mark.parametrize("by", SIZES)
@pytest.mark.parametrize("how", BROKEN)
def test_what_somebody_would_see_is_noticed(
    shown: Shown, page: Page, accepted: Mapping[int, Image.Image], how: str, by: int
) -> None:
    """A card that moved by six pixels, another hue, a lost sign: in a quarter of the size too."""
    page.evaluate(BROKEN[how])
    assert difference(accepted[by], shrunk(shown.picture(), by), by).is_there


@pytest.mark.parametrize("flag", OTHERWISE)
def test_letters_drawn_in_another_way_are_no_difference(
    browser: Browser, gallery: Path, accepted: Mapping[int, Image.Image], flag: str
) -> None:
    """As by another version of the browser."""
    flags = [one for one in FLAGS if not one.startswith(("--font-render", "--disable-lcd"))]
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=[*flags, flag])
    try:
        with Camera(other) as camera:
            picture = next(camera.show(gallery, _state())).picture()
        for by in SIZES:
            seen = difference(accepted[by], shrunk(picture, by), by)
            assert not seen.is_there, seen
    finally:
        other.close()


def test_the_places_that_differ_are_marked(accepted: Mapping[int, Image.Image]) -> None:
    """In red over a picture in grey."""
    other = accepted[2].copy()
    other.paste((0, 200, 0), (100, 100, 130, 130))
    red, green, _ = marked(other, difference(accepted[2], other, 2)).getpixel((115, 115))  # type: ignore[misc]
    assert red > green + 50
