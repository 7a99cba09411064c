// The marks of a live demo's picture, redrawn from its values: what rnnlib/explore/marks.py and spelling.py do.
window.rnnMarks = (() => {
  "use strict";
  const FAR = 9999; // points: beyond it nothing is seen, and longer numbers would only cost time
  const SLOT = /\{(\w+)(?:\[(\d+)\])?(?::\.(\d+)([fe]))?\}/g;
  const SYMBOL = /(?<![\p{L}\p{N}_.])([d∂]?\p{L})_(?!hat\b)(?:\{([^{}]+)\}|([A-Za-z0-9]{1,3}))(?![A-Za-z0-9_]|\.\w|\[)/gu;
  const FAINTEST = 0.001;
  const BLANK = "\u00a0";

  function written(value, digits, form) {
    if (typeof value === "string") return value;
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : "overflow";
    let text;
    const size = Math.abs(value);
    if (form === "e" || size >= 1e9) text = value.toExponential(digits ?? 2);
    else if (digits === undefined && size > 0 && size < 0.001) text = value.toExponential(2).replace(/\.?0+e/, "e");
    else {
      text = value.toFixed(digits ?? 4);
      if (digits === undefined) text = text.replace(/\.?0+$/, "");
      if (!Number(text)) text = text.replace("-", "");
    }
    return text.replace(/-/g, "−").replace("e+", "e");
  }

  function say(template, values, words) {
    return template.replace(SLOT, (_, name, index, digits, form) => {
      let value = values[name];
      if (index !== undefined) value = value.data[index];
      if (value === undefined) return "";
      const known = words[name];
      const numbers = value.data || [value];
      if (known && typeof known === "object" && !Array.isArray(known)) return known[value];
      if (known) return Array.from(numbers, (i) => (i >= 0 && known[Math.trunc(i)]) || "").join("");
      return written(numbers[0], digits === undefined ? undefined : Number(digits), form);
    });
  }

  // Symbols with their subscripts, as rnnlib/symbols.py writes them.
  function inSvg(text) {
    let done = "", end = 0;
    const raised = (part) => (part && end ? `<tspan dy="-.225em">${part}</tspan>` : part);
    text = text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
    for (const found of text.matchAll(SYMBOL)) {
      done += raised(text.slice(end, found.index) + found[1]);
      done += `<tspan dy=".3em" font-size="75%">${found[2] || found[3]}</tspan>`;
      end = found.index + found[0].length;
    }
    return done + raised(text.slice(end));
  }

  function write(place, text) {
    const element = place.querySelector("text") || place;
    if (element.rnnText === text) return;
    element.rnnText = text;
    if (text.includes("_")) element.innerHTML = inSvg(text);
    else element.textContent = text || BLANK;
  }

  const round = (number) => Math.round(number * 10) / 10;
  const place = ([factor, offset, log], value) =>
    Math.max(-FAR, Math.min(FAR, offset + factor * (log ? Math.log10(value) : value)));
  const outlines = (group) => [...group.querySelectorAll("path, use")].filter((node) => !node.closest("defs, clipPath"));

  function style(node, key, value) {
    const kept = (node.rnnStyle ??= {});
    if (kept[key] !== value) node.style[key] = kept[key] = value;
  }

  // Calls redraw(node, value) where a value has changed.
  function changing(nodes, redraw) {
    const drawn = [];
    return ({ data }) => nodes.forEach((node, i) => {
      if (Object.is(drawn[i], data[i])) return;
      drawn[i] = data[i];
      redraw(node, data[i]);
    });
  }

  const tint = (mark, value) => [
    value < 0 ? mark.negative : mark.positive,
    Math.max(Math.min(Math.abs(value) / mark.most, 1) || 0, FAINTEST),
  ];

  // Each kind prepares what it moves and returns a function of the values; it returns whether something is off the scale.
  const kinds = {
    line(mark, [group]) {
      const [across, up] = [mark.scale.x, mark.scale.y];
      const path = mark.line && outlines(group).find((node) => node.localName === "path");
      const markers = [...group.querySelectorAll("use")];
      return ({ shape, data }) => {
        const n = shape[shape.length - 1];
        const own = shape.length === 2;
        let d = "", pen = "M", off = false, shown = 0;
        for (let i = 0; i < n; i++) {
          const [x, y] = own ? [data[i], data[n + i]] : [mark.x[i], data[i]];
          if (!Number.isFinite(x + y)) {
            pen = "M";
            off ||= !Number.isNaN(x + y);
            continue;
          }
          const [px, py] = [round(place(across, x)), round(place(up, y))];
          off ||= outside(mark.box, px, py);
          d += `${pen}${px} ${py}`;
          pen = "L";
          if (!markers.length) continue;
          if (shown === markers.length) markers.push(markers[0].parentNode.appendChild(markers[0].cloneNode()));
          const marker = markers[shown++];
          marker.setAttribute("x", px);
          marker.setAttribute("y", py);
          style(marker, "display", "");
        }
        if (path) path.setAttribute("d", d);
        markers.slice(shown).forEach((marker) => style(marker, "display", "none"));
        return off;
      };
    },
    bars(mark, groups) {
      const paths = groups.map((group) => outlines(group)[0]);
      const [along, up] = mark.horizontal ? [mark.scale.y, mark.scale.x] : [mark.scale.x, mark.scale.y];
      const sides = mark.x.map((x) => [-0.5, 0.5].map((side) => round(place(along, x + side * mark.width))));
      const low = round(place(up, 0));
      return ({ data }) => {
        let off = false;
        paths.forEach((path, i) => {
          if (Number.isNaN(data[i])) return path.setAttribute("d", "M0 0");
          const [a, b] = sides[i];
          const end = round(place(up, data[i]));
          off ||= mark.horizontal ? outside(mark.box, end, a) : outside(mark.box, a, end);
          const corners = mark.horizontal ? [low, a, end, a, end, b, low, b] : [a, low, b, low, b, end, a, end];
          return path.setAttribute("d", `M${corners.slice(0, 2)}L${corners.slice(2)}z`);
        });
        return off;
      };
    },
    cells: (mark, [group]) => changing(outlines(group), (node, value) => {
      const [colour, strength] = tint(mark, value);
      style(node, "fill", colour);
      style(node, "fillOpacity", strength.toFixed(2));
    }),
    arrows(mark, groups) {
      const drawn = groups.map((group) => outlines(group).map((node) => [node, node.style.fill !== "none"]));
      return changing(drawn, (nodes, value) => {
        const [colour, strength] = tint(mark, value);
        for (const [node, filled] of nodes) {
          style(node, "stroke", colour);
          if (filled) style(node, "fill", colour);
          style(node, "opacity", strength.toFixed(2));
        }
      });
    },
    edges: (mark, [group]) => changing(outlines(group), (node, value) => {
      const [colour, strength] = tint(mark, value);
      style(node, "stroke", colour);
      style(node, "strokeWidth", (mark.width * strength).toFixed(2));
    }),
    text: (mark, [group], words) => (_, values) => write(group, say(mark.name, values, words)),
    letters: (mark, groups, words) => (_, values) =>
      groups.forEach((group, i) => write(group, say(`{${mark.name}[${i}]}`, values, words))),
  };

  const outside = ([left, top, right, bottom], x, y) => x < left - 1 || x > right + 1 || y < top - 1 || y > bottom + 1;

  // Returns a function that redraws every mark and names those that leave their axes.
  function bind(svg, marks, words) {
    const redraw = marks.map((mark, k) => kinds[mark.kind](mark, [...svg.querySelectorAll(`[data-live="${k}"]`)], words));
    return (values) => {
      const off = marks.filter((mark, k) => redraw[k](values[mark.name], values) === true);
      return [...new Set(off.map((mark) => mark.label))];
    };
  }

  return { bind, say, written, place };
})();
