"""Everything that `navigator check` can say, with a manual page for each; `catalogue` is the list."""
