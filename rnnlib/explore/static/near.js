// A long page opens at once because most of it waits: each part begins when it comes near the screen. As soon as
// somebody reads the page, the rest begins too, one after another; and all of it where a place in the page is asked
// for, which a part that grows would push away, and at the first key, so that the Tab key finds every field.
window.rnnNear = (() => {
  "use strict";
  const waiting = new Map(); // node -> what begins it
  function go(node) {
    const begin = waiting.get(node);
    if (!waiting.delete(node)) return;
    watch.unobserve(node);
    begin(node);
  }
  const watch = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => go(target)),
    { rootMargin: "100% 0px" },
  );
  const all = () => [...waiting.keys()].forEach(go);
  function inTurn() {
    const [node] = waiting.keys();
    if (!node) return;
    go(node);
    (window.requestIdleCallback || window.setTimeout)(inTurn);
  }

  const [opened] = performance.getEntriesByType("navigation");
  const atOnce = location.hash || opened.type !== "navigate"; // come back to, it shows the place where it was left
  let read = false;
  function begun({ type, target }) {
    if (read || (type === "scroll" && target !== document)) return; // the theme scrolls its sidebar by itself
    read = true;
    inTurn();
  }
  for (const sign of ["pointerdown", "wheel", "scroll"]) {
    window.addEventListener(sign, begun, { capture: true, passive: true });
  }
  window.addEventListener("keydown", all, { once: true, capture: true });
  window.addEventListener("click", ({ target }) => { if (target.closest("a[href^='#']")) all(); }, { capture: true });
  window.addEventListener("hashchange", () => {
    all();
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ behavior: "instant" });
  });

  return (nodes, begin) => {
    for (const node of nodes) {
      waiting.set(node, begin);
      if (atOnce) go(node);
      else watch.observe(node);
    }
    return go;
  };
})();
