/* Runs before all else in a page of the gallery: one moment for ever, one walk, and a place for what was prepared. */
(() => {
  "use strict";
  const prepared = new Map();
  const gallery = (window.gallery = {
    put: (name, data) => prepared.set(name, data),
    get: (name) => prepared.get(name),
    now: 1661142000000,
  });

  /* The clock on the wall stands still; what measures movements goes on. */
  const RealDate = Date;
  window.Date = class extends RealDate {
    constructor(...given) {
      if (given.length) super(...given);
      else super(gallery.now);
    }

    static now() {
      return gallery.now;
    }
  };

  /* Once `stop` was called nothing that was to happen by itself happens any more. */
  const later = window.setTimeout;
  const SOON_MS = 500;
  let stopped = false;
  let lasting = false;
  gallery.later = later.bind(window);
  gallery.stop = () => { stopped = true; };
  /* From now on what is shown for a while stays: a slow machine sees it as well as a fast one. */
  gallery.last = () => { lasting = true; };
  window.setTimeout = (task, wait, ...rest) => {
    const stays = lasting && wait >= SOON_MS;
    return later((...given) => { if (!stopped && !stays) task(...given); }, wait, ...rest);
  };
  const repeat = window.setInterval;
  window.setInterval = (task, ...rest) => repeat((...given) => { if (!stopped) task(...given); }, ...rest);
  const frame = window.requestAnimationFrame;
  gallery.frame = frame.bind(window);
  window.requestAnimationFrame = (task) => frame((at) => { if (!stopped) task(at); });

  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch { /* a browser may refuse storage to files; then there is nothing to forget */ }
})();
