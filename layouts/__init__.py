"""View-models to scenes and Dash components: pure, no clock, no I/O, no callback."""
