// The page's side of the worker: runs one cell after the other, and ends what does not end.
const PATIENCE = 30_000; // ms, when a cell does not heed the worker's own limit: one long operation of NumPy

// `files`: the addresses that the worker needs, by their names.
export function python(files) {
  let worker, answer, ready;
  let running = false;
  let queue = Promise.resolve();

  function start() {
    worker = new Worker(files.worker);
    const { kernel, archives } = files;
    ready = ask({ kernel, archives }, () => {});
    ready.catch(() => {}); // said when a cell is run
    return ready;
  }

  // Send a message, hand on what is printed, and wait for the end.
  function ask(message, print) {
    return new Promise((resolve, reject) => {
      answer = resolve;
      worker.onerror = (event) => reject(Error(event.message || "the browser starts no worker"));
      worker.onmessage = ({ data }) => {
        if (data.printed !== undefined) print(data.printed);
        else if (data.failed !== undefined) reject(Error(data.failed));
        else resolve(data.ended ? "ended" : "failed");
      };
      worker.postMessage(message);
    });
  }

  async function one(cell, print) {
    await ready;
    running = true;
    const timer = setTimeout(stop, PATIENCE);
    const how = await ask(cell, print);
    clearTimeout(timer);
    running = false;
    return how;
  }

  // End what is running, with all that it has defined, and start afresh.
  function stop() {
    if (!running) return;
    worker.terminate();
    const end = answer;
    start();
    end("stopped");
  }

  return {
    start,
    stop,
    // Run a cell; gives "ended", "failed" or "stopped". `columns`: characters for which a line has room.
    run(code, number, print = () => {}, columns = undefined) {
      const result = queue.then(() => one({ code, number, columns }, print));
      queue = result.catch(() => {});
      return result;
    },
  };
}
