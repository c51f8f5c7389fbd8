"""Prometheus: plan, batch, transport."""
