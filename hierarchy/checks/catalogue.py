"""The list of all checks, and the pages of everything that can ever be printed about a hierarchy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hierarchy.checks import (
    at_least_out_of_range,
    calls_across_levels,
    link_direction,
    means_cycle,
    no_ends,
    no_means,
    pages_files,
    pages_keys,
    pages_laws,
    pages_limits,
    pages_links,
    pages_live,
    pages_members,
    pages_queries,
    pages_signals,
    pages_sources,
    pages_yaml,
    part_cycle,
    part_of_across_levels,
    skipped_level,
)
from hierarchy.checks.page import Check, Page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

CHECKS: tuple[Check, ...] = (
    # What is loose or unmeasured is judged last: it is a consequence while links lead the wrong way.
    means_cycle.CHECK,
    link_direction.CHECK,
    skipped_level.CHECK,
    part_cycle.CHECK,
    part_of_across_levels.CHECK,
    calls_across_levels.CHECK,
    at_least_out_of_range.CHECK,
    no_ends.CHECK,
    no_means.CHECK,
)

_READERS = (
    *pages_files.PAGES,
    *pages_yaml.PAGES,
    *pages_keys.PAGES,
    *pages_sources.PAGES,
    *pages_links.PAGES,
    *pages_queries.PAGES,
    *pages_signals.PAGES,
    *pages_limits.PAGES,
    *pages_laws.PAGES,
    *pages_members.PAGES,
    *pages_live.PAGES,
)

PAGES: Mapping[str, Page] = MappingProxyType(
    {one.id: one for one in sorted((*_READERS, *(check.page for check in CHECKS)), key=lambda one: one.id)}
)
"""Every page by its id, in alphabetical order: what readers report as well as what checks do."""


def run_checks(findings: Findings, joined: Joined) -> None:
    """Look for everything that no single node can know."""
    for check in CHECKS:
        check.look(findings, joined)
