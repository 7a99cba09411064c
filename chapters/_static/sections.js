// Sections are laid out when they come near the screen (custom.css); this makes up for what follows from it.
(() => {
  "use strict";
  const sections = [...document.querySelectorAll(".bd-article > section > section")];

  // The heights that they have are kept for the next time, so that the browser finds the place that was read.
  const key = `heights ${location.pathname} ${window.innerWidth}`;
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  for (const section of sections) {
    if (kept[section.id]) section.style.containIntrinsicHeight = `auto ${kept[section.id]}px`;
  }
  window.addEventListener("pagehide", () => {
    const heights = sections.map((section) => [section.id, section.offsetHeight]);
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(heights)));
  });

  // The list of sections marks the one that is read, which crosses a line near the top of the screen.
  const links = new Map([...document.querySelectorAll(".page-toc a")].map((link) => [link.hash.slice(1), link]));
  const line = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) links.get(target.id)?.classList.toggle("active", isIntersecting);
  }, { rootMargin: "-20% 0px -80%" });
  sections.forEach((section) => line.observe(section));
})();
