"""Pages of what is said about the limits of signals and capacities."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "limit-order",
        ERROR,
        "critical lies on the wrong side of warning",
        why="The signal would be critical before it is in warning, and in warning when it is at its worst.",
        instead="Exchange the two, or change `worse`; in [low, high] the smaller number stands first.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, warning: 5, critical: 1}}
            #                                                                       ^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, warning: 1, critical: 5}}
        """,
    ),
    page(
        "limits-equal",
        WARNING,
        "warning and critical are equal",
        why="The signal goes from ok to critical at once; warning is never shown.",
        instead="Delete `warning`, or move one of them.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, warning: 5, critical: 5}}
            #                                                                       ^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, critical: 5}}
        """,
    ),
    page(
        "limit-without-worse",
        ERROR,
        "a signal has limits, but no direction",
        why="Whether 90 is good or bad depends on what is measured; guessing from the name goes wrong.",
        instead="Add `worse: higher`, `worse: lower` or `worse: either`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', warning: 5}}
            #                                            ^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, warning: 5}}
        """,
    ),
    page(
        "limit-needs-band",
        ERROR,
        "worse: either, but the limit has one end only",
        why="A signal that can be too low and too high needs both ends.",
        instead="Write `warning: [low, high]`, the interval in which all is well.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', worse: either, warning: 5}}
            #                                                                    ^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', worse: either, warning: [5, 500]}}
        """,
    ),
    page(
        "limit-needs-either",
        ERROR,
        "a limit has two ends, but worse names one direction",
        why="With `worse: higher` only one of the two ends could ever be reached.",
        instead="Write `worse: either`, or a single number.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', worse: higher, warning: [5, 500]}}
            #                                                                    ^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', worse: either, warning: [5, 500]}}
        """,
    ),
    page(
        "limit-unit",
        ERROR,
        "a limit in percent of something that is not there",
        why="80% of what? Bytes and seconds have no whole, unless a `capacity` says what it is.",
        instead="""Add a `capacity`, write the limit in the unit itself, or say `unit: ratio` if that is
        what it is.""",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {memory: {query: 'cart_memory_bytes', unit: bytes, worse: higher, warning: 80%}}
            #                                                                                       ^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {heap: {query: cart_bytes, unit: bytes, worse: higher, capacity: 4e9, warning: 80%}}
        """,
    ),
    page(
        "limit-scale",
        ERROR,
        "a limit that can't be reached: more than the whole",
        why="""A ratio lies between 0 and 1, so `warning: 5` is 500 %, and the signal is never in warning.
        It is a warning only where a value above the whole can occur: a query in `unit: ratio`, or a
        use above its capacity.""",
        instead="Write `5%` or `0.05`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors', total: 'cart_requests', worse: higher, warning: 5}}
            #                                                                                 ^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors', total: 'cart_requests', worse: higher, warning: 5%}}
        """,
    ),
)
