"""The templates of generated hierarchies: what is measured at a function, a service, a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Template name -> (Prometheus label, signals as the file writes them); metrics carry that label.
KINDS: Mapping[str, tuple[str, Mapping[str, Mapping[str, Any]]]] = {
    "operation": (
        "service",
        {
            "errors": {
                "title": "Failed",
                "bad": "sum by (service) (rate(operation_failures_total{$match}[2m]))",
                "total": "sum by (service) (rate(operation_requests_total{$match}[2m]))",
                "worse": "higher",
                "warning": 0.01,
                "critical": 0.05,
            },
            "latency": {
                "title": "p95 latency",
                "query": "max by (service) (operation_latency_p95_seconds{$match})",
                "unit": "seconds",
                "worse": "higher",
                "warning": 0.5,
                "critical": 2,
            },
            "rate": {
                "title": "Requests",
                "query": "sum by (service) (rate(operation_requests_total{$match}[2m]))",
                "unit": "per_second",
            },
        },
    ),
    "service": (
        "service",
        {
            "errors": {
                "title": "Failed requests",
                "bad": "sum by (service) (rate(http_failures_total{$match}[2m]))",
                "total": "sum by (service) (rate(http_requests_total{$match}[2m]))",
                "worse": "higher",
                "warning": 0.01,
                "critical": 0.05,
            },
            "latency": {
                "title": "p95 latency",
                "query": "max by (service) (http_latency_p95_seconds{$match})",
                "unit": "seconds",
                "worse": "higher",
                "warning": 0.3,
                "critical": 1,
            },
            "ready": {
                "title": "Replicas ready",
                "query": "min by (service) (replicas_ready_ratio{$match})",
                "unit": "ratio",
                "worse": "lower",
                "warning": 0.9,
                "critical": 0.5,
            },
        },
    ),
    "host": (
        "instance",
        {
            "cpu": {
                "title": "CPU in use",
                "query": "avg by (instance) (host_cpu_ratio{$match})",
                "unit": "ratio",
                "worse": "higher",
                "warning": 0.8,
                "critical": 0.95,
            },
            "memory": {
                "title": "Memory in use",
                "query": "max by (instance) (host_memory_ratio{$match})",
                "unit": "ratio",
                "worse": "higher",
                "warning": 0.85,
                "critical": 0.97,
            },
            "temperature": {
                "title": "Inlet temperature",
                "query": "max by (instance) (host_inlet_celsius{$match})",
                "unit": "°C",
                "worse": "either",
                "warning": [10, 35],
                "critical": [5, 45],
            },
        },
    ),
}
