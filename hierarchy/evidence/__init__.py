"""From readings to states: pure functions, no clock, no I/O."""
