// Finds the sections of the book. Sections and search engine come with the page: it works from the disk too.
(() => {
  "use strict";
  const MOST = 30;
  const AROUND = 90; // letters shown on either side of the first word found
  const WORD = /[\p{L}\p{N}_₀-₉₊₋ₐ-ₜ\u0302]+/gu;
  const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ";
  const PLAIN = "0123456789+-aehijklmnoprstuvx";
  const front = document.currentScript.dataset.front;

  const PASSED_OVER = new Set("a an and are as at be by for from has in is it its of on or that the this to was with".split(" "));

  // One spelling for h₁ and h_1, for ŷ and y_hat, for clip, clipped and clipping.
  function spell(word) {
    const plain = word.normalize("NFC").replace(/[₀-₉₊₋ₐ-ₜᵢⱼᵣᵤᵥ]+/gu, (index) =>
      `_${[...index].map((letter) => PLAIN[SUBSCRIPTS.indexOf(letter)] ?? "").join("")}`);
    const name = plain.replace("ŷ", "y_hat").toLowerCase();
    if (PASSED_OVER.has(name)) return null;
    return /^[a-z]{5,}$/.test(name) ? name.replace(/(ing|ed|es|s)$/, "").replace(/([bdgmnprt])\1$/, "$1") : name;
  }

  // A query may come in TeX: W_{hh}.
  const words = (text) => text.replace(/[{}$\\]/g, "").match(WORD) || [];
  const engine = new MiniSearch({
    idField: "address",
    fields: ["title", "terms", "text", "code"],
    storeFields: ["page", "title", "text", "code"],
    tokenize: words,
    processTerm: spell,
    searchOptions: {
      boost: { title: 3, terms: 4, code: 0.2 },
      boostDocument: (address) => (address.startsWith("exercises/") ? 0.5 : 1), // first where it is explained
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 5 && !term.includes("_") ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
      combineWith: "AND",
    },
  });

  const element = (name, given, ...children) => {
    const made = Object.assign(document.createElement(name), given);
    made.append(...children);
    return made;
  };

  // The text around the first word found, with the words found marked.
  function snippet(text, found) {
    const hits = [...text.matchAll(WORD)].filter((word) => found.has(spell(word[0])));
    const first = hits.length ? hits[0].index : 0;
    const start = first > AROUND ? text.indexOf(" ", first - AROUND) + 1 : 0;
    const stop = text.length > first + 2 * AROUND ? text.lastIndexOf(" ", first + 2 * AROUND) : text.length;
    const parts = [start ? "… " : ""];
    let at = start;
    for (const hit of hits) {
      if (hit.index + hit[0].length > stop) break;
      parts.push(text.slice(at, hit.index), element("mark", { textContent: hit[0] }));
      at = hit.index + hit[0].length;
    }
    return element("p", {}, ...parts, text.slice(at, stop), stop < text.length ? " …" : "");
  }

  function entry(result) {
    const title = result.title === result.page ? result.page : `${result.title} · ${result.page}`;
    const found = new Set(result.terms);
    const names = words(result.code).filter((name) => found.has(spell(name)));
    const inText = words(`${result.title} ${result.text}`).some((word) => found.has(spell(word)));
    const said = inText ? snippet(result.text, found) : element("p", {}, "In its code: ", element("code", { textContent: names.join(", ") }));
    return element("li", {}, element("a", { href: result.id, textContent: title }), said);
  }

  function show(query, place) {
    let results = engine.search(query);
    let said = `${results.length} ${results.length === 1 ? "section" : "sections"} for “${query}”.`;
    if (!results.length) {
      results = engine.search(query, { combineWith: "OR" });
      said = results.length ? `No section has all of “${query}”. These have a part of it.` : "";
    }
    if (results.length) {
      place.append(element("p", { role: "status", textContent: said }), element("ol", {}, ...results.slice(0, MOST).map(entry)));
      return;
    }
    const contents = element("a", { href: front, textContent: "What is here, and what is to come" });
    place.append(
      element("p", { role: "status", textContent: `Nothing in the book speaks of “${query}” so far.` }),
      element("p", {}, "The book is being written: ", contents, ". A symbol can be typed as in the code (W_hh) or as in TeX (W_{hh})."),
    );
  }

  document.addEventListener("DOMContentLoaded", () => {
    const query = (new URLSearchParams(location.search).get("q") || "").trim();
    if (!query) return;
    for (const field of document.querySelectorAll("form.bd-search input[name=q]")) field.value = query;
    document.title = `${query} — ${document.title}`;
    engine.addAll(window.SECTIONS);
    show(query, document.querySelector("#search-results"));
  });
})();
