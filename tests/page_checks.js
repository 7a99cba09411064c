// Checks of an open page. Each returns a list of complaints; an empty list is a pass.
window.checks = (() => {
  "use strict";
  const main = () => document.querySelector(".bd-article-container") || document.querySelector("main");
  const name = (node) => {
    const text = (node.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${node.localName} class="${node.getAttribute("class") || ""}">${text}`;
  };
  const visible = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const openAll = () => {
    const still = Object.assign(document.createElement("style"), { textContent: "* { animation: none !important; transition: none !important; }" });
    document.head.append(still);
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
  };

  // --- mathematics
  function* texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !parent.closest("script, style, noscript, template")) yield walker.currentNode;
    }
  }

  function mathematics() {
    const complaints = [...document.querySelectorAll(".katex-error, merror")].map((node) => `not typeset: ${name(node)}`);
    const bare = [...document.querySelectorAll(".math")].filter((node) => !node.querySelector(".katex"));
    complaints.push(...bare.map((node) => `not typeset: ${name(node)}`));
    for (const text of texts(main())) {
      if (text.parentElement.closest("code, pre, .katex, .headerlink")) continue;
      const raw = /\$\$|\\[([]|\$[^\s$][^$]*\$|\{(cite|ref|eq|doc|numref|math)[^}]*\}|:::/.exec(text.data);
      if (raw) complaints.push(`raw markup "${raw[0]}" in ${name(text.parentElement)}`);
    }
    return complaints;
  }

  // --- width
  function overflow() {
    openAll();
    const complaints = [];
    const page = document.documentElement;
    const width = page.clientWidth; // without the scrollbar
    if (page.scrollWidth > width) complaints.push(`the page is ${page.scrollWidth} px wide`);
    const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX);
    for (const node of main().querySelectorAll("*")) {
      if (node.getBoundingClientRect().right <= width + 1 || !visible(node)) continue;
      if (node.closest(".katex-mathml, .katex svg")) continue; // roots are cut from a long sign
      if (node.matches("svg g") || node.closest("svg [clip-path]")) continue; // what leaves its axes is not drawn
      let parent = node.parentElement;
      while (parent && !scrolls(parent)) parent = parent.parentElement;
      if (!parent || parent === page || parent === document.body) complaints.push(`sticks out: ${name(node)}`);
    }
    for (const node of main().querySelectorAll("div.math, pre, table")) {
      const bar = node.offsetHeight - node.clientHeight - parseFloat(getComputedStyle(node).borderTopWidth) * 2;
      if (node.scrollWidth > node.clientWidth + 1 && visible(node) && bar < 4) complaints.push(`no scrollbar: ${name(node)}`);
    }
    return complaints;
  }

  // --- boxes wider than the page: reached with the keyboard, and seen to go on
  function boxes() {
    openAll();
    const complaints = [];
    for (const box of main().querySelectorAll("*")) {
      if (box.scrollWidth <= box.clientWidth + 1 || box.clientWidth < 2 || !visible(box)) continue;
      const style = getComputedStyle(box);
      if (box.closest(".katex, svg, .rnn-say, select, input") || style.display.startsWith("inline")) continue;
      if (/hidden|clip/.test(style.overflowX)) complaints.push(`cut off: ${name(box)}`);
      if (!/auto|scroll/.test(style.overflowX)) continue;
      if (box.tabIndex < 0) complaints.push(`not in the order of the Tab key: ${name(box)}`);
      const rest = box.scrollLeft;
      box.scrollLeft = 0;
      if (!/inset/.test(style.boxShadow) || !/right/.test(box.dataset.more || "")) complaints.push(`nothing shows that it goes on: ${name(box)}`);
      box.scrollLeft = rest;
    }
    return complaints;
  }

  // --- symbols: raw indices belong to code
  function symbols() {
    openAll();
    const complaints = [];
    for (const text of texts(main())) {
      if (text.parentElement.closest("code, pre, .katex, .math, .headerlink, option:disabled")) continue;
      const raw = /(^|[^\w.])[d∂]?\p{L}_(\{|[A-Za-z0-9]{1,3}(?![\w]))/u.exec(text.data);
      if (raw) complaints.push(`raw symbol "${raw[0].trim()}" in ${name(text.parentElement)}`);
    }
    return complaints;
  }

  // --- text alternatives
  function alternatives() {
    const complaints = [];
    for (const image of document.querySelectorAll("img")) {
      const alt = image.getAttribute("alt");
      if (alt === null || /\.(png|svg|jpe?g)$|_images\//.test(alt)) complaints.push(`no text alternative: ${image.src}`);
    }
    for (const svg of document.querySelectorAll("svg")) {
      if (svg.closest("[aria-hidden=true], .katex") || svg.parentElement.closest("svg")) continue;
      const label = svg.getAttribute("aria-label") || svg.querySelector(":scope > title")?.textContent;
      if (!label || !label.trim()) complaints.push(`no text alternative: ${name(svg)}`);
    }
    return complaints;
  }

  // --- contrast
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function rgba(color) {
    if (!known.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  }
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  const luminance = (rgb) => rgb
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  function ratio(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }
  function opacity(node) {
    let product = 1;
    for (let at = node; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  }

  function backgroundBehind(node) {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 0) layers.unshift(color);
      if (color[3] === 1) break;
    }
    return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
  }

  // Shapes of a drawing lie over one another in document order: lay those under the middle of the text in turn.
  function backgroundInDrawing(text) {
    const svg = text.ownerSVGElement;
    const box = text.getBoundingClientRect();
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    let color = backgroundBehind(svg);
    for (const shape of svg.querySelectorAll("path, rect, circle, ellipse, polygon, use")) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("defs, clipPath")) continue;
      const around = shape.getBoundingClientRect();
      if (middle.x < around.left || middle.x > around.right || middle.y < around.top || middle.y > around.bottom) continue;
      const style = getComputedStyle(shape);
      if (style.fill === "none") continue;
      if (shape.isPointInFill && !shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse()))) continue;
      const [r, g, b, a] = rgba(style.fill);
      color = over([r, g, b, a * Number(style.fillOpacity) * opacity(shape)], color);
    }
    return color;
  }

  function contrast(least) {
    openAll();
    const complaints = new Set();
    const seen = new Set();
    const measure = (node) => {
      if (seen.has(node) || !visible(node)) return;
      seen.add(node);
      const style = getComputedStyle(node);
      const drawn = node.ownerSVGElement;
      const [r, g, b, a] = rgba(drawn ? style.fill : style.color);
      const background = drawn ? backgroundInDrawing(node) : backgroundBehind(node);
      const text = over([r, g, b, a * opacity(node) * (drawn ? Number(style.fillOpacity) : 1)], background);
      const found = ratio(text, background);
      if (found < least) complaints.add(`${found.toFixed(2)}: rgb(${text.map(Math.round)}) on rgb(${background.map(Math.round)}) ${name(node)}`);
    };
    for (const text of texts(document.body)) {
      if (!text.parentElement.closest(".katex, option, .headerlink")) measure(text.parentElement);
    }
    document.querySelectorAll(".katex").forEach(measure);
    return [...complaints];
  }

  return { mathematics, overflow, boxes, symbols, alternatives, contrast };
})();
