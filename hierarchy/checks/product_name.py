"""The upper levels say what is done and what for, not with what."""

from __future__ import annotations

import re

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import nodes_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.levels import Level

PAGE = page(
    "product-name-at-functional-level",
    WARNING,
    "a purpose, value or function is named after a product",
    why="""What is needed stays when the product is replaced; that is what makes the upper levels a stable
    frame during an incident, and shows that something else could do the same.""",
    instead="""Name what it does: `Buffer events` instead of `Kafka`. The product is a mechanism, and a
    means of it.""",
    wrong="""
        version: 1
        nodes:
          buffer: {level: generalized-function, title: Kafka}
        # ^^^^^^
    """,
    right="""
        version: 1
        nodes:
          buffer: {level: generalized-function, title: Buffer between producers and consumers}
          kafka:
            level: physical-function
            title: Kafka
            why: [buffer]
            signals: {up: {query: kafka_up, worse: lower, critical: 1}}
    """,
)
_PRODUCTS = re.compile(
    r"\b(?:kubernetes|k8s|openshift|kafka|redis|valkey|postgres|postgresql|pgbouncer|mysql|mariadb|nginx|haproxy|"
    r"envoy|istio|linkerd|traefik|memcached|rabbitmq|activemq|elasticsearch|opensearch|mongodb|cassandra|scylladb|"
    r"dynamodb|clickhouse|zookeeper|etcd|docker|containerd|flink|airflow|tomcat|jenkins|grafana|prometheus|minio|"
    r"bigquery|influxdb|cockroachdb|aurora|eks|gke|aks|ec2|cloudflare|fastly|akamai)\b",
    re.IGNORECASE,
)
_UPPER = (Level.FUNCTIONAL_PURPOSE, Level.ABSTRACT_FUNCTION, Level.GENERALIZED_FUNCTION)


def look(findings: Findings, joined: Joined) -> None:
    """In the title, and in the words of the id."""
    for node in nodes_written(joined):
        if node.level not in _UPPER:
            continue
        words = re.sub(r"[-_.]", " ", node.written)
        found = _PRODUCTS.search(node.texts.get("title", "")) or _PRODUCTS.search(words)
        if found is not None:
            message = f"'{node.written}' ({node.level.value}) is named after a product: {found.group()}"
            hint = "name what it does, and make the product a means of it"
            findings.warning(node.at, "product-name-at-functional-level", message, hint)


CHECK = Check(PAGE, look)
