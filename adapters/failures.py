"""Typed failures of what readings come from, each with the sentence and the hint a person needs."""

from __future__ import annotations

from enum import StrEnum


class FailureKind(StrEnum):
    """Why a source gave no usable answer; the class decides what the pipeline may do next."""

    REFUSED = "refused"
    TIMEOUT = "timeout"
    CROWDED = "crowded"  # not asked: too many queries waited on our side
    THROTTLED = "throttled"
    OVERLOADED = "overloaded"
    TOO_BROAD = "too-broad"
    TOO_LARGE = "too-large"
    BAD_QUERY = "bad-query"
    AMBIGUOUS = "ambiguous"  # refused because several series match where one is expected
    UNAUTHORIZED = "unauthorized"
    REDIRECTED = "redirected"
    NOT_PROMETHEUS = "not-prometheus"
    BROKEN_ANSWER = "broken-answer"


class SourceFailure(Exception):  # noqa: N818 - it names what happened, as the readings do
    """A request to a source that did not give an answer. Never holds a credential or a whole body.

    `retry_after` is in how many seconds the source wants to be asked again, where it says so.
    """

    def __init__(
        self, kind: FailureKind, message: str, hint: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.retry_after = retry_after

    def settled(self) -> SourceFailure:
        """The same as a value, without the frames it was raised in: they would keep whole answers alive."""
        self.__traceback__ = self.__context__ = None
        return self

    @property
    def is_unreachable(self) -> bool:
        """Whether the source as a whole is gone, rather than this one query wrong."""
        return self.kind not in _OF_THE_QUERY


_OF_THE_QUERY = (
    FailureKind.BAD_QUERY,
    FailureKind.AMBIGUOUS,
    FailureKind.TOO_BROAD,
    FailureKind.TOO_LARGE,
)
