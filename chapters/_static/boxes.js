// What is wider than its column scrolls inside its box: such a box takes the focus, and shows on which side more lies.
(() => {
  "use strict";
  const BOXES = {
    "div.math": "Formula",
    ".highlight pre": "Code",
    ".cell_output pre": "Output",
    ".rnn-listing": "Code",
    ".rnn-table": "Table",
    ".pst-scrollable-table-container": "Table",
    ".cell_output .output.text_html": "Output",
  };

  const seen = new Set(); // the boxes that have been measured

  // All boxes are measured before one is changed: else the page would be laid out anew for each of them.
  function look(boxes) {
    boxes.forEach((box) => seen.add(box));
    const hidden = boxes.map((box) => box.scrollWidth - box.clientWidth);
    const from = boxes.map((box) => box.scrollLeft);
    boxes.forEach((box, i) => mark(box, hidden[i], from[i]));
  }

  function mark(box, hidden, from) {
    if (hidden > 1) {
      if (box.dataset.more === undefined) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", `${box.dataset.kind}, wider than the page`);
      }
      const sides = { left: from > 1, right: from < hidden - 1 };
      const more = Object.keys(sides).filter((side) => sides[side]).join(" ");
      if (box.dataset.more !== more) box.dataset.more = more;
    } else if (box.dataset.more !== undefined) {
      for (const name of ["tabindex", "role", "aria-label", "data-more"]) box.removeAttribute(name);
    }
  }

  function start() {
    const watch = new ResizeObserver((entries) => look(entries.map(({ target }) => target.closest("[data-kind]"))));
    for (const [selector, kind] of Object.entries(BOXES)) {
      for (const box of document.querySelectorAll(selector)) {
        if (box.dataset.kind) continue;
        box.dataset.kind = kind;
        box.addEventListener("scroll", () => look([box]), { passive: true });
        watch.observe(box);
        if (box.firstElementChild) watch.observe(box.firstElementChild);
      }
    }
  }

  // A font that comes makes a formula narrower or wider within a box that keeps its size.
  document.fonts.addEventListener("loadingdone", () => look([...seen]));
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
