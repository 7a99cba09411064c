// What a reader takes hold of in a live demo's picture: entries of a sequence, or a place in the plane.
window.rnnHandles = (() => {
  "use strict";

  // Puts a layer over the picture, as large as the picture is on every screen.
  function layer(svg) {
    let stage = svg.parentNode;
    if (stage.className !== "rnn-stage") {
      stage = document.createElement("div");
      stage.className = "rnn-stage";
      stage.style.width = svg.style.width;
      svg.style.width = "100%";
      svg.replaceWith(stage);
      stage.append(svg);
    }
    return stage;
  }

  function bind(svg, mark, spec, get, set) {
    const stage = layer(svg);
    const { width, height } = svg.viewBox.baseVal;
    const place = window.rnnMarks.place;
    const plane = spec.kind === "point";
    const lows = [].concat(spec.low), highs = [].concat(spec.high);
    const along = mark.horizontal ? 1 : 0; // the direction in which the entries stand side by side
    const scales = [mark.scale.x, mark.scale.y];
    const nudged = plane ? [0, 1] : [1 - along];

    const snap = (value, k) => {
      const low = lows[k] ?? lows[0], high = highs[k] ?? highs[0];
      const stepped = Math.round(value / spec.step) * spec.step;
      return Math.min(high, Math.max(low, Number(stepped.toFixed(6))));
    };

    function handle(box, label) {
      const node = document.createElement("div");
      node.className = "rnn-handle";
      node.setAttribute("role", "slider");
      node.setAttribute("aria-label", label);
      node.setAttribute("aria-valuemin", lows[0]);
      node.setAttribute("aria-valuemax", highs[0]);
      Object.assign(node.style, {
        left: `${(100 * box[0]) / width}%`,
        top: `${(100 * box[1]) / height}%`,
        width: `${(100 * (box[2] - box[0])) / width}%`,
        height: `${(100 * (box[3] - box[1])) / height}%`,
      });
      stage.append(node);
      return node;
    }

    // One handle for each entry, as wide as half the way to its neighbours; one over the whole axes for a place.
    const [left, top, right, bottom] = mark.box;
    const at = plane ? [] : mark.x.map((x) => place(scales[along], x));
    const half = at.length > 1 ? Math.abs(at[1] - at[0]) / 2 : 12;
    const nodes = plane
      ? [handle(mark.box, spec.label)]
      : at.map((p, i) => handle(along ? [left, p - half, right, p + half] : [p - half, top, p + half, bottom], `${spec.label} ${i + 1}`));

    function tell() {
      const now = get();
      nodes.forEach((node, i) => {
        const shown = (plane ? now : [now[i]]).map((value) => window.rnnMarks.written(value));
        node.setAttribute("aria-valuenow", now[i]);
        node.setAttribute("aria-valuetext", shown.join(", "));
      });
    }

    function change(k, value) {
      const now = get();
      now[k] = snap(value, plane ? k : 0);
      set(now);
    }

    const focusable = (i) => nodes.forEach((node, k) => { node.tabIndex = k === i ? 0 : -1; });
    focusable(0);

    function nudge(event, i) {
      const steps = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0], PageUp: [0, 5], PageDown: [0, -5] };
      const move = steps[event.key];
      if (!move && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      if (!plane && move && (along ? move[1] : move[0])) {
        const next = Math.max(0, Math.min(nodes.length - 1, i + (along ? -move[1] : move[0])));
        focusable(next);
        nodes[next].focus();
      } else if (move) {
        for (const k of nudged) {
          const by = move[k === 0 ? 0 : 1];
          if (by) change(plane ? k : i, get()[plane ? k : i] + by * spec.step);
        }
      } else change(plane ? 0 : i, (event.key === "Home" ? lows : highs)[0]);
    }

    // While the pointer is down, the entry under it gets the value at its height: a whole sequence in one stroke.
    // With two values only, the first entry changes to its other value, and the stroke carries that along.
    const two = !plane && spec.low + spec.step >= spec.high;
    let stroke;
    function drag(event) {
      const frame = svg.getBoundingClientRect();
      const pixel = [((event.clientX - frame.left) * width) / frame.width, ((event.clientY - frame.top) * height) / frame.height];
      const value = scales.map(([factor, offset, log], k) => {
        const there = (pixel[k] - offset) / factor;
        return log ? 10 ** there : there;
      });
      if (plane) return set(value.map(snap));
      const near = at.reduce((best, p, i) => (Math.abs(p - pixel[along]) < Math.abs(at[best] - pixel[along]) ? i : best), 0);
      focusable(near);
      nodes[near].focus({ preventScroll: true });
      stroke ??= two ? spec.low + spec.high - get()[near] : undefined;
      return change(near, stroke ?? value[1 - along]);
    }

    nodes.forEach((node, i) => {
      node.addEventListener("keydown", (event) => nudge(event, i));
      node.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        node.setPointerCapture(event.pointerId);
        stroke = undefined;
        drag(event);
      });
      node.addEventListener("pointermove", (event) => { if (node.hasPointerCapture(event.pointerId)) drag(event); });
    });
    tell();
    return tell;
  }

  return { bind };
})();
