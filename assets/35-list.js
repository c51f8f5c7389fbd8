/* The list of narrow screens: what is abnormal first, the worst at the top by its own state or what threatens it; then
   what is not known, what is in focus with its ends and means, and last the others that are ok, counted. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData, setText, SEVERITY } = nav.core;
  const NEAR = ["focus", "end", "means"];
  const GROUPS = ["Abnormal", "Not known", "In focus, with its ends and means", "Ok"];
  const ROOM = 1000; // more than a list can hold: what is between two headings

  const worst = ({ shown, threat }) => Math.max(SEVERITY[shown] ?? SEVERITY[3], SEVERITY[threat > 0 ? threat : 0]);
  const groupOf = (card) => (worst(card) >= SEVERITY[1] ? 0 : worst(card) > 0 ? 1 : NEAR.includes(card.role) ? 2 : 3);
  const near = ({ role }) => (NEAR.indexOf(role) + NEAR.length + 1) % (NEAR.length + 1);

  /** Worst first; of two that are as bad, what is so itself, the focus and what is next to it, then from the purposes down. */
  const before = (a, b) => worst(b) - worst(a) || (SEVERITY[b.shown] ?? 1) - (SEVERITY[a.shown] ?? 1) || near(a) - near(b) || a.lane - b.lane || a.x - b.x || a.row - b.row;

  /** Gives every card its place in the list, and every group that has any its heading; elsewhere takes both away. */
  function arrange({ inner, g, records }, scene) {
    const list = g.form === "list";
    const counts = GROUPS.map(() => 0);
    const cards = list ? [...scene.cards].sort(before) : [];
    cards.forEach((card, index) => {
      const group = groupOf(card);
      counts[group] += 1;
      const record = records.get(card.node);
      if (record) record.el.style.order = String(group * ROOM + index + 1);
    });
    if (!list) for (const record of records.values()) record.el.style.order = "";
    GROUPS.forEach((title, group) => heading(inner, title, group, counts[group]));
    read(inner, records, cards);
  }

  /** For readers the list has the order that is seen: the elements stand by level, and few browsers read by layout. */
  function read(inner, records, cards) {
    const listed = new Set();
    const owned = [];
    cards.forEach((card, index) => {
      const group = groupOf(card);
      if (!index || group !== groupOf(cards[index - 1])) owned.push(`nav-list-${group}`);
      const record = records.get(card.node);
      if (!record) return;
      listed.add(record);
      record.el.id = `nav-card-${card.node}`;
      owned.push(record.el.id);
    });
    for (const record of records.values()) if (record.el.id && !listed.has(record)) record.el.removeAttribute("id");
    const text = owned.join(" ");
    if (!text) inner.removeAttribute("aria-owns");
    else if (inner.getAttribute("aria-owns") !== text) inner.setAttribute("aria-owns", text);
  }

  function heading(inner, title, group, count) {
    let found = inner.querySelector(`.list-heading[data-group="${group}"]`);
    if (!count) {
      found?.remove();
      return;
    }
    if (!found) {
      found = el("h2", { class: "list-heading", "data-group": group, id: `nav-list-${group}` });
      found.style.order = String(group * ROOM);
      inner.append(found);
    }
    setData(found, { count });
    setText(found, `${title} · ${count}`);
  }

  nav.list = { arrange };
})();
