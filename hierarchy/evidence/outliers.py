"""The instance that is far from the rest, and whether everyone is hurt or only some."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hierarchy.evidence.breakdowns import Breakdown
from hierarchy.model import Signal, Worse


@dataclass(frozen=True, slots=True)
class Outlier:
    """The instance `name` with `value`, whose distance from `median`, that of the `others`, is `far`
    spreads (max(IQR, 1.4826 × MAD, floor)); `text` is the sentence."""

    name: str
    value: float
    median: float
    far: float
    others: int
    text: str


class Hurt(StrEnum):
    """Who is hurt among the segments."""

    EVERYONE = "everyone"
    ONLY = "only"
    SOME = "some"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Who:
    """`names` are the hurt segments, worst first, out of `total`; `text` is the sentence."""

    hurt: Hurt
    names: tuple[str, ...]
    total: int
    text: str


def outlier(breakdown: Breakdown, worse: Worse | None = None) -> Outlier | None:
    """The one instance that is far from the rest in the direction that is worse, or None."""
    return None


def who(breakdown: Breakdown, signal: Signal) -> Who:
    """Whether everyone is hurt or only some."""
    return Who(Hurt.UNKNOWN, (), 0, "not known")
