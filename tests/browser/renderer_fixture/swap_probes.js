/* A hierarchy that is swapped while a picture ahead is drawn: the same nodes, numbered backwards, in another revision. */
(() => {
  "use strict";
  const { probe } = window;
  const nav = window.navigatorMap;
  const CARDS = "[data-kind=node]:not([data-leaving])";
  const elements = () => Object.fromEntries([...document.querySelectorAll(CARDS)].map((card) => [card.dataset.key, card]));

  function backwards(model, last) {
    const turn = (node) => (node < 0 ? node : last - node);
    return {
      ...model, revision: "after", nodes: [...model.nodes].reverse(), lanes: model.lanes.map((lane) => lane.map(turn)),
      groups: model.groups.map(([end, rule, impact, members]) => [turn(end), rule, impact, members.map(turn)]),
      calls: model.calls.map((pair) => pair.map(turn)),
      parts: (model.parts || []).map(([whole, parts]) => [turn(whole), parts.map(turn)]),
    };
  }

  function turned(scene, last) {
    const turn = (node) => (node < 0 ? node : last - node);
    const states = nav.model.decodeStates(scene.states, last + 1);
    return {
      ...scene, revision: "after", focus: turn(scene.focus), cards: scene.cards.map(([node, ...rest]) => [turn(node), ...rest]),
      states: [...states].reverse().map((state) => `${"owcu"[state]}1`).join(""),
      strip: scene.strip.map(([at, node, state]) => [at, turn(node), state]),
    };
  }

  /** From here on scenes are of the other revision and pictures ahead are refused. */
  function begin() {
    const { app } = nav;
    const last = app.model.nodes.length - 1;
    const [ask, fetched] = [window.fetch, app.fetchJson];
    app.fetchJson = async (path) => {
      if (path.startsWith("screen/next.json")) throw Object.assign(new Error("refused"), { status: 409 });
      if (path.startsWith("screen/model.json")) return backwards(await fetched(path), last);
      return fetched(path);
    };
    window.fetch = async (...given) => {
      const answer = await ask(...given);
      if (!String(given[0]).includes("/scene?")) return answer;
      return new Response(JSON.stringify(turned(await answer.json(), last)));
    };
    return last;
  }

  /** The same place in the other revision. */
  probe.swap = () => {
    begin();
    nav.app.tick();
  };

  /** Swaps and goes to a node whose picture is known,
      and tells what was drawn of it before the server's scene: its focus with its revision, and all cards. */
  probe.swapped = (id) => {
    const { app } = nav;
    const before = app.model.revision;
    const last = begin();
    app.place.go(id);
    app.stage.spread.flush();
    probe.standing = elements();
    return {
      focus: app.model.nodes[app.scene.focus].id, same: app.model.revision === before && before !== "after",
      drawn: Object.keys(probe.standing), first: app.model.nodes[last].id,
    };
  };

  /** What is drawn now: all cards, those that are another element than when the picture was drawn, and those that do not
      stand for the node that they name. */
  probe.afterSwap = () => {
    const now = elements();
    const { model, stage } = nav.app;
    const stands = (key, card) => stage.recordOf(model.byId.get(key))?.el === card && card.getAttribute("aria-label").includes(model.nodes[model.byId.get(key)].title);
    return {
      drawn: Object.keys(now), other: Object.keys(now).filter((key) => probe.standing[key] && probe.standing[key] !== now[key]),
      wrong: Object.entries(now).filter(([key, card]) => !stands(key, card)).map(([key]) => key),
      revision: model.revision, first: model.nodes[0].id,
    };
  };
})();
