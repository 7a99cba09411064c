// What is far down is laid out when near.js says so (custom.css), block by block: a whole section at once would stop
// the page. The list of sections marks the one that is read.
(() => {
  "use strict";
  const sections = document.querySelectorAll(".bd-article > section > section");
  const blocks = document.querySelectorAll(".bd-article > section > section > *, .rnn-values > tbody ~ tbody");
  window.rnnNear([...sections, ...blocks], (part) => { part.classList.add("rnn-begun"); });

  const links = new Map([...document.querySelectorAll(".page-toc a")].map((link) => [link.hash.slice(1), link]));
  const line = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) links.get(target.id)?.classList.toggle("active", isIntersecting);
  }, { rootMargin: "-20% 0px -80%" }); // a line near the top of the screen
  sections.forEach((section) => line.observe(section));
})();
