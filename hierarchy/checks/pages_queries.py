"""Pages of what is said about PromQL and `$match`."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "promql-syntax",
        ERROR,
        "a query does not parse",
        why="Prometheus would refuse it at every step, and the node would be unknown for good.",
        instead="""Correct the query; the message is that of the parser of Prometheus. A range such as [5m]
        needs a function around it: rate(), increase(), avg_over_time(). Variables of dashboards
        ($job, $__interval) mean nothing here: `$match` in templates is what fills labels in.""",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'rate(cart_requests_total[5m]'}}
            #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'rate(cart_requests_total[5m])'}}
        """,
    ),
    page(
        "query-cut-by-comment",
        ERROR,
        "a query ends early because ` #` begins a comment",
        why="What is left of the query may even parse, and then measure something else.",
        instead="Put the whole query into single quotes.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals:
                  load:
                    query: sum(cart_requests{pool="rack #4"})
            #              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals:
                  load:
                    query: 'sum(cart_requests{pool="rack #4"})'
        """,
    ),
    page(
        "promql-backticks",
        WARNING,
        "a query has backslashes inside backticks, which can't be verified before it is sent",
        why="""Labels are filled into a query, and the result is parsed again and compared with what was
        meant. The parser here and that of Prometheus read backslashes in backticks differently.""",
        instead='Write the text in "…" with every backslash doubled.',
        wrong=r"""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'sum(cart_requests{path=~`/cart/\d+`})'}}
            #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right=r"""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'sum(cart_requests{path=~"/cart/\\d+"})'}}
        """,
    ),
    page(
        "selectors-without-match",
        ERROR,
        "a selector in a template has no $match",
        why="""It would read the series of every node that uses the template, and a node would be judged by
        others' numbers.""",
        instead="""Write `$match` into the braces of every selector: `metric{$match}`,
        `metric{code=~"5..",$match}`.""",
        wrong="""
            version: 1
            templates:
              service:
                match: [job]
                signals:
                  errors:
                    query: sum(rate(failed_total{$match}[5m])) / sum(rate(requests_total[5m]))
            #              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            nodes:
              cart: {level: physical-function, use: service, labels: {job: cart}}
        """,
        right="""
            version: 1
            templates:
              service:
                match: [job]
                signals:
                  errors:
                    query: sum(rate(failed_total{$match}[5m])) / sum(rate(requests_total{$match}[5m]))
            nodes:
              cart: {level: physical-function, use: service, labels: {job: cart}}
        """,
    ),
    page(
        "match-without-template",
        ERROR,
        "$match stands where nothing says what it stands for",
        why="""Prometheus knows no `$match`; it is filled in from the `match` of a template, a copy or
        `defaults`.""",
        instead="""Write the labels themselves, move the signal into a template, or say under `defaults:
        {match: […]}` which labels of the nodes of this file `$match` stands for.""",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'sum(cart_requests{$match})'}}
            #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'sum(cart_requests{job="cart"})'}}
        """,
    ),
    page(
        "template-without-match",
        ERROR,
        "a template has signals, but nothing says what $match stands for",
        why="All nodes that use it would show the same numbers.",
        instead="""Add `match: [label, …]`, or `match: {label: '{node_label}'}` where the label of the node
        is named differently.""",
        wrong="""
            version: 1
            templates:
              service: {signals: {up: {query: 'min(up{$match})', worse: lower, critical: 0.5}}}
            # ^^^^^^^
            nodes:
              cart: {level: physical-function, use: service, labels: {job: cart}}
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
        "match-regex",
        ERROR,
        "a match pattern is no regular expression",
        why="Prometheus would refuse every query of the template.",
        instead="""Write RE2, the syntax of Prometheus: no look-ahead and no back-reference. `{label}` is
        filled in with the label of the node, escaped.""",
        wrong="""
            version: 1
            templates:
              service:
                match: {pod: {regex: '{workload}-[a-z'}}
            #                        ^^^^^^^^^^^^^^^^^
                signals: {up: {query: 'min(up{$match})', worse: lower, critical: 0.5}}
            nodes:
              cart: {level: physical-function, use: service, labels: {workload: cart}}
        """,
        right="""
            version: 1
            templates:
              service:
                match: {pod: {regex: '{workload}-[a-z]+'}}
                signals: {up: {query: 'min(up{$match})', worse: lower, critical: 0.5}}
            nodes:
              cart: {level: physical-function, use: service, labels: {workload: cart}}
        """,
    ),
    page(
        "window-outside-objective",
        ERROR,
        "$window stands in a query that belongs to no objective",
        why="It is filled in with each burn window of an objective. A signal has one range only.",
        instead="Write the range itself, such as [5m]; at least four times the scrape interval.",
        wrong="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'rate(cart_requests_total[$window])'}}
            #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'rate(cart_requests_total[5m])'}}
        """,
    ),
    page(
        "copies-ask-alike",
        WARNING,
        "the copies of a node ask the same of the same source",
        why="""Each of them shows what all of them do together: where one region fails, every region is half
        red. One answer for several nodes also looks like several measurements that agree.""",
        instead="""Write $match into the query; it stands for the labels of the copy, or for what `match`
        under `defaults` says. In templates let `match` name one of these labels, or let every copy have a
        source of its own. What really is one thing for all copies belongs into a file without copies.""",
        wrong="""
            version: 1
            copies: {eu: {labels: {cluster: eu}}, us: {labels: {cluster: us}}}
            nodes:
              buy: {level: functional-purpose, signals: {rate: {query: 'sum(rate(orders_total[5m]))'}}}
            #                                            ^^^^
              shop: {level: physical-function, why: [buy]}
        """,
        right="""
            version: 1
            copies: {eu: {labels: {cluster: eu}}, us: {labels: {cluster: us}}}
            nodes:
              buy: {level: functional-purpose, signals: {rate: {query: 'sum(rate(orders{$match}[5m]))'}}}
              shop: {level: physical-function, why: [buy]}
        """,
    ),
    page(
        "members-ask-alike",
        WARNING,
        "all members of a search ask the same",
        why="""The `match` of the template names none of the labels that tell the members apart, so every
        member shows the same number: that of all of them.""",
        instead="Name one of the labels of `each` in the `match` of the template.",
        wrong="""
            version: 1
            templates:
              pod: {match: [shop], signals: {restarts: {query: 'sum(restarts_total{$match})'}}}
            nodes:
              pods: {level: physical-function, each: {label: pod, from: pods}, use: pod, labels: {shop: a}}
            #                                                                       ^^^
              cart: {level: physical-function}
        """,
        right="""
            version: 1
            templates:
              pod: {match: [shop, pod], signals: {restarts: {query: 'sum(restarts_total{$match})'}}}
            nodes:
              pods: {level: physical-function, each: {label: pod, from: pods}, use: pod, labels: {shop: a}}
              cart: {level: physical-function}
        """,
    ),
)
