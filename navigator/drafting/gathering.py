"""Asking a source and drafting a hierarchy from what it says."""

from __future__ import annotations

from itertools import count

from adapters.discovery import host_of, probe
from adapters.discovery_asking import Asking
from adapters.discovery_survey import present, survey
from hierarchy import Severity, load_text
from hierarchy.model import SourceConfig
from navigator.drafting.draft import Draft, draft
from navigator.drafting.kubernetes import cluster_questions, recognize_cluster
from navigator.drafting.recognition import questions, recognize
from navigator.failures import CannotRunError
from navigator.progress import Steps

SECONDS = 30.0
"""How long one question may take: people wait here, but a large Prometheus is slow to list its targets."""


def draft_from(url: str, steps: Steps) -> Draft:
    """A hierarchy drafted from the Prometheus at `url`, checked by the loader.

    Raises SourceFailure when it can't be asked, CannotRunError when there is nothing to draft from.
    """
    config = SourceConfig("default", "prometheus", url, timeout=SECONDS)
    host = host_of(url)
    known = probe(config)
    if known.failure is not None:
        raise known.failure

    done = count()

    def advance(words: str, left: int) -> None:
        steps.total = next(done) + left
        steps.describe(words)
        steps.advance()

    with Asking(config) as asking:
        facts = survey(asking, advance)
        if not facts.jobs:
            raise CannotRunError(
                f"{host} answers, but it scrapes nothing yet; add targets under scrape_configs in its "
                "configuration, then try again"
            )
        asked = dict.fromkeys(text for job in facts.jobs for text in questions(job))
        told = present(asking, (*asked, *cluster_questions(facts)), advance)
    recognized = [recognize(job, told) for job in facts.jobs]
    drafted = draft(facts, recognized, recognize_cluster(facts, told), url, host)
    if not drafted.nodes:
        raise CannotRunError(f"there is nothing at {host} to draft from: {'; '.join(drafted.left_out)}")
    _check(drafted.text)
    return drafted


def _check(text: str) -> None:
    """A draft with an error would be ours to mend, so nobody gets it."""
    errors = [p for p in load_text({"draft": text}, {}).problems if p.severity is Severity.ERROR]
    if errors:
        where = f"line {errors[0].position.line}: {errors[0].message}"
        raise CannotRunError(f"the draft would have had a mistake in {where}; please report this")
