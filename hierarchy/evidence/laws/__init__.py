"""What objectives, balances and capacities say, reckoned from readings of their terms."""
