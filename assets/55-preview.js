/* Preview: what a move to the node under the cursor or pointer would reveal, drawn in place from its picture ahead.
   The overlay lies over the chips of a lane; nothing is shifted, and with the gesture it is gone. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, setData, STATES } = nav.core;
  const MOST_SPOKEN = 3;

  /** "A, B, C and 4 more" */
  function listed(names) {
    const rest = names.length - MOST_SPOKEN;
    return rest > 0 ? `${names.slice(0, MOST_SPOKEN).join(", ")} and ${rest} more` : names.join(", ");
  }

  /** The other ends of a node's means: what else is concerned when one works on them. */
  function sidesOf(model, node) {
    const sides = new Set(model.means[node].flatMap((means) => model.ends[means]));
    sides.delete(node);
    return sides;
  }

  function create(app) {
    const layer = el("div", { class: "nav-previews", "aria-hidden": "true" });
    app.stage.inner.append(layer);
    const shelf = nav.shelf.create(app, layer);
    let wanted = null; // {id, by}: what the cursor or the pointer is on
    let cursor = null; // what the keyboard is on, for when the pointer has left
    let drawn = null; // {id, from, model, picture, coming, sides}

    /** Previews a node (its id or number) as far as its picture is known, else as soon as it is. */
    function show(node, by = "cursor") {
      const index = typeof node === "number" ? node : app.model?.byId.get(node) ?? -1;
      const id = app.model?.nodes[index]?.id;
      if (by === "cursor") cursor = id ?? null;
      if (!app.scene || id === undefined || index === app.scene.focus) {
        wanted = null;
        undraw();
        return;
      }
      wanted = { id, by };
      const picture = app.ahead.get(id);
      if (picture) draw(id, index, picture);
      else {
        undraw();
        app.ahead.want([id]);
      }
    }

    function draw(id, index, picture) {
      const { model, scene } = app;
      const coming = picture.cards.map(([node]) => node).filter((node) => model.nodes[node] && !scene.shown.has(node));
      const stays = new Set(picture.cards.map(([node]) => node));
      const sides = sidesOf(model, index);
      drawn = { id, from: location.search, model, picture, coming, sides };
      shelf.draw(coming, sides);
      for (const record of app.stage.records.values()) {
        if (record.leaving) continue;
        setData(record.el, {
          side: sides.has(record.node) ? "true" : null, goes: !stays.has(record.node) && record.node !== index ? "true" : null,
        });
      }
      setData(app.places.stage, { preview: id });
      app.drawing.prepare(picture);
    }

    function undraw() {
      if (!drawn) return;
      drawn = null;
      shelf.clear();
      for (const { el: card } of app.stage.records.values()) setData(card, { side: null, goes: null });
      setData(app.places.stage, { preview: null });
    }

    /** Nothing is previewed until the next gesture. */
    function clear() {
      wanted = null;
      cursor = null;
      undraw();
    }

    /** The pointer has left; what the keyboard is on is previewed again. */
    function leave() {
      if (wanted?.by !== "pointer") return;
      wanted = null;
      undraw();
      if (cursor) show(cursor);
    }

    /** Another scene of the same picture: other states, and perhaps another picture ahead. In another revision the
        numbers of the last one mean other nodes. */
    function update() {
      if (!wanted) return;
      const { id, by } = wanted;
      const index = app.model.byId.get(id) ?? -1;
      const last = drawn?.id === id && drawn.from === location.search && drawn.model === app.model ? drawn.picture : null;
      if (last && index >= 0 && !app.ahead.get(id)) draw(id, index, last);
      else show(id, by);
    }

    app.ahead.onFound((ids) => {
      if (!wanted || !ids.includes(wanted.id)) return;
      const late = drawn?.id !== wanted.id;
      show(wanted.id, wanted.by);
      if (late && wanted.by === "cursor" && words()) app.say(words());
    });

    /** "would show A, B, C and 4 more; also serves D critical": what is drawn, in words; empty where nothing is. */
    function words() {
      if (!drawn) return "";
      const { model, scene } = app;
      const worst = nav.model.worstFirst(model, scene.states);
      const title = (node) => model.nodes[node].title;
      const hurt = (node) => (scene.states[node] ? `${title(node)} ${STATES[scene.states[node]]}` : title(node));
      const said = [];
      const news = drawn.coming.filter((node) => !drawn.sides.has(node)).sort(worst);
      if (news.length) said.push(`would show ${listed(news.map(title))}`);
      if (drawn.sides.size) said.push(`also serves ${listed([...drawn.sides].sort(worst).map(hurt))}`);
      return said.join("; ");
    }

    return { show, clear, leave, update, words, shown: () => drawn?.id ?? null };
  }

  nav.preview = { create };
})();
