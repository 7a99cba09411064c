// The learner's notebook: its cells, paired with those that the page shows, and a copy with the reader's answers.
const text = (cell) => [].concat(cell.source).join("");

// The code cells in the order of the page. `kind`: an answer, a check, or what prepares or tries them out.
export function cells(notebook, shown) {
  const found = [];
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of code.filter(({ metadata }) => !metadata.tags?.includes("remove-cell"))) {
    const { solution, grade, grade_id } = cell.metadata.nbgrader ?? {};
    const kind = solution ? "answer" : grade ? "check" : found.length ? "trial" : "setup";
    const task = grade_id?.replace(/-check$/, "");
    const number = notebook.cells.indexOf(cell);
    found.push({ id: cell.id, kind, task, number, source: text(cell), box: shown[found.length] });
  }
  if (found.length !== shown.length) throw Error("the page and its notebook do not agree");
  return found;
}

// The notebook as a file, each cell with the text that `written` has for it.
export function file(notebook, written) {
  const copy = structuredClone(notebook);
  for (const cell of copy.cells) if (written.has(cell.id)) cell.source = written.get(cell.id);
  return new Blob([JSON.stringify(copy, null, 1) + "\n"], { type: "application/x-ipynb+json" });
}
