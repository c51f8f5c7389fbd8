/* The index: the state in the address's hash, in the size and theme chosen, scaled to the room there is. */
(() => {
  "use strict";
  const chosen = { size: "", theme: "light" };
  const frame = document.getElementById("shown");
  const room = document.getElementById("frame");
  const link = () => document.querySelector(`nav a[href="#${CSS.escape(location.hash.slice(1))}"]`) ?? document.querySelector("nav a");

  function fit() {
    const [width, height] = (chosen.size || link().dataset.size).split("x").map(Number);
    const scale = Math.min(1, room.clientWidth / width, room.clientHeight / height);
    frame.width = String(width);
    frame.height = String(height);
    frame.style.transform = `scale(${scale})`;
  }

  function show() {
    const shown = link();
    const name = shown.getAttribute("href").slice(1);
    const query = new URLSearchParams(shown.dataset.place);
    if (chosen.theme === "dark") query.set("theme", "dark");
    const text = query.toString();
    const address = `states/${name}.html${text ? `?${text}` : ""}`;
    for (const one of document.querySelectorAll("nav a")) one.toggleAttribute("aria-current", one === shown);
    for (const one of document.querySelectorAll("[data-choice]")) {
      const now = one.dataset.choice === "size" ? chosen.size || shown.dataset.size : chosen.theme;
      one.setAttribute("aria-pressed", String(one.dataset.value === now));
    }
    document.getElementById("name").textContent = name;
    document.getElementById("caption").textContent = shown.dataset.caption;
    document.getElementById("alone").href = address;
    shown.scrollIntoView({ block: "nearest" });
    fit();
    frame.src = address;
  }

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choice]");
    if (!choice) return;
    chosen[choice.dataset.choice] = choice.dataset.value;
    show();
  });
  addEventListener("hashchange", () => { chosen.size = ""; show(); });
  addEventListener("resize", fit);
  show();
})();
