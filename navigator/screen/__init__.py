"""What the screen shows: URL state, selection, view-models, callbacks."""
