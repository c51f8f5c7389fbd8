/* The time bar in words, for whoever can't see its rows: per level how much is abnormal at the moment looked at, when
   it was most, and how often something became abnormal. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { el, keep, setText, clock } = nav.core;

  const percent = (share) => `${share > 0 && share < 0.01 ? "under 1" : Math.round(share * 100)} %`;
  const isKnown = (share) => share !== null && share !== undefined;

  /** "Functions: 18 % abnormal at 05:20, most 45 % at 04:47, 12 onsets" */
  function sentence(title, times, shares, onsets, at, tz) {
    const known = times.map((time, index) => [time, shares[index]]).filter(([, share]) => isKnown(share));
    if (!known.length) return `${title}: not known in this window`;
    const now = [...known].reverse().find(([time]) => time <= at);
    const most = known.reduce((worst, one) => (one[1] > worst[1] ? one : worst));
    const parts = [now ? `${percent(now[1])} abnormal at ${clock(now[0], tz)}` : `nothing known yet at ${clock(at, tz)}`];
    parts.push(most[1] > 0 ? `most ${percent(most[1])} at ${clock(most[0], tz)}` : "never abnormal in this window");
    if (onsets) parts.push(nav.model.plural(onsets, "onset"));
    if (known.length < times.length) parts.push("with gaps");
    return `${title}: ${parts.join(", ")}`;
  }

  function create(place) {
    const list = el("ul", { class: "nav-sr", role: "list", "aria-label": "Share abnormal, by level", hidden: true });
    place.append(list);
    const lines = [0, 1, 2, 3, 4].map(() => el("li"));

    /** `data` is what the time bar was answered, null while nothing was. */
    function update(model, scene, data, tz) {
      const times = (data && data.times) || [];
      const onsets = [0, 0, 0, 0, 0];
      for (const [, node] of (data && data.revision === scene.revision && data.onsets) || []) {
        if (model.nodes[node]) onsets[model.nodes[node].l] += 1;
      }
      model.levels.forEach((level, index) => {
        setText(lines[index], sentence(level.title, times, (data && data.levels[index]) || [], onsets[index], scene.at, tz));
      });
      keep(list, lines);
      list.hidden = false;
    }

    return { update };
  }

  nav.timeWords = { create, sentence };
})();
