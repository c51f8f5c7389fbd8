"""Pictures as they are kept to be compared with: half the size, few colours, nothing that dates them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

KEPT = Path(__file__).resolve().parents[2] / "tests" / "data" / "gallery"
COLOURS = 96


def halved(png: bytes) -> Image.Image:
    """A screenshot in half its size, each point the mean of four."""
    with Image.open(BytesIO(png)) as opened:
        whole = opened.convert("RGB")
    return whole.resize(((whole.width + 1) // 2, (whole.height + 1) // 2), Image.Resampling.BOX)


def keep(picture: Image.Image, file: Path) -> None:
    """Writes a picture with few colours, always the same bytes for the same picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def kept(file: Path) -> Image.Image:
    """A picture that was kept, in RGB."""
    with Image.open(file) as opened:
        return opened.convert("RGB")
