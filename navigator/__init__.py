"""The navigator: wires model, sources and screen together."""
