"""Checks of a hierarchy against the source that it reads, one module each; `look.py` lists them."""
