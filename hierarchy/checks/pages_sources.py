"""Pages of what is said about sources, addresses and variables."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, page

PAGES = (
    page(
        "source-url",
        ERROR,
        "the address of a source is no http(s) address",
        why="No reading would ever come, and everything would be unknown.",
        instead="Begin with http:// or https:// and a host, such as `http://127.0.0.1:9090`.",
        wrong="""
            version: 1
            sources:
              default: {type: prometheus, url: 'prometheus:9090'}
            #                                  ^^^^^^^^^^^^^^^^^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            sources:
              default: {type: prometheus, url: 'http://prometheus:9090'}
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "secret-in-url",
        ERROR,
        "user name and password stand in the address of a source",
        why="""Hierarchy files are shared, addresses appear in logs. The line is not printed for the same
        reason.""",
        instead="""Put `user:password` into a file that only the navigator may read; name it under
        `basic_auth_file`.""",
        wrong="""
            version: 1
            sources:
              default: {type: prometheus, url: 'https://shop:hunter2@prometheus.example'}
            #                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            sources:
              default: {type: prometheus, url: 'https://prom.example', basic_auth_file: secrets/auth}
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "variable-not-set",
        ERROR,
        "an environment variable has no value, and the file gives no default",
        why="An empty address would leave everything unknown, with a reason that is hard to find.",
        instead="Set the variable, or write a default: `${PROMETHEUS_URL:-http://127.0.0.1:9090}`.",
        wrong="""
            version: 1
            sources:
              default: {type: prometheus, url: '${SHOP_PROMETHEUS_URL}'}
            #                                  ^^^^^^^^^^^^^^^^^^^^^^^^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            sources:
              default: {type: prometheus, url: '${SHOP_PROMETHEUS_URL:-http://127.0.0.1:9090}'}
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "variable-outside-sources",
        ERROR,
        "a ${VARIABLE} stands where none is filled in",
        why="""Variables are filled in under `sources` and in the labels of `copies`, nowhere else: a
        hierarchy should look the same for everyone who opens the file.""",
        instead="Write the value itself, or make it a label of a copy.",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: '${CLUSTER}'}}
            #                                                    ^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: prod-eu}}
        """,
    ),
    page(
        "link-url",
        ERROR,
        "the address of a link or a lever is no http(s) address",
        why="""People click on it during an incident. Other schemes, javascript: among them, would run where
        they click.""",
        instead="""Begin with https:// or http:// and a host; `{from}`, `{to}` and labels are filled in
        behind it.""",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                links: [{title: Runbook, url: wiki/buy}]
            #                                 ^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                links: [{title: Runbook, url: 'https://wiki.example/buy'}]
        """,
    ),
)
