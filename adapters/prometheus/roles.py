"""What an answer is for, and how its age can be known."""

from __future__ import annotations

from enum import StrEnum

INTERVAL_WINDOW = 600  # seconds over which samples are counted to learn how often they come
RECENT_WINDOW = 60  # the same for what comes often, also when its first sample is only seconds old

LATELY_WINDOW = "1d"


class Role(StrEnum):
    """What an answer is for."""

    VALUE = "value"
    ZERO = "zero"  # zero_while and zero_when where they cannot be part of the value query
    TOTAL = "total"  # how much there was, where too little is not judged
    CAPACITY = "capacity"  # what limits in percent are of
    AGE = "age"  # newest sample behind the value; one of each group must be there
    EXTRA_AGE = "extra-age"  # newest sample of what may be missing, such as bad or good of a ratio
    ZERO_AGE = "zero-age"  # newest sample behind zero_while or zero_when
    INTERVAL = "interval"  # samples in the last INTERVAL_WINDOW seconds
    RECENT = "recent"  # samples in the last RECENT_WINDOW seconds
    TARGETS = "targets"  # how many scrape targets there are with the labels of the node
    UP = "up"  # how many of them answer
    LATELY = "lately"  # whether there was any sample in the last LATELY_WINDOW; groups as for AGE


VALUES = frozenset((Role.VALUE, Role.ZERO, Role.TOTAL, Role.CAPACITY))
AGES = frozenset((Role.AGE, Role.EXTRA_AGE, Role.ZERO_AGE))
INTERVALS = frozenset((Role.INTERVAL, Role.RECENT))
COUNTS = frozenset((Role.TARGETS, Role.UP))
SWEPT = VALUES | AGES | COUNTS  # what one reading is made of


class Timing(StrEnum):
    """How the age of an answer can be known."""

    SAMPLES = "samples"
    CONSTANT = "constant"  # nothing is read, as in vector(1)
    UNKNOWN = "unknown"
