/* Keys. Arrows, Enter, Backspace and Home belong to the map; the single-character ones can be switched off. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const STORE = "navigator.shortcuts";

  const SHORTCUTS = [
    ["Tab", "the next place; arrows go about inside it"],
    ["↑ ↓", "why, how: move the cursor along the links, down to the best cue"],
    ["← →", "neighbours in the lane"],
    ["Page ↑ ↓", "the lane above, below, linked or not"],
    ["Enter", "move the focus to the cursor"],
    ["Backspace", "back, exactly as it was"],
    ["Home", "whole system"],
    ["/", "search"],
    [".", "live or paused"],
    ["1–9", "go to the cue with this number"],
    ["[ ]", "previous and next onset"],
    ["r", "lay the picture out anew, as of now"],
    ["+ −", "open and close the parts of a whole"],
    ["p", "pin what is in focus, or unpin"],
    ["t", "your walk through the levels"],
    ["Escape", "close what is open, else end what is assumed (what if)"],
    ["?", "this help"],
  ];

  /** What the keys of signs write by themselves and with Shift. */
  const PLACES = { Slash: "/?", Period: ".>", BracketLeft: "[{", BracketRight: "]}", Minus: "-_", Equal: "=+" };

  function read() {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  }

  function create(app) {
    let single = read();

    function setSingle(on) {
      single = on;
      try {
        localStorage.setItem(STORE, on ? "on" : "off");
      } catch { /* remembered for this page only */ }
    }

    // A dialog that has just closed keeps the focus until the next frame: a key pressed in between is meant for the map.
    const typing = (target) => !target.closest?.("dialog:not([open])")
      && target.closest?.("input, select, textarea, [contenteditable], dialog");
    const ownArrows = (target) => target.closest?.("#nav-detail, #nav-trail, .time-track");
    const back = () => app.place.back();
    const singleKeys = {
      "/": () => app.search.open(),
      ".": () => app.header.toggleLive(),
      "[": () => app.time.onset(-1),
      "]": () => app.time.onset(1),
      r: () => app.place.refresh(),
      p: () => app.pin.toggle(),
      t: () => app.place.toggleTrail(),
      "+": () => nav.parts.gesture(app, 1),
      "=": () => nav.parts.gesture(app, 1),
      "-": () => nav.parts.gesture(app, -1),
      "−": () => nav.parts.gesture(app, -1),
      "?": () => app.help.open(),
    };
    for (let rank = 1; rank <= 9; rank += 1) singleKeys[rank] = () => app.cursor.cue(rank);
    const mapKeys = {
      Home: () => app.place.go(null),
      PageUp: () => app.cursor.lane(-1),
      PageDown: () => app.cursor.lane(1),
    };
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) mapKeys[key] = () => app.cursor.arrow(key);

    // Switched off, a character alone does nothing, and with Alt what it did. Some keyboards write others with Alt: then
    // the key's place says which is meant, on a board that has it there.
    function withAlt({ altKey, shiftKey, key, code }) {
      if (!altKey) return "";
      if (singleKeys[key]) return key;
      return code.match(/^(?:Key|Digit)(.)$/)?.[1].toLowerCase() ?? PLACES[code]?.[Number(shiftKey)] ?? key;
    }

    addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing || (event.altKey && single)) return;
      if (typing(event.target) || document.querySelector("dialog[open]")) return;
      const ending = event.key === "Escape" && app.trail.open() ? () => app.place.toggleTrail() : event.key === "Escape" && app.whatIf.active() && (() => app.place.assume(""));
      const character = singleKeys[single ? event.key : withAlt(event)];
      const action = event.altKey ? character : ending || (event.key === "Backspace" && back) || (!ownArrows(event.target) && mapKeys[event.key]) || character;
      if (!action) return;
      event.preventDefault();
      action();
    });

    return { single: () => single, setSingle };
  }

  nav.keys = { create, SHORTCUTS };
})();
