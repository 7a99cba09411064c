// An exercise that runs in its page: editors for its cells, buttons below them, and the bar above them all.
import { editor } from "./editor.js";
import { kept } from "./kept.js";
import { cells, file } from "./notebook.js";
import { python } from "./python.js";

const made = (tag, given = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...inside);
  return element;
};

const KEYS = "Shift-Enter runs the cell you are in. Ctrl-] and Ctrl-[ indent, so that Tab can leave it.";

// Addresses of the published book lead to the same place of this copy.
function link(out, root) {
  out.normalize();
  const parts = out.textContent.split(/(https:\/\/\S+)/);
  out.replaceChildren(...parts.map((part) => {
    const [, page] = part.match(/^https:.*\/(chapters\/.*)$/) ?? [];
    return page ? made("a", { href: root + page, textContent: part }) : part;
  }));
}

// How many characters a line of output has room for.
function columns(out) {
  const ruler = made("span", { textContent: "0" });
  out.append(ruler);
  const { paddingLeft, paddingRight } = getComputedStyle(out);
  const room = out.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const fitting = Math.floor(room / ruler.getBoundingClientRect().width);
  ruler.remove();
  return fitting;
}

// `bar`: the element above the cells; `row`: its buttons; `say`: shows a line in it; `files`: see python.js;
// `address`: of the notebook; `root`: of the book.
export async function begin({ bar, row, say, files, address, root }) {
  document.head.append(made("link", { rel: "stylesheet", href: files.style }));
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw Error(`the notebook is not there (${answer.status})`);
  const notebook = await answer.json();
  const name = address.split("/").pop();
  const store = kept(name.replace(".ipynb", ""));
  const all = cells(notebook, [...document.querySelectorAll("main div.cell")]);
  const answers = all.filter(({ kind }) => kind === "answer");
  const runtime = python(files);
  const current = new Map(); // what this Python has run of the setup and of each answer

  const text = (cell) => (cell.editor ? cell.editor.text() : cell.source);

  // What the button for more help runs: the next rung of the ladder for the task of a check.
  function help({ source, number }) {
    const [, id] = source.match(/"([^"]+)"/);
    return { kind: "help", number, source: `__import__("rnnlib.grading").grading.hint("${id}")` };
  }

  // Run what has changed since it last ran: the setup, and the answers above a cell. Others' failures are not this
  // cell's matter; that of the answer to its own task is shown, and ends it.
  async function prepare(cell, print) {
    for (const other of all.slice(0, Math.max(0, all.indexOf(cell)))) {
      if (!["setup", "answer"].includes(other.kind) || current.get(other) === text(other)) continue;
      const own = other.kind === "answer" && other.task === cell.task;
      const how = await runtime.run(text(other), other.number, own ? print : undefined);
      if (how === "stopped" || (own && how === "failed")) return how;
      current.set(other, text(other));
    }
    return "ended";
  }

  // Run a cell and show what it prints below `at`; meanwhile the button that was pressed stops it.
  async function perform(cell, at, button) {
    const label = button.textContent;
    const print = (piece) => at.out.append(piece);
    if (cell.kind === "help") print("\n"); // below what the check said
    else at.out.replaceChildren();
    at.out.hidden = false;
    button.textContent = "Stop";
    for (const other of buttons) other.setAttribute("aria-disabled", String(other !== button));
    try {
      let how = await prepare(cell, print);
      if (how === "ended") how = await runtime.run(text(cell), cell.number, print, columns(at.out));
      if (cell.kind === "answer") current.set(cell, text(cell));
      if (cell.kind === "check") store.mark(cell.task, how === "ended");
      if (how === "stopped") {
        current.clear();
        print("Stopped. Python starts anew; your answers are as they were.");
      } else if (!at.out.textContent) {
        print("It ran, and printed nothing.");
      }
      count();
    } catch (error) {
      print(`Python does not run: ${error.message}.`);
    }
    link(at.out, root);
    button.textContent = label;
    for (const other of buttons) other.removeAttribute("aria-disabled");
  }

  const buttons = [];
  let busy = false;
  function button(label, name, action) {
    const element = made("button", { type: "button", textContent: label });
    element.setAttribute("aria-describedby", name);
    element.addEventListener("click", async () => {
      if (element.textContent === "Stop") runtime.stop();
      if (busy) return;
      busy = true;
      await action(element);
      busy = false;
    });
    buttons.push(element);
    return element;
  }

  const tasks = all.filter(({ kind }) => kind === "check");
  function count() {
    const solved = tasks.filter(({ task }) => store.solved(task)).length;
    say(`Python is ready. ${solved} of ${tasks.length} tasks solved. Your answers stay in this browser.`);
  }

  function dress(cell) {
    cell.out = made("pre", { className: "rnn-out", hidden: true });
    cell.out.setAttribute("role", "log");
    const below = made("div", { className: "rnn-buttons" });
    const heading = cell.box.closest("section").querySelector("h2, h1");
    heading.id ||= `heading-${cell.number}`;
    const runs = cell.kind === "check" ? "Check" : "Run";
    const run = button(runs, heading.id, (pressed) => perform(cell, cell, pressed));
    below.append(run);
    if (cell.kind === "answer" || cell.kind === "trial") {
      const what = cell.kind === "answer" ? "Your answer" : "To try it";
      cell.editor = editor({
        text: store.answer(cell.id) ?? cell.source,
        label: `${what}, ${heading.firstChild.textContent.trim()}`,
        run: () => run.click(),
        changed: (now) => store.write(cell.id, now),
      });
      cell.box.querySelector(".cell_input").replaceChildren(cell.editor.box);
    }
    const check = cell.kind !== "trial" && tasks.find(({ task }) => task === cell.task);
    if (cell.kind === "answer") below.append(button("Check", heading.id, (pressed) => perform(check, cell, pressed)));
    if (check) below.append(button("More help", heading.id, (pressed) => perform(help(check), cell, pressed)));
    if (cell.editor) below.append(button("Start over", heading.id, () => cell.editor.set(cell.source)));
    cell.box.append(below, cell.out);
  }

  function save() {
    const written = new Map(all.map((cell) => [cell.id, text(cell)]));
    const link = made("a", { href: URL.createObjectURL(file(notebook, written)), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function allOver() {
    if (!confirm("Put every cell back as it was, and forget your answers?")) return;
    for (const cell of all) cell.editor?.set(cell.source);
    store.forget();
    count();
  }

  // After a start the tasks that were solved are checked again: this Python has not seen them.
  async function again() {
    for (const check of tasks.filter(({ task }) => store.solved(task))) {
      let how = await prepare(check);
      if (how === "ended") how = await runtime.run(text(check), check.number);
      store.mark(check.task, how === "ended");
    }
    count();
  }

  await runtime.start();
  all.filter(({ kind }) => kind !== "setup").forEach(dress);
  row.append(button("Save as a notebook", bar.id, save), button("Start all over", bar.id, allOver));
  row.before(made("p", { textContent: KEYS }));
  bar.python = runtime; // for tests
  busy = true;
  await again();
  busy = false;
}
