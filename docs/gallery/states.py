"""Every named state of the screen: what the gallery shows, and what tests of pictures and of access open.

Names are ids: pictures and tests are kept under them.
"""

from __future__ import annotations

from docs.gallery.state import NARROW, WIDE, State, Theme, key, typed

BOTH_SIZES = (WIDE, NARROW)
BOTH_THEMES: tuple[Theme, ...] = ("light", "dark")

STATES: tuple[State, ...] = (
    State("overview", "Pictures", "A whole recorded incident: what is hurt stands out, the rest is quiet.",
          "boutique", sizes=BOTH_SIZES, themes=BOTH_THEMES),
    State("focus-function", "Pictures", "A function in focus: its ends above, its means below.",
          "boutique", "?focus=convert-prices", sizes=BOTH_SIZES, themes=BOTH_THEMES),
    State("focus-mechanism", "Pictures", "A mechanism in focus, its history beside it.",
          "boutique", "?focus=currency", sizes=BOTH_SIZES, themes=BOTH_THEMES),
    State("large-overview", "Pictures", "Two thousand nodes: cells for all, chips for what is no card.",
          "large", "?range=15m", sizes=BOTH_SIZES),
    State("live", "Time", "Live data: the clock of the source in the header, nothing painted on the frame.",
          "boutique-live"),
    State("past", "Time", "A moment of the past: the frame says so.",
          "boutique-live", "?at=1661144400"),
    State("search", "Dialogs", "Search: names of all levels with level and state.",
          "boutique", steps=(key("/"), typed("cart"))),
    State("help", "Dialogs", "Every key, and what the signs mean.", "boutique", steps=(key("?"),)),
    State("what-if", "Evidence", "A state taken for granted: outlined, dotted, and nothing looks real.",
          "boutique", "?focus=place-orders&if=cart:critical"),
    State("muted", "Evidence", "One node acknowledged, one in maintenance: they keep their state, paler.",
          "boutique-muted", "?focus=keep-carts"),
    State("loading", "Trouble", "The first picture has not come yet: nothing is known, and that is said.",
          "boutique", settles=False, answers="none"),
    State("failed", "Trouble", "The first picture could not be made.",
          "boutique", settles=False, answers="failure"),
)  # fmt: skip
