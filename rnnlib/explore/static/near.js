// What a page computes begins when it comes near the screen, so that a long page opens at once; at the first key
// everything begins, so that the Tab key finds each field.
window.rnnNear = (nodes, begin) => {
  "use strict";
  const waiting = new Set(nodes);
  const go = (node) => {
    if (!waiting.delete(node)) return;
    watch.unobserve(node);
    begin(node);
  };
  const watch = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => go(target)),
    { rootMargin: "100% 0px" },
  );
  waiting.forEach((node) => watch.observe(node));
  window.addEventListener("keydown", () => waiting.forEach(go), { once: true, capture: true });
  return go;
};
