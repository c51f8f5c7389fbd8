/* Stands in for Dash: hands what the page writes to the test server, and each answer to the renderer. */
(() => {
  "use strict";
  const nav = window.navigatorMap;
  const said = { place: null, viewport: null, tick: 0 };
  window.fixture = { said, calls: [], hold: new URLSearchParams(location.search).has("hold") };

  async function ask() {
    if (!said.place || !said.viewport || window.fixture.hold) return;
    const { columns, rows } = said.viewport;
    const query = new URLSearchParams({ place: said.place, columns, rows });
    const response = await fetch(`/scene?${query}`);
    if (!response.ok) nav.fail("The server could not make this picture.");
    else nav.update(await response.json());
  }

  function setProps(id, { data }) {
    said[id] = data;
    window.fixture.calls.push([id, data]);
    ask();
  }

  nav.mount(document.getElementById("navigator"), { setProps });
})();
