"""The model: YAML file to checked model to graph; states as pure functions of readings."""
