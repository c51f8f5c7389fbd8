"""Pages of what is said about members, copies, changes, and nodes that were called otherwise before."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "each-shape",
        ERROR,
        "a search for members names its labels in two ways",
        why="""`label: host` is short for `labels: [host]`; with both it is not clear which ones tell
        members apart.""",
        instead="Keep `labels`.",
        wrong="""
            version: 1
            nodes:
              hosts:
                level: physical-form
                each: {label: host, labels: [cluster, host], from: node_boot_time_seconds}
            #          ^^^^^
        """,
        right="""
            version: 1
            nodes:
              hosts:
                level: physical-form
                each: {labels: [cluster, host], from: node_boot_time_seconds}
        """,
    ),
    page(
        "star-without-same",
        ERROR,
        "* stands for all nodes, but nothing says which ones agree",
        why="Alone it would link every node with every other one, and any fault would hurt everything.",
        instead="""Add `same: [label, …]`: then it means the nodes whose labels agree. All copies of one
        node are `NODE.*`.""",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: eu}}
              pods: {level: physical-function, labels: {cluster: eu}, part_of: '*'}
            #                                                                  ^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: eu}}
              pods: {level: physical-function, labels: {cluster: eu}, part_of: {node: '*', same: [cluster]}}
        """,
    ),
    page(
        "star-means-nothing",
        WARNING,
        "* with `same` means no node at all",
        why="No node has the labels that have to agree, so the link is not there.",
        instead="Name the node, or give the nodes that are meant the label.",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function}
              pods: {level: physical-function, labels: {cluster: eu}, part_of: {node: '*', same: [cluster]}}
            #                                                                         ^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: eu}}
              pods: {level: physical-function, labels: {cluster: eu}, part_of: {node: '*', same: [cluster]}}
        """,
    ),
    page(
        "same-never-agrees",
        WARNING,
        "`same` leaves nothing of a link",
        why="""Both nodes have the label, with different values, so the link is not there: neither counts for
        the other, and nobody walks from one to the other.""",
        instead="Correct the label that is wrong, or delete the link.",
        wrong="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: eu}}
              pods: {level: physical-function, labels: {cluster: us}, part_of: {node: cart, same: [cluster]}}
            #                                                                         ^^^^
        """,
        right="""
            version: 1
            nodes:
              cart: {level: physical-function, labels: {cluster: eu}}
              pods: {level: physical-function, labels: {cluster: eu}, part_of: {node: cart, same: [cluster]}}
        """,
    ),
    page(
        "link-said-twice",
        ERROR,
        "both ends of a link say how it counts",
        why="""A group under `how` and a `why` with impact or need may contradict each other, and one would
        win silently.""",
        instead="Say it at one end; at the other write the plain id, or nothing.",
        wrong="""
            version: 1
            nodes:
              pay: {level: generalized-function, how: [{node: psp, impact: degraded}]}
              psp:
                level: physical-function
                signals: {up: {query: psp_up, worse: lower, critical: 1}}
                why: [{node: pay, impact: full}]
            #                ^^^
        """,
        right="""
            version: 1
            nodes:
              pay: {level: generalized-function, how: [{node: psp, impact: degraded}]}
              psp:
                level: physical-function
                signals: {up: {query: psp_up, worse: lower, critical: 1}}
                why: [pay]
        """,
    ),
    page(
        "parts-without-parts",
        WARNING,
        "a node says how many of its parts it needs, but has none",
        why="The number is about nothing; the parts may be missing, or name another whole.",
        instead="Write `part_of` at its parts, or delete `parts`.",
        wrong="""
            version: 1
            nodes:
              shop: {level: physical-function, parts: 80%}
            #                                  ^^^^^
        """,
        right="""
            version: 1
            nodes:
              shop: {level: physical-function, parts: 80%}
              cart: {level: physical-function, part_of: shop}
        """,
    ),
    page(
        "former-id-in-use",
        ERROR,
        "an id that a node had before belongs to another node",
        why="An old link would lead to the wrong node, silently.",
        instead="Keep the former id at one node only, and give new nodes ids that were never used.",
        wrong="""
            version: 1
            nodes:
              pay: {level: generalized-function}
              charge: {level: generalized-function, formerly: [pay]}
            #                                                  ^^^
        """,
        right="""
            version: 1
            nodes:
              pay: {level: generalized-function}
              charge: {level: generalized-function, formerly: [bill]}
        """,
    ),
    page(
        "change-without-query",
        ERROR,
        "nothing says how a change is seen",
        why="Changes are read from a source like everything else.",
        instead="""Write `query` (a change where its value changes), with `track` for a label of it, or
        `while`.""",
        wrong="""
            version: 1
            changes:
              deploys: {title: 'Deploy of {deployment}'}
            # ^^^^^^^
            nodes:
              cart: {level: physical-function}
        """,
        right="""
            version: 1
            changes:
              deploys: {title: 'Deploy of {deployment}', query: kube_deployment_status_observed_generation}
            nodes:
              cart: {level: physical-function}
        """,
    ),
    page(
        "change-shape",
        ERROR,
        "a change is seen in two ways",
        why="""A change where a label changes is a moment, one that lasts while a query holds has a begin
        and an end.""",
        instead="Keep one of `track` (with `query`) and `while`; two kinds of change are two entries.",
        wrong="""
            version: 1
            changes:
              images: {query: kube_pod_container_info, track: image, while: 'rollout_running > 0'}
            #                                          ^^^^^
            nodes:
              cart: {level: physical-function}
        """,
        right="""
            version: 1
            changes:
              images: {query: kube_pod_container_info, track: image}
              rollout: {while: 'rollout_running > 0'}
            nodes:
              cart: {level: physical-function}
        """,
    ),
    page(
        "source-type",
        ERROR,
        "a query is meant for a source that answers none",
        why="An Alertmanager knows alerts, not series; what it is asked would never have a value.",
        instead="Name a source of type prometheus.",
        wrong="""
            version: 1
            sources:
              alerts: {type: alertmanager, url: 'http://127.0.0.1:9093'}
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', source: alerts}}
            #                                                    ^^^^^^
        """,
        right="""
            version: 1
            sources:
              metrics: {type: prometheus, url: 'http://127.0.0.1:9090'}
            nodes:
              cart:
                level: physical-function
                signals: {load: {query: 'cart_requests', source: metrics}}
        """,
    ),
    page(
        "text-cut-by-comma",
        WARNING,
        "inside { } a text without quotes ends at its comma",
        why="""The text is taken whole here, since that is what was meant. Other readers of YAML stop at the
        comma and take the rest for a key without a value.""",
        instead="Put the whole text into quotes.",
        wrong="""
            version: 1
            nodes:
              hosts: {level: physical-form, title: Hosts, the old ones}
            #                                             ^^^^^^^^^^^^
        """,
        right="""
            version: 1
            nodes:
              hosts: {level: physical-form, title: 'Hosts, the old ones'}
        """,
    ),
)
