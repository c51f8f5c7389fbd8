"""From YAML text to a checked model, with every problem located."""
