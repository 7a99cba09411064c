// A demo that asks for it computes in a worker, made from the text of what the page holds: it works from file://, too.
window.rnnWorker = (() => {
  "use strict";
  /* global nd, rnnArrays, rnnPython */
  const SLICE = 12; // milliseconds of ticks between two looks at what the page has sent

  // What goes from one side to the other: plain data, arrays with their shapes and kinds.
  function pack(nd, value) {
    if (value instanceof nd.NDArray) return { $: nd.flat(value), shape: value.shape, kind: value.kind };
    if (Array.isArray(value)) return value.map((entry) => pack(nd, entry));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, pack(nd, entry)]));
  }
  function unpack(nd, value) {
    if (Array.isArray(value)) return value.map((entry) => unpack(nd, entry));
    if (value === null || typeof value !== "object") return value;
    if ("$" in value) return new nd.NDArray(value.$, nd.plain(value.shape), undefined, 0, value.kind);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(nd, entry)]));
  }

  // In the worker: it takes ticks, and sends a state whenever the page has shown the one before.
  function work(nd, program, pack, unpack, slice) {
    let state, settings, turn, left = 0, resting = false, shown = true, queued = false;
    const again = new MessageChannel();
    const send = (last) => {
      shown = false;
      postMessage({ turn, last, state: pack(nd, state) });
    };
    const next = () => {
      if (queued || left <= 0 || resting) return;
      queued = true;
      again.port2.postMessage(0);
    };
    again.port1.onmessage = () => {
      queued = false;
      if (left <= 0 || resting) return;
      const until = performance.now() + slice;
      while (left > 0) {
        program.tick(state, settings);
        left = state.done ? 0 : left - 1;
        if (performance.now() >= until) break;
      }
      if (left <= 0 || shown) send(left <= 0);
      next();
    };
    self.onmessage = ({ data }) => {
      if (data.settings) settings = unpack(nd, data.settings);
      if (data.state) [state, turn, left, shown] = [unpack(nd, data.state), data.turn, data.ticks, true];
      if (data.shown) shown = true;
      if ("resting" in data) ({ resting } = data);
      if (data.stop && left > 0) {
        left = 0;
        send(true);
      }
      next();
    };
  }

  // Returns what the page may ask of a worker for a listing, or null where there is none; arrived(state, last).
  return (source, arrived) => {
    let worker, turn = 0;
    try {
      const text = `const nd = (${rnnPython})((${rnnArrays})()); (${work})(nd, (${source})(nd), ${pack}, ${unpack}, ${SLICE});`;
      worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    } catch {
      return null;
    }
    worker.onmessage = ({ data }) => { if (data.turn === turn) arrived(unpack(nd, data.state), data.last); };
    const ask = (what) => worker.postMessage(what);
    return {
      go(state, settings, ticks) {
        turn += 1;
        ask({ turn, ticks, state: pack(nd, state), settings: pack(nd, settings) });
      },
      leave() { // what is under way is no longer wanted
        turn += 1;
        ask({ stop: true });
      },
      change: (settings) => ask({ settings: pack(nd, settings) }),
      shown: () => ask({ shown: true }),
      rest: (resting) => ask({ resting }),
      stop: () => ask({ stop: true }),
    };
  };
})();
