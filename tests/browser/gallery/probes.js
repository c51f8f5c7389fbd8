/* What must hold of every picture, whatever it shows; each a list of sentences, empty if all is well. */
() => {
  const SHOWN = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const box = (one) => one.getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const found = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide in a window of ${innerWidth}`);

  const wide = innerWidth >= 1000 && innerHeight >= 640;
  const places = ["header", "strip", "longshot", "stage", "detail", "time"].map((name) => document.getElementById(`nav-${name}`));
  if (wide) {
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) if (!apart(box(a), box(b))) found.push(`${a.id} lies over ${b.id}`);
    }
  }

  const cards = [...document.querySelectorAll("#nav-stage [data-kind=node]:not([data-leaving=true])")].filter(SHOWN);
  for (const [i, a] of cards.entries()) {
    if (a.scrollWidth > a.clientWidth + 1) found.push(`the card ${a.dataset.key} holds ${a.scrollWidth} in ${a.clientWidth}`);
    for (const b of cards.slice(i + 1)) if (!apart(box(a), box(b))) found.push(`the card ${a.dataset.key} lies over ${b.dataset.key}`);
  }

  const detail = document.getElementById("nav-detail");
  if (detail.scrollWidth > detail.clientWidth + 1) found.push(`the detail holds ${detail.scrollWidth} in ${detail.clientWidth}`);
  for (const one of detail.querySelectorAll("*")) {
    const cut = getComputedStyle(one).overflowX !== "visible" || one.closest("svg, .visually-hidden");
    if (!cut && SHOWN(one) && box(one).right > box(detail).right + 1) found.push(`in the detail ${one.className || one.tagName} goes over its edge`);
  }
  return [...new Set(found)];
}
