/* Cells of the long shot: a shape for every state, so that nothing is said by colour alone; what is not real in
   dotted outline; what is muted faint; a cue as the cell grown into a numbered badge. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { colour } = nav.core;
  const MARK = 11;
  const MARK_FONT = '700 8.5px "Inter", system-ui, sans-serif';

  const palette = () => Object.fromEntries(
    ["ok-cell", "warning", "warning-line", "critical", "unknown", "accent", "ink", "secondary", "band", "paper", "line", "card", "imagined", "on-critical"]
      .map((name) => [name, colour(name)]),
  );

  /** What a cell of some nodes shows: their worst state, whether anything in it is unknown, whether that state is only
      there because of what is assumed, and whether all that have it are muted. */
  function look(nodes, scene) {
    const [real, imagined] = nav.model.tallies(nodes, scene);
    const state = nav.model.worstOf(real.map((count, index) => count + imagined[index]));
    const { mutes } = scene.notes;
    return {
      state, unknown: real[3] > 0, imagined: nav.model.unreal(real, imagined),
      muted: state > 0 && mutes.size > 0 && nodes.every((node) => scene.states[node] !== state || mutes.has(node)),
    };
  }

  /** critical solid, warning lower half, ok dot, unknown hollow. */
  function draw(c, { x, y }, size, { state, unknown, imagined, muted }, ink) {
    if (imagined) {
      dotted(c, x, y, size, state, ink);
      return;
    }
    const strength = muted ? 0.4 : 1;
    c.globalAlpha = strength;
    if (state === 2) {
      c.fillStyle = ink.critical;
      c.fillRect(x, y, size, size);
    } else if (state === 1) {
      c.fillStyle = ink.warning;
      c.fillRect(x, y + size / 2, size, size / 2);
      c.strokeStyle = ink["warning-line"];
      c.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    } else if (state === 3) {
      c.strokeStyle = ink.unknown;
      c.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    } else {
      const dot = Math.max(2, Math.round(size / 2));
      c.fillStyle = ink.line;
      c.globalAlpha = 0.45;
      c.fillRect(x, y, size, size);
      c.globalAlpha = 1;
      c.fillStyle = ink["ok-cell"];
      c.fillRect(x + Math.floor((size - dot) / 2), y + Math.floor((size - dot) / 2), dot, dot);
    }
    c.globalAlpha = 1;
    if (unknown && state !== 3) {
      c.strokeStyle = ink.ink;
      c.beginPath();
      c.moveTo(x + size - 3, y);
      c.lineTo(x + size, y + 3);
      c.stroke();
    }
  }

  /** What is not real: a dotted edge, and inside it the shape of the state, smaller. */
  function dotted(c, x, y, size, state, ink) {
    c.fillStyle = ink.card;
    c.fillRect(x, y, size, size);
    c.strokeStyle = ink.imagined;
    c.fillStyle = ink.imagined;
    c.setLineDash([1.5, 1.5]);
    c.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    c.setLineDash([]);
    const inner = size - 4;
    if (state === 2) c.fillRect(x + 2, y + 2, inner, inner);
    else if (state === 1) c.fillRect(x + 2, y + 2 + inner / 2, inner, inner / 2);
    else if (state === 0) c.fillRect(x + size / 2 - 1, y + size / 2 - 1, 2, 2);
  }

  /** The cell of a cue: its number in an outlined badge over it, with the state in the badge's ground and edge. */
  function cue(c, cell, size, rank, { state, imagined, muted }, ink) {
    const x = Math.round(cell.x + (size - MARK) / 2);
    const y = Math.round(cell.y + (size - MARK) / 2);
    const solid = state === 2 && !imagined && !muted;
    c.fillStyle = solid ? ink.critical : ink.card;
    c.fillRect(x - 1, y - 1, MARK + 2, MARK + 2);
    if (state === 1 && !imagined) {
      c.fillStyle = ink.warning;
      c.fillRect(x, y + MARK - 3, MARK, 3);
    }
    c.strokeStyle = imagined ? ink.imagined : ink.ink;
    c.setLineDash(imagined ? [1.5, 1.5] : state === 3 ? [2, 2] : []);
    c.lineWidth = 1;
    c.strokeRect(x - 0.5, y - 0.5, MARK + 1, MARK + 1);
    c.setLineDash([]);
    c.fillStyle = solid ? ink["on-critical"] : ink.ink;
    c.font = MARK_FONT;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillText(String(rank), x + MARK / 2, y + MARK / 2 + (state === 1 ? 0 : 0.5));
    c.textAlign = "start";
  }

  /** Where one has been, oldest first: faint round dots at the cells' lower corner, the newest strongest. A dot is no
      number, and stands where no badge of a cue reaches. */
  function footprints(c, cells, size, ink) {
    const known = cells.filter(Boolean);
    known.forEach((cell, index) => {
      const young = known.length - 1 - index;
      c.globalAlpha = young === 0 ? 1 : Math.max(0.38, 0.8 - young * 0.07);
      c.beginPath();
      c.arc(cell.x + size + 0.5, cell.y + size + 0.5, young === 0 ? 2.6 : 1.7, 0, 7);
      c.fillStyle = ink.accent;
      c.fill();
      if (young === 0) {
        c.strokeStyle = ink.card;
        c.lineWidth = 1;
        c.stroke();
      }
    });
    c.globalAlpha = 1;
  }

  /** An end of the focus (1) or a means (-1): a thin outline with an arrow where it lies from the focus, up or down. */
  function linked(c, cell, size, ink, up) {
    if (!cell) return;
    const [grow, half, tall] = [2, 3.5, 4];
    c.strokeStyle = ink.accent;
    c.lineWidth = 1;
    c.strokeRect(cell.x - grow + 0.5, cell.y - grow + 0.5, size + 2 * grow - 1, size + 2 * grow - 1);
    const x = cell.x + size / 2;
    const foot = up > 0 ? cell.y - grow + 1 : cell.y + size + grow - 1;
    c.beginPath();
    c.moveTo(x - half, foot);
    c.lineTo(x, foot - up * tall);
    c.lineTo(x + half, foot);
    c.closePath();
    c.fillStyle = ink.accent;
    c.fill();
  }

  /** What is pinned: a pin stuck into the cell from above. */
  function pin(c, cell, size, ink) {
    if (!cell) return;
    const x = cell.x + size / 2;
    c.strokeStyle = ink.ink;
    c.lineWidth = 1.2;
    c.beginPath();
    c.moveTo(x, cell.y - 4);
    c.lineTo(x, cell.y + size / 2);
    c.stroke();
    c.beginPath();
    c.arc(x, cell.y - 5.5, 2.8, 0, 7);
    c.fillStyle = ink.ink;
    c.fill();
    c.strokeStyle = ink.card;
    c.lineWidth = 0.8;
    c.stroke();
  }

  nav.cells = { palette, look, draw, cue, footprints, linked, pin };
})();
