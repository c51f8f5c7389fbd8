"""From what a source knows to a first hierarchy file, with questions where only people know."""
