// Two drawings compared: that of the page, and that of matplotlib for the same settings.
window.drawings = (() => {
  "use strict";
  const numbers = (text) => (text || "").match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];

  // The outline of a bar or cell may be its corner and its sides: in matplotlib's drawing it is.
  const corners = (node) => {
    const outline = node.getAttribute("d") || "";
    const given = numbers(outline);
    if (!/^M[^a-z]*h[^a-z]*v[^a-z]*h[^a-z]*z$/.test(outline)) return given;
    const [x, y, along, down] = given;
    return [x, y, x + along, y, x + along, y + down, x, y + down];
  };

  // What a drawing shows, element by element, as numbers and texts that two drawings can be compared by.
  const look = (svg) => {
    const shown = [...svg.querySelectorAll("path, use, text")].filter(
      (node) => !node.closest("defs, clipPath") && node.style.display !== "none" && (node.localName !== "path" || node.getAttribute("d")),
    );
    return shown.map((node) => {
      const style = node.style;
      const what = [node.localName, node.textContent.trim(), style.fill, style.stroke, node.getAttribute("href") || ""].join("|");
      const opacity = [style.fillOpacity, style.strokeOpacity, style.opacity].map((given) => (given === "" ? 1 : Number(given)));
      const size = node.localName === "text" || style.stroke === "none" ? [] : [parseFloat(style.strokeWidth || 1)];
      const where = [...corners(node), ...["x", "y", "transform"].flatMap((key) => numbers(node.getAttribute(key)))];
      return { what, numbers: [...where, ...size, ...opacity.map((given) => given * 10)] };
    });
  };

  // The same for a drawing that is not in the page.
  const lookAt = (source) => {
    const place = document.createElement("div");
    place.innerHTML = source;
    return look(place.firstElementChild);
  };

  // The first difference of two looks, in points (or tenths of an opacity); "" where there is none.
  const difference = (one, other, most) => {
    if (one.length !== other.length) return `${one.length} elements against ${other.length}`;
    for (let i = 0; i < one.length; i++) {
      if (one[i].what !== other[i].what) return `${one[i].what} against ${other[i].what}`;
      if (one[i].numbers.length !== other[i].numbers.length) return `${one[i].what} has other corners`;
      const k = one[i].numbers.findIndex((value, n) => !(Math.abs(value - other[i].numbers[n]) <= most));
      if (k >= 0) return `${one[i].what}: ${one[i].numbers[k]} against ${other[i].numbers[k]} at ${k}`;
    }
    return "";
  };

  return { look, lookAt, difference };
})();
