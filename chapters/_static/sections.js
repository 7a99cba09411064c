// Sections far down are laid out when near.js says so (custom.css), and the list of sections marks the one that is read.
(() => {
  "use strict";
  const sections = document.querySelectorAll(".bd-article > section > section");
  window.rnnNear(sections, (section) => { section.classList.add("rnn-begun"); });

  const links = new Map([...document.querySelectorAll(".page-toc a")].map((link) => [link.hash.slice(1), link]));
  const line = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) links.get(target.id)?.classList.toggle("active", isIntersecting);
  }, { rootMargin: "-20% 0px -80%" }); // a line near the top of the screen
  sections.forEach((section) => line.observe(section));
})();
