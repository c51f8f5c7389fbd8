"""Pages of what is said about keys and values of one object."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "unknown-key",
        ERROR,
        "an object has a key that the format does not know",
        why="""A key that is mistyped would otherwise do nothing: `warnig: 1%` leaves a signal without a
        limit, and a signal without limits is never red.""",
        instead="""Write the key that is meant; the message names the nearest one, or all keys that there
        are. Inside `{ }` a comma ends a text, so a text with a comma must be quoted.""",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, titel: Customers can buy}
            #                                  ^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: Customers can buy}
        """,
    ),
    page(
        "missing-key",
        ERROR,
        "an object lacks a key that it can't do without",
        why="""Without it the rest has no meaning: a node without a level has no place, a link without url
        leads nowhere.""",
        instead="Add the key that the message names.",
        wrong="""
            version: 1
            nodes:
              buy: {title: Customers can buy}
            # ^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: Customers can buy}
        """,
    ),
    page(
        "wrong-type",
        ERROR,
        "a value does not have the shape that its key holds",
        why="""A list where a text belongs, or a text where a number belongs, is mostly a slip of
        indentation or of quotes, and guessing would show something that was not written.""",
        instead="""Write what the message asks for. Numbers stand without quotes, durations with their unit
        (`15s`, `5m`, `1d`), percentages with % (`99.9%`).""",
        wrong="""
            version: 1
            step: 15
            #     ^^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            step: 15s
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "empty-value",
        ERROR,
        "a key has no value",
        why="""Whoever wrote the key meant something by it; and in YAML what stands on the next line, not
        indented enough, does not belong to it.""",
        instead="Write the value, indent what belongs to the key, or delete the key.",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title:
            #   ^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title: Customers can buy
        """,
    ),
    page(
        "out-of-range",
        ERROR,
        "a number lies outside of what its key allows",
        why="A step of 1 ms would overload the source, a target of 100 % leaves nothing to go wrong.",
        instead="Write a number within the bounds that the message names; mind the unit.",
        wrong="""
            version: 1
            step: 100ms
            #     ^^^^^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            step: 15s
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "unknown-word",
        ERROR,
        "a value is none of the few words that its key knows",
        why="""Any other word would have to be ignored, and ignoring `worse: upward` gives a signal without
        direction.""",
        instead="Write one of the words that the message names.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: upward, warning: 1}}
            #                                                   ^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {errors: {query: 'cart_errors', worse: higher, warning: 1}}
        """,
    ),
    page(
        "unknown-level",
        ERROR,
        "a level is none of the five",
        why="The level decides where a node stands and which links it may have.",
        instead="""Write functional-purpose (why is it there?), abstract-function (what must balance?),
        generalized-function (what is done?), physical-function (by what?) or physical-form (on
        what?). A file may show them under other names with `levels`; the ids stay.""",
        wrong="""
            version: 1
            nodes:
              buy: {level: purpose}
            #              ^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "bad-id",
        ERROR,
        "an id has characters that ids may not have",
        why="""Ids stand in addresses, in links of runbooks and in queries of the API. Capitals, blanks and
        accents are what makes two of them look alike.""",
        instead="""Use a-z, 0-9, dot, underscore and hyphen; put the name that people read into `title`.
        Where a node is referred to, write its id, not its title.""",
        wrong="""
            version: 1
            nodes:
              Checkout Service: {level: physical-function}
            # ^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              checkout: {level: physical-function, title: Checkout Service}
        """,
    ),
    page(
        "label-name",
        ERROR,
        "a name can't be that of a Prometheus label",
        why="Prometheus refuses a query with such a label, so the node would never have a value.",
        instead="Letters, digits and underscores, not beginning with a digit: `pod_name`, not `pod-name`.",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {pod-name: cart}}
            #                                           ^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {pod_name: cart}}
        """,
    ),
    page(
        "empty-label",
        ERROR,
        "a label of a node is empty",
        why="""In Prometheus an empty label matches every series that does not have it: far more than the
        node's own.""",
        instead="Write its value, or delete the label.",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {job: ''}}
            #                                           ^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {job: cart}}
        """,
    ),
    page(
        "missing-label",
        ERROR,
        "a node lacks a label that a template, a link or a lever fills in",
        why="Left open, the pattern would match nothing, or everything.",
        instead="Add the label to the node under `labels`, or to all nodes of the file under `defaults`.",
        wrong="""
            version: 1
            templates:
              service: {match: [job], signals: {up: {query: 'min(up{$match})', worse: lower, critical: 0.5}}}
            nodes:
              cart: {level: physical-function, use: service}
            #                                       ^^^^^^^
        """,
        right="""
            version: 1
            templates:
              service: {match: [job], signals: {up: {query: 'min(up{$match})', worse: lower, critical: 0.5}}}
            nodes:
              cart: {level: physical-function, use: service, labels: {job: cart}}
        """,
    ),
    page(
        "named-twice",
        WARNING,
        "a list names the same thing twice",
        why="It counts once. Mostly something else was meant, and that is missing now.",
        instead="Delete one of the two, or write what was meant.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
              pay: {level: abstract-function, why: [buy, buy], priority: [buy]}
            #                                            ^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
              pay: {level: abstract-function, why: [buy], priority: [buy]}
        """,
    ),
)
