/* Stands in for Dash and the server: hands the page what was prepared for its place, and does the state's steps. */
(() => {
  "use strict";
  const { gallery, navigatorMap: nav } = window;
  const state = gallery.get("state");
  const shared = (name) => gallery.get(name);
  const said = { place: null, viewport: null };
  const TIMES = ["as", "tz", "theme", "trail", "via", "to", "live"];

  gallery.now = state.now * 1000;

  /** What makes two addresses the same place: everything but when and how it is looked at. */
  function placeOf(query) {
    const given = [...new URLSearchParams(query)].filter(([name]) => !TIMES.includes(name));
    return given.map(([name, value]) => `${name}=${value}`).sort().join("&");
  }

  /** Of the pictures of a place the one for as much room as there is. */
  function fitting(pictures, { columns, rows }) {
    const exact = pictures[`${columns}x${rows}`];
    return exact ?? pictures[Object.keys(pictures).sort((a, b) => distance(a) - distance(b))[0]];

    function distance(name) {
      const [c, r] = name.split("x").map(Number);
      return Math.abs(c - columns) * 10 + Math.abs(r - rows);
    }
  }

  const copied = (data) => JSON.parse(JSON.stringify(data));

  let waits = 0;
  function setProps(id, { data }) {
    said[id] = data;
    if (state.answers === "none" || said.place === null || said.viewport === null) return;
    clearTimeout(waits);
    gallery.answering = true;
    waits = gallery.later(() => answer().finally(() => { gallery.answering = false; }), 0);
  }

  async function answer() {
    if (state.answers === "failure") return nav.fail("The server could not make this picture (error 500).");
    if (gallery.lost) return undefined;
    const found = state.places[placeOf(said.place)];
    if (!found) return undefined;
    const scene = { ...copied(shared(fitting(found.scenes, said.viewport))), place: said.place };
    await nav.update(scene);
    nav.detail.update({ ...copied(shared(found.detail)), place: said.place });
    const { theme } = document.documentElement.dataset;
    const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    gallery.chart = copied(shared(found.charts[dark ? "dark" : "light"]));
    nav.charts.update(gallery.chart);
    return undefined;
  }

  /** Time has gone on in the picture that stands. */
  gallery.become = (query) => {
    const scene = copied(shared(fitting(state.places[placeOf(query)].scenes, said.viewport)));
    return nav.update({ ...scene, place: said.place, mode: "live" });
  };

  /** What the server answers to a path, from what was prepared. */
  async function fetchJson(path) {
    const [name, text] = path.split("?");
    const query = new URLSearchParams(text);
    if (name === "screen/edition.json") return { edition: state.edition };
    if (name === "screen/model.json") return copied(shared(state.models[query.get("revision")]));
    const found = state.places[placeOf(said.place)] ?? {};
    if (name === "screen/timeline.json" && found.timeline) return copied(shared(found.timeline));
    if (name === "screen/sparks.json" && found.sparks) return onlyAsked(copied(shared(found.sparks)), query.get("keys").split(","));
    if (name === "screen/next.json" && found.next) return ahead(copied(shared(fitting(found.next, said.viewport))), query.getAll("focus"));
    throw Object.assign(new Error(`${name} is not prepared`), { status: 404 });
  }

  function onlyAsked(series, keys) {
    return { ...series, sparks: Object.fromEntries(keys.filter((key) => series.sparks[key]).map((key) => [key, series.sparks[key]])) };
  }

  function ahead(answered, ids) {
    return { ...answered, pictures: Object.fromEntries(ids.filter((id) => answered.pictures[id]).map((id) => [id, answered.pictures[id]])) };
  }

  for (const [name, value] of Object.entries(state.storage)) sessionStorage.setItem(name, value);
  document.documentElement.dataset.gallery = state.name;
  nav.mount(document.getElementById("navigator"), { setProps, fetchJson });
  gallery.perform(state);
})();
