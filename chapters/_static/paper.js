// On paper a page is always light; the screen has its colours back afterwards.
(() => {
  "use strict";
  const page = document.documentElement;
  const paper = window.matchMedia("print");
  let onScreen;

  function toPaper() {
    if (onScreen !== undefined) return;
    onScreen = page.dataset.theme;
    page.dataset.theme = "light";
    void page.offsetHeight; // or Chromium prints some parts in the colours that they had
  }

  function toScreen() {
    if (onScreen === undefined) return;
    page.dataset.theme = onScreen;
    onScreen = undefined;
  }

  paper.addEventListener("change", () => (paper.matches ? toPaper() : toScreen()));
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
})();
