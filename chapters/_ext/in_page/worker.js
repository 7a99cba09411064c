// Python in a worker: takes cells, one at a time, and sends what they print and how they ended.
import { start } from "./python_wasm.js";

const LIMIT = 20_000; // ms that a cell may run
const AGAIN = 500; // ms until the next interrupt, should the cell have caught the last one
const OFTEN = 50; // ms between two pieces of output
const LONGEST = 50_000; // characters that a cell may print

let deadline = Infinity;
let waiting = "";
let room = LONGEST;
let sent = 0;

function print(text) {
  if (room > 0) waiting += text.slice(0, room);
  room -= text.length;
  if (performance.now() > sent + OFTEN) flush();
}

function flush() {
  if (waiting) self.postMessage({ printed: waiting });
  waiting = "";
  sent = performance.now();
}

function overdue() {
  const late = performance.now() > deadline;
  if (late) deadline = performance.now() + AGAIN;
  return late;
}

// Run a cell for at most so many ms; gives whether it ran to its end.
function run(python, { code, number, columns = "" }, limit) {
  room = LONGEST;
  deadline = performance.now() + limit;
  const call = `__import__("rnnlib.grading.in_page").grading.in_page.run(${JSON.stringify(code)}, ${number}, ${columns})`;
  const ended = python.evaluate(call) === "True";
  deadline = Infinity;
  if (room < 0) waiting += "\n… and more, which is not shown.\n";
  return ended;
}

async function fetched({ address, cache }) {
  const answer = await fetch(address, { cache });
  if (!answer.ok) throw Error(`${address} is not there (${answer.status})`);
  return answer.arrayBuffer();
}

self.onmessage = async ({ data: { kernel, archives } }) => {
  try {
    const python = await start({ kernel, archives: await Promise.all(archives.map(fetched)), print, overdue });
    // The first check need not wait for these, and what is amiss with them is told at once.
    if (!run(python, { code: "import numpy, rnnlib.grading", number: 0 }, Infinity)) throw Error(waiting);
    self.onmessage = ({ data }) => {
      const ended = run(python, data, LIMIT);
      flush();
      self.postMessage({ ended });
    };
    self.postMessage({ ended: true });
  } catch (error) {
    self.postMessage({ failed: String(error.message ?? error) });
  }
};
