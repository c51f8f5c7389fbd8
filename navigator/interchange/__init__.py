"""What comes from elsewhere as a hierarchy file, and what goes out as a graph."""
