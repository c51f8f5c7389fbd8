"""Pages of what is said about links between nodes, where they are read and joined."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, page

PAGES = (
    page(
        "dangling-link",
        ERROR,
        "a node, template or source is named that is not there",
        why="""A link that leads nowhere would silently leave out a means, and its end would look better
        than it is.""",
        instead="Correct the name, define what is named, or delete the reference.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, how: [order]}
            #                                        ^^^^^
              orders: {level: abstract-function, priority: [buy], why: [buy]}
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, how: [orders]}
              orders: {level: abstract-function, priority: [buy], why: [buy]}
        """,
    ),
    page(
        "ambiguous-link",
        ERROR,
        "a `why` leads to an end that groups its means by another rule",
        why="""A means that its end does not list joins those of which all are needed. Where the end has
        `any_of` or `at_least` it is not clear whether the new one is one more of them, or needed
        beside them.""",
        instead="Name the means under `how` of its end, in the group where it belongs.",
        wrong="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: [psp-a, psp-b]}]}
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
              psp-c: {level: physical-function, why: [take-payment]}
            #                                         ^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: [psp-a, psp-b, psp-c]}]}
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
              psp-c: {level: physical-function, why: [take-payment]}
        """,
    ),
    page(
        "group-shape",
        ERROR,
        "a group of means has no members, or two rules",
        why="""A group says in one way how its members combine: all_of, any_of, at_least with of, or a
        single node.""",
        instead="Write one of the four; several groups stand as several items under `how`.",
        wrong="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: [psp-a], all_of: [psp-b]}]}
            #                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              psp-a: {level: physical-function, why: [take-payment]}
              psp-b: {level: physical-function, why: [take-payment]}
        """,
        right="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [psp-b, {any_of: [psp-a]}]}
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
        """,
    ),
    page(
        "empty-group",
        ERROR,
        "a group of means names nobody",
        why="All of nothing is always there, one of nothing never; neither is meant.",
        instead="Name the members, or delete the group.",
        wrong="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: []}]}
            #                                                    ^^^^^^
        """,
        right="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: [psp-a, psp-b]}]}
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
        """,
    ),
    page(
        "member-twice",
        ERROR,
        "a means stands twice among the means of a node",
        why="At least two of three would hold with one healthy member that is counted twice.",
        instead="Keep one of the two; a node belongs to one group of its end.",
        wrong="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [psp-a, {any_of: [psp-a, psp-b]}]}
            #                                                                    ^^^^^
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
        """,
        right="""
            version: 1
            nodes:
              take-payment: {level: generalized-function, how: [{any_of: [psp-a, psp-b]}]}
              psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
              psp-b: {level: physical-function}
        """,
    ),
)
