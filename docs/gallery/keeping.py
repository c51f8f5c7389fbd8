"""Pictures as they are kept to be compared with: small, of few colours, nothing that dates them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

KEPT = Path(__file__).resolve().parents[2] / "tests" / "data" / "gallery"
COLOURS = 144
COMMONEST = 40


def shrunk(png: bytes, by: int) -> Image.Image:
    """A screenshot in a half or a quarter of its size, each point the mean of `by` by `by`."""
    with Image.open(BytesIO(png)) as opened:
        whole = opened.convert("RGB")
    return whole.reduce(by)


def keep(picture: Image.Image, file: Path) -> None:
    """Writes a picture with few colours, always the same bytes for the same picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    few = Image.new("P", (1, 1))
    few.putpalette(_palette(picture))
    picture.quantize(palette=few, dither=Image.Dither.NONE).save(file, optimize=True)


def _palette(picture: Image.Image) -> list[int]:
    """The commonest colours as they are, so that no tint becomes another, and others far from each other."""
    counted = picture.getcolors(picture.width * picture.height) or []
    common = [colour for _, colour in sorted(counted, reverse=True)[:COMMONEST]]
    spread = picture.quantize(
        COLOURS - COMMONEST, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    others = (spread.getpalette() or [])[: 3 * (COLOURS - COMMONEST)]
    return [part for colour in common if isinstance(colour, tuple) for part in colour] + others


def kept(file: Path) -> Image.Image:
    """A picture that was kept, in RGB."""
    with Image.open(file) as opened:
        return opened.convert("RGB")
