// Checks of drawings: every frame of every demo, and every figure. Each returns a list of complaints.
window.drawings = (() => {
  "use strict";
  const SLACK = 1, TITLE = 24; // px of the drawing
  const LEAST = 10.4, POWERS = 9.9; // px on the screen: of letters, and of numbers with an exponent

  // --- the drawings of a page: the frames of each demo as it would show them, and the figures
  function* drawings(first = false) { // of a demo its first frame alone, or all
    for (const demo of document.querySelectorAll("figure.rnn-demo")) {
      const script = demo.querySelector('script[type="application/json"]');
      const data = script && JSON.parse(script.textContent);
      const place = demo.querySelector(".rnn-frame");
      if (first || !data?.frames) {
        yield [demo.dataset.name, place.querySelector("svg")];
        continue;
      }
      const shown = place.innerHTML;
      for (const packed of data.frames) {
        place.innerHTML = packed.split(" ").map((range) => {
          const [start, stop] = range.split("-").map(Number);
          return data.lines.slice(start, (stop || start) + 1).join("\n");
        }).join("\n");
        const svg = place.querySelector("svg");
        yield [`${demo.dataset.name}: ${svg.getAttribute("aria-label").slice(0, 60)}`, svg];
      }
      place.innerHTML = shown;
    }
    for (const svg of document.querySelectorAll("figure.rnn-figure:not(.rnn-demo) svg")) yield [svg.getAttribute("aria-label").slice(0, 60), svg];
  }

  const inDrawing = (svg, node) => {
    const [frame, box] = [svg.getBoundingClientRect(), node.getBoundingClientRect()];
    const scale = frame.width / svg.viewBox.baseVal.width;
    return { left: (box.left - frame.left) / scale, right: (box.right - frame.left) / scale, top: (box.top - frame.top) / scale, bottom: (box.bottom - frame.top) / scale };
  };
  const rectangle = (rect) => {
    const [left, top, width, height] = ["x", "y", "width", "height"].map((key) => Number(rect.getAttribute(key)));
    return { left, top, right: left + width, bottom: top + height };
  };
  const axesOf = (svg, node) => {
    const clip = /#([^")]+)/.exec(node.closest("[clip-path]")?.getAttribute("clip-path") || "");
    const rect = clip && svg.querySelector(`#${CSS.escape(clip[1])} rect`);
    return rect && rectangle(rect);
  };
  const within = (x, y, box) => x >= box.left - SLACK && x <= box.right + SLACK && y >= box.top - SLACK && y <= box.bottom + SLACK;

  // A mark that stands alone says "here": it must be seen. A curve may leave its axes, a text may not leave the drawing.
  function outside(svg) {
    const found = [];
    for (const mark of svg.querySelectorAll("use")) {
      const axes = axesOf(svg, mark);
      const alone = mark.parentElement.querySelectorAll("use").length === 1;
      if (axes && alone && !within(+mark.getAttribute("x"), +mark.getAttribute("y"), axes)) found.push(`a mark lies outside its axes at (${mark.getAttribute("x")}, ${mark.getAttribute("y")})`);
    }
    const { width, height } = svg.viewBox.baseVal;
    const axes = [...svg.querySelectorAll("clipPath rect")].map(rectangle);
    for (const text of svg.querySelectorAll("text")) {
      const box = inDrawing(svg, text);
      if (box.left < 0 || box.top < -SLACK || box.right > width || box.bottom > height + SLACK) found.push(`a text leaves the drawing: ${text.textContent}`);
      if (axes.some((one) => passes(box, one))) found.push(`a text passes its axes: ${text.textContent}`);
    }
    return found;
  }

  // What begins in its axes, or above them as a title does, ends there: a legend, or the longest a title becomes.
  function passes(box, axes) {
    const middle = (box.top + box.bottom) / 2;
    const beside = middle > axes.top - TITLE && middle < axes.bottom;
    return beside && box.left > axes.left - SLACK && box.left < axes.right - SLACK && box.right > axes.right + 4 * SLACK;
  }

  // --- nothing lies on a text: no mark, no line, no other text
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const holds = (a, b) => a.left <= b.left && a.right >= b.right && a.top <= b.top && a.bottom >= b.bottom;
  const letters = (box) => { // the letters themselves: a line of text has room above and below
    const [dx, dy] = [SLACK, 0.28 * (box.bottom - box.top)];
    return { left: box.left + dx, right: box.right - dx, top: box.top + dy, bottom: box.bottom - dy };
  };
  const opacity = (node) => {
    let product = 1;
    for (let at = node; at.localName !== "svg"; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  };

  function crosses(svg, path, box) {
    const axes = axesOf(svg, path); // what lies outside is cut off
    const [length, toScreen] = [path.getTotalLength(), path.getScreenCTM()];
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    for (let at = 0; at <= length; at += 2) {
      const point = path.getPointAtLength(at).matrixTransform(toScreen);
      const [x, y] = [(point.x - frame.left) / scale, (point.y - frame.top) / scale];
      if (x > box.left && x < box.right && y > box.top && y < box.bottom && (!axes || within(x, y, axes))) return true;
    }
    return false;
  }

  function covered(svg) {
    const found = [];
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim()).map((text) => ({ name: text.textContent, box: letters(inDrawing(svg, text)) }));
    texts.forEach((text, i) => texts.slice(i + 1).forEach((other) => {
      if (!apart(text.box, other.box)) found.push(`a text lies on a text: ${text.name} / ${other.name}`);
    }));
    for (const shape of svg.querySelectorAll("path, use, rect, circle")) {
      if (shape.closest("defs, clipPath")) continue;
      const style = getComputedStyle(shape);
      const seen = opacity(shape);
      const filled = style.fill !== "none" && seen * Number(style.fillOpacity) > 0.5;
      const drawn = style.stroke !== "none" && seen * Number(style.strokeOpacity) > 0.5;
      const [area, axes] = [inDrawing(svg, shape), axesOf(svg, shape)];
      if (axes && apart(area, axes)) continue;
      for (const { name, box } of texts) {
        if (apart(area, box)) continue;
        if ((filled || (drawn && shape.localName === "use")) && !holds(area, box)) found.push(`a mark lies on a text: ${name}`);
        else if (drawn && shape.localName === "path" && crosses(svg, shape, box)) found.push(`a line crosses a text: ${name}`);
      }
    }
    return found;
  }

  // --- letters are large enough; an exponent may be smaller than what it stands at
  function small(svg) {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const size = (node) => scale * parseFloat(getComputedStyle(node).fontSize);
    const found = [];
    for (const text of svg.querySelectorAll("text")) {
      const parts = [...text.querySelectorAll("tspan[style]")];
      const height = parts.length ? Math.max(...parts.map(size)) : size(text);
      if (text.textContent.trim() && height < (parts.length ? POWERS : LEAST)) found.push(`letters of ${height.toFixed(1)} px: ${text.textContent}`);
    }
    return found;
  }

  return { drawings, outside, covered, small };
})();
