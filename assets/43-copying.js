/* Copying one fact of the detail: what was copied is said, beside the button and politely. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const SAID_MS = 2000;

  /** The button's fact as text, all of it also where only a part is shown. */
  const textOf = (button) => button.closest(".fact")?.querySelector(".fact-text")?.textContent ?? "";

  async function copy(button, say) {
    const name = button.dataset.copy;
    const done = await written(textOf(button));
    button.textContent = done ? "copied" : "not copied";
    say(done ? `Copied ${name}` : `Could not copy ${name}; select it to copy it`);
    setTimeout(() => { button.textContent = "copy"; }, SAID_MS);
  }

  /** Browsers give the clipboard to secure pages only; elsewhere what is selected can still be copied. */
  async function written(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return selected(text);
    }
  }

  function selected(text) {
    const focused = document.activeElement;
    const area = nav.core.el("textarea", { class: "nav-sr", "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    document.body.append(area);
    area.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    area.remove();
    focused?.focus?.({ preventScroll: true });
    return done;
  }

  nav.copying = { copy };
})();
