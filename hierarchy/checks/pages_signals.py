"""Pages of what is said about one signal: how it is measured."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, page

PAGES = (
    page(
        "signal-without-query",
        ERROR,
        "nothing says how a signal is measured",
        why="It would always be unknown. Often it is a change to a template's signal under a mistyped id.",
        instead="""Write `query`, or `bad` (or `good`) with `total`. To change a signal of a template, use
        its id, behind the prefix of `as` if the template is used with one.""",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {latency: {unit: seconds, worse: higher, warning: 0.5}}
            #             ^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {latency: {query: 'cart_p95_seconds', unit: seconds, worse: higher, warning: 0.5}}
        """,
    ),
    page(
        "query-and-ratio",
        ERROR,
        "two ways to measure one thing",
        why="""A signal is a query or a ratio, an objective is about a signal or about queries; which one
        counts?""",
        instead="Keep one: `query`, or `total` with one of `bad` and `good`; in objectives also `of`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_error_ratio', total: 'cart_requests'}}
            #                                                 ^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors', total: 'cart_requests'}}
        """,
    ),
    page(
        "ratio-incomplete",
        ERROR,
        "half of a ratio is missing",
        why="A ratio is `bad` or `good` of `total`; one of them alone gives no share.",
        instead="Add the other half, or write the query under `query`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors'}}
            #                      ^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors', total: 'cart_requests'}}
        """,
    ),
    page(
        "min-total-without-total",
        ERROR,
        "min_total is about a total that the signal does not have",
        why="It says below which total there is too little to judge, which only a ratio can have.",
        instead="Measure the signal with `bad` or `good` and `total`, or delete `min_total`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_error_ratio', min_total: 5}}
            #                                                 ^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {bad: 'cart_errors', total: 'cart_requests', min_total: 5}}
        """,
    ),
    page(
        "agree-without-confirm",
        ERROR,
        "agree says how closely, but not with what",
        why="`agree` belongs to `confirm_with`; alone it compares nothing.",
        instead="Add `confirm_with: SIGNAL` (or `node/signal`), or delete `agree`.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', agree: 10%}}
            #                                            ^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals:
                  load: {query: 'cart_requests', agree: 10%, confirm_with: answered}
                  answered: {query: 'cart_answers'}
        """,
    ),
    page(
        "unknown-signal",
        ERROR,
        "a signal is named that the node does not have",
        why="""Removing, confirming or judging by a signal that is not there does nothing, while it seems
        done.""",
        instead="Write the id of a signal of the node; those of templates used with `as` have its prefix.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {latncy: null}
            #             ^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {latency: {query: 'cart_p95_seconds'}}
        """,
    ),
    page(
        "signal-id-collision",
        ERROR,
        "two templates of a node bring a signal of the same id",
        why="One would hide the other, depending on the order under `use`.",
        instead="""Give one of the two a prefix: `use: [http, {template: grpc, as: grpc}]` makes it
        `grpc.errors`.""",
        wrong="""
            version: 1
            templates:
              http: {match: [job], signals: {load: {query: 'http_requests{$match}'}}}
              grpc: {match: [job], signals: {load: {query: 'grpc_requests{$match}'}}}
            nodes:
              cart: {level: physical-function, use: [http, grpc], labels: {job: cart}}
            #                                              ^^^^
        """,
        right="""
            version: 1
            templates:
              http: {match: [job], signals: {load: {query: 'http_requests{$match}'}}}
              grpc: {match: [job], signals: {load: {query: 'grpc_requests{$match}'}}}
            nodes:
              cart: {level: physical-function, use: [http, {template: grpc, as: grpc}], labels: {job: cart}}
        """,
    ),
    page(
        "reserved-id",
        ERROR,
        "a signal has an id that the navigator uses itself",
        why="""`objective.burn`, `objective.budget` and `balance.residual` name what objectives and balances
        are judged by; another signal of that name would be taken for it.""",
        instead="Give the signal another id; its title can be anything.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {objective.burn: {query: 'cart_burn_rate'}}
            #             ^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {burn: {query: 'cart_burn_rate'}}
        """,
    ),
)
