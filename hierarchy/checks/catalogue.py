"""The list of all checks, and the pages of everything that can ever be printed about a hierarchy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hierarchy.checks import (
    abstract_function_unlawful,
    at_least_out_of_range,
    balance_window_mismatch,
    calls_across_levels,
    each_without_need,
    function_unmeasured,
    join_lacks_match_labels,
    lever_needs_what_it_repairs,
    link_direction,
    literal_scope_label,
    look_alike_ids,
    means_cycle,
    need_of_one,
    no_ends,
    no_means,
    one_to_one_chain,
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
    product_name,
    purpose_written_as_metric,
    ratio_empty_numerator,
    raw_counter,
    skipped_level,
    term_may_be_absent,
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
    need_of_one.CHECK,
    join_lacks_match_labels.CHECK,
    literal_scope_label.CHECK,
    ratio_empty_numerator.CHECK,
    term_may_be_absent.CHECK,
    raw_counter.CHECK,
    balance_window_mismatch.CHECK,
    each_without_need.CHECK,
    lever_needs_what_it_repairs.CHECK,
    product_name.CHECK,
    purpose_written_as_metric.CHECK,
    look_alike_ids.CHECK,
    no_ends.CHECK,
    no_means.CHECK,
    abstract_function_unlawful.CHECK,
    function_unmeasured.CHECK,
    one_to_one_chain.CHECK,
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
