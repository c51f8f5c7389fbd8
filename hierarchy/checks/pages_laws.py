"""Pages of what is said about objectives and priorities."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "objective-without-query",
        ERROR,
        "an objective does not say what it is about",
        why="A target without a measurement can't be missed.",
        instead="""Write `good` or `bad` with `total`, `bad` alone where it already is a ratio, or `of:
        SIGNAL`.""",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                objective: {target: 99.9%, window: 30d}
            #   ^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                objective:
                  good: 'sum(increase(orders_ok_total[$window]))'
                  total: 'sum(increase(orders_total[$window]))'
                  target: 99.9%
                  window: 30d
        """,
    ),
    page(
        "objective-fixed-window",
        WARNING,
        "a query of an objective asks over a fixed range",
        why="""How fast a budget burns is told by comparing windows, such as 5 minutes with one hour. For
        each of them a query with its own range is asked with a longer one, or many times over, and
        what is recorded over its own range only tells less than it seems to.""",
        instead="""Write [$window] where the range stands. A recording rule per window works too, when the
        window is part of its name: `ratio_rate$window`.""",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                objective: {bad: 'avg_over_time(order_error_ratio[5m])', target: 99.9%, window: 30d}
            #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                objective: {bad: 'avg_over_time(order_error_ratio[$window])', target: 99.9%, window: 30d}
        """,
    ),
    page(
        "objective-no-ratio",
        ERROR,
        "an objective is about a signal that is no ratio",
        why="A target is a share of what went right; seconds and bytes have none.",
        instead="""Name a signal with `bad` or `good` and `total`, or one with `unit: ratio` or `unit:
        percent`.""",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                signals: {wait: {query: 'order_p95_seconds', unit: seconds}}
                objective: {of: wait, target: 99.9%, window: 30d}
            #                   ^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                signals:
                  in-time: {good: 'sum(rate(orders_fast_total[5m]))', total: 'sum(rate(orders_total[5m]))'}
                objective: {of: in-time, target: 99.9%, window: 30d}
        """,
    ),
    page(
        "priority-no-end",
        ERROR,
        "a priority names a node that is no end of this one",
        why="A priority says which of the ends that share a means comes first; others get nothing from it.",
        instead="Add the node under `why`, or take it out of `priority`.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, how: [shares]}
              browse: {level: functional-purpose}
              shares: {level: abstract-function, priority: [buy]}
              first-come: {level: abstract-function, why: [browse], priority: [browse, buy]}
            #                                                                          ^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
              browse: {level: functional-purpose}
              first-come: {level: abstract-function, why: [browse, buy], priority: [browse, buy]}
        """,
    ),
    page(
        "balance-without-terms",
        ERROR,
        "one side of a balance has no terms",
        why="What comes in can only be compared with what goes out if both are measured.",
        instead="Name at least one query under `in` and one under `out`; `store` may stay empty.",
        wrong="""
            version: 1
            nodes:
              orders: {level: functional-purpose, balance: {in: {}, out: {kept: 'sum(rate(kept_total[5m]))'}}}
            #                                                   ^^
        """,
        right="""
            version: 1
            nodes:
              orders:
                level: functional-purpose
                balance:
                  in: {asked: 'sum(rate(asked_total[5m]))'}
                  out: {kept: 'sum(rate(kept_total[5m]))'}
        """,
    ),
)
