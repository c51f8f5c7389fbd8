/* Mounts by itself, unless the page says data-mount="manual". */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  const root = document.getElementById("navigator");
  if (root && root.dataset.mount !== "manual") nav.dash.mount(root);
})();
