/* The line to our own server: what was asked and is not answered yet, when to ask again, what to say meanwhile.
   A question that failed is asked again after 2 s, one that nobody answers after 8 s; the waits double up to 15 s. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { setData, clockSeconds } = nav.core;
  const SILENT_MS = 8000;
  const FAILED_MS = 2000;
  const LONGEST_MS = 15000;
  const NOBODY_THERE = [502, 503, 504]; // who took the question found nobody to answer it
  const LAST = "What you see is its last picture; trying again.";

  function create(app) {
    let since = 0;
    let askedAt = 0;
    let open = false;
    let tries = 0;
    let lost = false;

    /** A scene has been asked for. */
    function asked() {
      askedAt = Date.now();
      since = since || askedAt;
      open = true;
    }

    /** A scene has been drawn: nothing is wrong any more. */
    function answered() {
      since = 0;
      tries = 0;
      open = false;
      if (!lost) return;
      lost = false;
      setData(document.body, { connection: null });
      app.notices.set("silent", null);
    }

    /** The server answered an older question: it is there, the newest question is still open. */
    function heard() {
      since = since && Date.now();
    }

    /** The newest question came back without a scene; without a text, nobody was there. */
    function failed(text) {
      asked();
      open = false;
      lose(text ? `${text} ${LAST}` : silent(), text);
    }

    const silent = () => `The navigator itself is not answering since ${clockSeconds(since / 1000, app.place.tz())}. ${LAST}`;

    function lose(banner, text) {
      lost = true;
      setData(document.body, { connection: "lost" });
      if (app.scene) app.notices.set("silent", { severity: "critical", keep: true, text: banner });
      else app.screens.show(text ? "failed" : "silent", text);
      app.unpress();
    }

    function pulse() {
      if (!since) return;
      const now = Date.now();
      if (open && !lost && now - since >= SILENT_MS) lose(silent(), "");
      if (document.hidden || now - askedAt < Math.min(LONGEST_MS, (open ? SILENT_MS : FAILED_MS) * 2 ** tries)) return;
      tries += 1;
      app.tick();
    }

    return { asked, answered, heard, failed, pulse, waits: () => since > 0 };
  }

  /* Dash tells nobody that a callback failed: the questions for a scene are looked at on their way. Nothing is changed. */
  const real = window.fetch;
  const isScene = ([address, options]) => String(address).includes("_dash-update-component")
    && typeof options?.body === "string" && options.body.includes('"output":"scene.data"');

  window.fetch = (...given) => {
    const answer = real.apply(window, given);
    if (isScene(given)) {
      answer.then((response) => {
        if (response.ok) return;
        nav.app?.line.failed(NOBODY_THERE.includes(response.status) ? "" : `The server could not make this picture (error ${response.status}).`);
      }, () => nav.app?.line.failed(""));
    }
    return answer;
  };

  nav.line = { create };
})();
