/* Where everything stands, in CSS pixels: a pure function of the stage's size and the scene's slots.
   The stage is five lanes of equal height; a lane is a shelf of chips above an area of cards. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const SHELF_TOP = 5;
  const SHELF_H = 16;
  const CARDS_TOP = 26;
  const CARDS_BOTTOM = 5;
  const GAP_X = 8;
  const ONE_ROW = 88;
  const LANE_MIN = 92;

  /** Under 1024 × 640 the stage scrolls as one; under 700 wide it becomes a list. */
  function form() {
    if (innerWidth < 700) return "list";
    return innerWidth < 1024 || innerHeight < 640 ? "compact" : "full";
  }

  /** What the browser says of an element's size, asked again only when it may be another: in the middle of drawing every
      question costs a layout. */
  function kept(element, read) {
    let known = null;
    const forget = () => { known = null; };
    new ResizeObserver(forget).observe(element);
    addEventListener("resize", forget);
    return { get: () => (known ??= read(element)), forget };
  }

  /** Width and height of the stage and the width of its gutter. */
  const roomOf = (stage) => ({
    width: stage.clientWidth, height: stage.clientHeight,
    gutter: parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--gutter-w")) || 122,
  });

  function measure({ width, height, gutter }, columns, domains) {
    const laneH = Math.max(form() === "full" ? 0 : LANE_MIN, Math.floor(height / 5));
    const areaX = gutter + 2;
    const areaW = Math.max(120, width - areaX - 8);
    return {
      width, gutter, laneH, height: laneH * 5, areaX, areaW,
      columns, colW: (areaW + GAP_X) / columns, chipW: areaW / Math.max(1, domains), form: form(),
    };
  }

  /** How many columns and rows a lane has room for: what the server lays the picture out with. */
  function viewport(stage) {
    const wide = innerWidth >= 1280;
    const laneH = stage.clientHeight / 5;
    return { columns: wide ? 6 : 4, rows: laneH >= 140 ? 4 : laneH >= 115 ? 3 : 2 };
  }

  /** Box of a card: x in columns, row of rows; one row is centred, the focus takes the whole height. In the list
      the style sheet places cards, only their size is said here. */
  function cardBox(g, card) {
    if (g.form === "list") return { x: 0, y: 0, w: g.width - 24, h: card.role === "focus" ? 110 : 58 };
    const room = g.laneH - CARDS_TOP - CARDS_BOTTOM;
    const top = card.lane * g.laneH + CARDS_TOP;
    const x = Math.round(g.areaX + card.x * g.colW);
    const w = Math.round(card.width * g.colW - GAP_X);
    if (card.rows <= 1) {
      const h = card.role === "focus" ? room : Math.min(room, ONE_ROW);
      return { x, y: Math.round(top + (room - h) / 2), w, h: Math.round(h) };
    }
    const gap = card.rows > 2 ? 3 : 6;
    const h = (room - gap * (card.rows - 1)) / card.rows;
    return { x, y: Math.round(top + card.row * (h + gap)), w, h: Math.floor(h) };
  }

  /** Box of the chip of a lane and a domain; never depends on the focus. */
  function chipBox(g, lane, domain) {
    const x = Math.round(g.areaX + domain * g.chipW);
    const next = Math.round(g.areaX + (domain + 1) * g.chipW);
    return { x, y: lane * g.laneH + SHELF_TOP, w: Math.max(6, next - x - 4), h: SHELF_H };
  }

  nav.geometry = { kept, roomOf, measure, viewport, cardBox, chipBox, form };
})();
