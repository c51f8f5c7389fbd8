"""Tells whether a picture is the one that was kept.

With a moved card, a lost sign or another hue it is not; letters that another browser draws a little thinner
are no difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

BLOCK = 8  # points of the screen: four of a picture of half the size, two of one of a quarter
FAINT = 14.0  # how far the mean of a block may be off in any colour, of 255
STRONG = 26.0  # more than this in one block is a difference, however small it is
MOST = 14  # blocks that may be off by more than FAINT in one place of NEAR by NEAR blocks
NEAR = 8


@dataclass(frozen=True)
class Difference:
    """Blocks that are off, as fractions of what is borne; `worst` is the strongest, of 255."""

    strong: int
    crowded: int
    worst: float
    mask: np.ndarray

    @property
    def is_there(self) -> bool:
        """Whether anybody would see it."""
        return self.strong > 0 or self.crowded > MOST


def difference(kept: Image.Image, now: Image.Image, shrunk_by: int) -> Difference:
    """How two pictures of one size, each shrunk by so much, differ by the means of blocks: that of a letter
    stays what it is when its edges are drawn otherwise. How much they are shrunk makes no difference."""
    block = BLOCK // shrunk_by
    off = np.abs(_means(kept, block) - _means(now, block)).max(axis=2)
    faint = off > FAINT
    return Difference(int((off > STRONG).sum()), _most_together(faint), float(off.max()), faint)


def marked(now: Image.Image, seen: Difference) -> Image.Image:
    """The new picture in grey, with every block that is off in red."""
    mask = Image.fromarray((seen.mask * 255).astype("uint8"), "L")
    grey = now.convert("L").point(lambda value: 128 + value // 2).convert("RGB")
    red = Image.new("RGB", now.size, (220, 0, 0))
    return Image.composite(red, grey, mask.resize(now.size, Image.Resampling.NEAREST).point(lambda v: v // 2))


def _means(picture: Image.Image, block: int) -> np.ndarray:
    """The mean of every block, with blocks that overlap by half, so that no edge falls between two."""
    values = np.asarray(picture, dtype=np.float64)
    sums = np.pad(values, ((1, 0), (1, 0), (0, 0))).cumsum(axis=0).cumsum(axis=1)
    rows = np.arange(0, max(1, values.shape[0] - block + 1), block // 2)
    columns = np.arange(0, max(1, values.shape[1] - block + 1), block // 2)
    a, b = np.ix_(rows, columns), np.ix_(rows + block, columns + block)
    total = sums[b] - sums[np.ix_(rows, columns + block)] - sums[np.ix_(rows + block, columns)] + sums[a]
    means: np.ndarray = total / block**2
    return means


def _most_together(faint: np.ndarray) -> int:
    """The most blocks that are off within any NEAR by NEAR of them."""
    sums = np.pad(faint.astype(int), ((NEAR, NEAR), (NEAR, NEAR))).cumsum(axis=0).cumsum(axis=1)
    return int((sums[NEAR:, NEAR:] - sums[:-NEAR, NEAR:] - sums[NEAR:, :-NEAR] + sums[:-NEAR, :-NEAR]).max())
