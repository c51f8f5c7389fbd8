/* Mounts by itself as soon as the page's skeleton is there, unless it says data-mount="manual". */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

  function boot() {
    const root = document.getElementById("navigator");
    if (!root || !window.dash_clientside?.set_props) return false;
    if (root.dataset.mount !== "manual") nav.mount(root);
    return true;
  }

  if (boot()) return;
  const watcher = new MutationObserver(() => {
    if (boot()) watcher.disconnect();
  });
  watcher.observe(document.documentElement, { childList: true, subtree: true });
})();
