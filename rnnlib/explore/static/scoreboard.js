// The scoreboard: filters and sorts its table, and opens a cell on its curves, on a page and in a notebook. Its
// sentences are those of the table's notes and of its data.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 360, HEIGHT = 200, LEFT = 46, RIGHT = 12, TOP = 24, BOTTOM = 40;

  function make(name, attributes = {}, ...children) {
    const node = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  // Five curves of the fix over five of the plain network, with axes.
  function picture(problem, cell) {
    const plain = problem.plain[cell.plain];
    const looks = Math.max(...[...plain, ...cell.curves].map((curve) => curve.length));
    const top = Math.max(105, ...plain.flat(), ...cell.curves.flat());
    const x = (look) => LEFT + look / looks * (WIDTH - LEFT - RIGHT);
    const y = (percent) => HEIGHT - BOTTOM - percent / top * (HEIGHT - TOP - BOTTOM);
    const text = (at, up, anchor, said) => make("svg:text", { x: at, y: up, "text-anchor": anchor }, said);
    const svg = make("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": cell.ends });
    for (const [said, percent] of Object.entries(problem.axis)) {
      svg.append(make("svg:path", { d: `M${LEFT} ${y(percent)}H${WIDTH - RIGHT}`, class: "grid" }), text(LEFT - 6, y(percent) + 4, "end", said));
    }
    for (const look of [0, looks / 2, looks]) {
      const anchor = look === looks ? "end" : "middle";
      svg.append(text(x(look) + (look === looks ? RIGHT : 0), HEIGHT - BOTTOM + 17, anchor, (look * problem.every).toLocaleString("en")));
    }
    svg.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "middle", "updates"), text(4, 11, "start", problem.what));
    for (const [kind, curves] of [["plain", plain], ["fix", cell.curves]]) {
      for (const curve of curves) {
        const points = curve.map((percent, look) => `${x(look + 1).toFixed(1)},${y(percent).toFixed(1)}`);
        const [cx, cy] = points.at(-1).split(",");
        svg.append(make("svg:polyline", { points: points.join(" "), class: kind }), make("svg:circle", { cx, cy, r: 2.5, class: kind }));
      }
    }
    return svg;
  }

  function begin(root) {
    root.classList.add("rnn-alive");
    const sheet = root.querySelector(".rnn-sheet"); // scrolls where there are no scripts
    for (const name of ["tabindex", "role", "aria-label"]) sheet.removeAttribute(name);
    let data; // read when the first cell is opened
    const body = root.querySelector("tbody");
    const heads = [...root.querySelectorAll("thead th")];
    const rows = [...body.rows];
    const keys = heads.slice(1).map((head) => head.dataset.problem);
    const choices = root.querySelector(".rnn-choices");
    const unmade = choices.querySelector("template");
    unmade.replaceWith(unmade.content);
    const field = Object.fromEntries([...choices.querySelectorAll("select")].map((select) => [select.name, select]));
    const names = Object.fromEntries([...field.problem.options].slice(1).map((option) => [option.value, option.text]));
    const shown = choices.querySelector(".rnn-shown"), voice = choices.querySelector(".rnn-say");
    const note = (key) => root.querySelector(`dd[data-of="${key}"]`).textContent;
    let opened; // the button whose cell is open
    const panel = make("tr", { class: "rnn-open", id: `${root.id}-open` });

    // --- cells: one of them is reached by the Tab key, the others by the arrows
    const cells = rows.map((row) => [...row.cells].slice(1).map((cell, column) => {
      const fix = row.cells[0].textContent, problem = names[keys[column]];
      const button = make("button", { type: "button", tabindex: -1, "aria-expanded": false }, ...cell.childNodes);
      const said = [...button.querySelectorAll("b, span, small")].map((part) => part.textContent).join(" ");
      const named = "named" in cell.dataset ? ", named by the usual table" : "";
      button.setAttribute("aria-label", `${fix}, ${problem}: ${said}${named}`);
      button.title = `${fix}, ${problem}`;
      cell.append(button);
      return Object.assign(button, { row, column, cell, key: `${keys[column]},${row.dataset.fix}` });
    }));
    const buttons = cells.flat();
    const seen = (button) => !button.row.classList.contains("rnn-out") && !button.cell.classList.contains("rnn-out");

    function reach(button) {
      for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    }

    function move({ key, target }) {
      const button = target.closest("td > button");
      const lines = [...body.rows].filter((row) => row !== panel && !row.classList.contains("rnn-out"));
      const columns = keys.map((_, i) => i).filter((i) => !heads[i + 1].classList.contains("rnn-out"));
      const at = [lines.indexOf(button.row), columns.indexOf(button.column)];
      const end = [lines.length - 1, columns.length - 1];
      const to = {
        ArrowUp: [at[0] - 1, at[1]], ArrowDown: [at[0] + 1, at[1]], ArrowLeft: [at[0], at[1] - 1], ArrowRight: [at[0], at[1] + 1],
        Home: [at[0], 0], End: [at[0], end[1]], PageUp: [0, at[1]], PageDown: [end[0], at[1]],
      }[key];
      if (!to) return false;
      const row = lines[Math.min(Math.max(to[0], 0), end[0])], column = columns[Math.min(Math.max(to[1], 0), end[1])];
      const next = buttons.find((other) => other.row === row && other.column === column);
      reach(next);
      next.focus();
      return true;
    }

    body.addEventListener("click", ({ target }) => {
      const button = buttons.find((one) => one.contains(target));
      if (button) (button === opened ? close : open)(button);
    });
    body.addEventListener("focusin", ({ target }) => { if (buttons.includes(target)) reach(target); });
    body.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Escape" && opened) {
        const button = opened;
        close();
        button.focus();
      } else if (!buttons.includes(event.target) || !move(event)) return;
      event.preventDefault();
    });

    // --- an open cell
    function close() {
      if (!opened) return;
      opened.setAttribute("aria-expanded", false);
      opened.removeAttribute("aria-controls");
      opened = undefined;
      panel.remove();
    }

    function open(button) {
      close();
      data ??= JSON.parse(root.querySelector('script[type="application/json"]').textContent);
      opened = button;
      const [problem, fix] = button.key.split(",");
      const cell = data.cells[button.key];
      const named = "named" in button.cell.dataset ? "names" : "does not name";
      const told = `${cell ? cell.told : note(button.cell.dataset.note)} The usual table ${named} it here.`;
      const facts = { Problem: note(problem), Fix: note(fix), ...(cell && { Setting: cell.setting, Runs: cell.runs }) };
      const list = make("dl", {}, ...Object.entries(facts).flatMap(([term, said]) => [make("dt", {}, term), make("dd", {}, said)]));
      const link = make("button", { type: "button" }, "Link to this cell");
      const shut = make("button", { type: "button" }, "Close");
      link.addEventListener("click", () => copy(link, `#${root.id}:${button.key}`));
      shut.addEventListener("click", () => { close(); button.focus(); });
      const parts = [make("p", { class: "rnn-title" }, `${button.row.cells[0].textContent}, ${names[problem]}`), make("p", {}, told)];
      if (cell) {
        const key = (kind, said) => make("span", { class: kind }, `${said}, five seeds`);
        const keys = make("p", { class: "rnn-key" }, key("fix", button.row.cells[0].textContent), key("plain", data.plain[cell.plain]));
        const stops = make("p", {}, data.problems[problem].stops);
        parts.push(make("div", {}, picture(data.problems[problem], cell), keys, stops));
      }
      const inNotebook = "jpThemeLight" in document.body.dataset; // whose address leads to no cell
      parts.push(list, make("p", { class: "rnn-buttons" }, ...(inNotebook ? [] : [link]), shut));
      panel.replaceChildren(make("td", {}, make("div", {}, ...parts)));
      span();
      button.row.after(panel);
      button.setAttribute("aria-expanded", true);
      button.setAttribute("aria-controls", panel.id);
      reach(button);
      voice.textContent = `Open below: ${button.getAttribute("aria-label")}. ${told}`;
    }

    const span = () => { if (opened) panel.firstChild.colSpan = heads.filter((head) => !head.classList.contains("rnn-out")).length; };

    async function copy(button, address) {
      const words = button.textContent;
      history.replaceState(null, "", address);
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = "Link copied";
      } catch {
        button.textContent = "Link is in the address bar";
      }
      setTimeout(() => { button.textContent = words; }, 2500);
    }

    // --- filters and order
    const helped = (row) => [...row.cells].filter(({ dataset }) => ["solved", "helped"].includes(dataset.word)).length;
    const gain = (row, column) => Number(row.cells[column].dataset.gain ?? -Infinity);

    function sorted() {
      const by = field.sort.value, column = keys.indexOf(by) + 1;
      const compare = column ? (a, b) => gain(b, column) - gain(a, column)
        : by === "count" ? (a, b) => helped(b) - helped(a)
        : by === "name" ? (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, "en") : () => 0;
      heads.forEach((head, i) => {
        const sort = i === 0 ? by === "name" && "ascending" : i === column && "descending";
        if (sort) head.setAttribute("aria-sort", sort);
        else head.removeAttribute("aria-sort");
      });
      return [...rows].sort((a, b) => compare(a, b) || 0); // −∞ − −∞ is no number: such rows stay as they were
    }

    function show() {
      const { problem, word, named, kind } = Object.fromEntries(Object.entries(field).map(([name, { value }]) => [name, value]));
      const only = keys.indexOf(problem);
      root.classList.toggle("rnn-one", only >= 0);
      for (const parts of [heads, ...rows.map((row) => [...row.cells])]) {
        parts.forEach((part, i) => part.classList.toggle("rnn-out", only >= 0 && i > 0 && i !== only + 1));
      }
      let hits = 0;
      for (const list of cells) {
        const [{ row }] = list;
        const found = list.filter(({ cell, column }) => (only < 0 || only === column)
          && (!word || cell.dataset.word === word) && (!named || ("named" in cell.dataset) === (named === "yes")));
        const fits = (!kind || row.dataset.kind === kind) && found.length > 0;
        row.classList.toggle("rnn-out", !fits);
        for (const button of list) button.cell.classList.toggle("rnn-hit", (word || named) && fits && found.includes(button));
        if (fits) hits += found.length;
      }
      if (opened && !seen(opened)) close();
      body.append(...sorted());
      if (opened) opened.row.after(panel);
      span();
      reach([...body.querySelectorAll("td > button")].find((button) => buttons.includes(button) && seen(button)));
      const count = rows.filter((row) => !row.classList.contains("rnn-out")).length;
      const asked = [word && `“${field.word.selectedOptions[0].text}”`, named && `usual table ${field.named.selectedOptions[0].text}`];
      const verdicts = word || named ? ` ${hits} marked ${hits === 1 ? "cell" : "cells"}: ${asked.filter(Boolean).join(", ")}.` : "";
      const order = field.sort.value ? ` Sorted: ${field.sort.selectedOptions[0].text}.` : "";
      shown.textContent = `Shown: ${count} of ${rows.length} fixes, ${problem ? names[problem] : "all eight problems"}.${verdicts}${order}`;
    }

    for (const select of Object.values(field)) select.addEventListener("change", show);
    choices.querySelector("[data-do=reset]").addEventListener("click", () => {
      for (const select of Object.values(field)) select.selectedIndex = 0;
      show();
    });

    // --- #board:vanishing,lstm opens that cell
    function restore() {
      const button = buttons.find(({ key }) => location.hash === `#${root.id}:${key}`);
      if (!button) return;
      if (!seen(button)) choices.querySelector("[data-do=reset]").click();
      open(button);
      button.scrollIntoView({ block: "center" });
    }
    reach(buttons[0]);
    choices.hidden = false;
    restore();
    window.addEventListener("load", restore);
    window.addEventListener("hashchange", restore);
  }

  // On a page of the book it begins when it comes near the screen (near.js), elsewhere at once.
  function start() {
    const roots = document.querySelectorAll(".rnn-board:not(.rnn-alive)");
    if (window.rnnNear) window.rnnNear(roots, begin);
    else roots.forEach(begin);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
