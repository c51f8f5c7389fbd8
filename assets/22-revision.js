/* From one revision of the hierarchy to the next: nodes have other numbers then, and stay the same things. Also when
   members of a node came and went. */
(() => {
  "use strict";
  const nav = (window.navigatorMap = window.navigatorMap || {});
  const { age } = nav.core;
  const former = new WeakMap();

  /** For a node's number in the model before, its number in the model after; -1 where it is gone. Nodes are known by
      id, or by what they say that they were called before. */
  function mapping(before, after) {
    const renamed = new Map();
    after.nodes.forEach((node, index) => (node.was || []).forEach((id) => renamed.set(id, index)));
    const taken = new Set();
    const found = before.nodes.map(({ id }) => after.byId.get(id) ?? -1);
    found.forEach((index) => taken.add(index));
    before.nodes.forEach(({ id }, index) => {
      const other = renamed.get(id);
      if (found[index] >= 0 || other === undefined || taken.has(other)) return;
      found[index] = other;
      taken.add(other);
    });
    return (node) => (node >= 0 && node < found.length ? found[node] : -1);
  }

  /** The number of what is called so, or was formerly; -1 where there is no such thing. */
  function numberOf(model, id) {
    if (!former.has(model)) former.set(model, new Map(model.nodes.flatMap(({ was }, index) => (was || []).map((name) => [name, index]))));
    return model.byId.get(id) ?? former.get(model).get(id) ?? -1;
  }

  /** What keeps a member from being there at Unix time `at`, in short and as a sentence; null while it is there. */
  function absence(node, at) {
    if (node.until !== undefined && at >= node.until) {
      const ago = age(at - node.until);
      return { short: "departed", since: `${ago} ago`, text: `departed, last seen ${ago} ago` };
    }
    if (node.since !== undefined && at < node.since) return { short: "not there yet", since: "", text: "not there yet" };
    return null;
  }

  nav.revision = { mapping, numberOf, absence };
})();
