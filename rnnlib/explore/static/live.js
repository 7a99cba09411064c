// A live demo on the page: its listing, compiled from Python, runs here; its controls act; its marks are redrawn.
window.rnnLive = (() => {
  "use strict";
  /* global nd */
  const SLICE = 8; // milliseconds of ticks at a time, so that a frame has time to be drawn
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const TYPES = { i1: Int8Array, i2: Int16Array, f4: Float32Array, f8: Float64Array };
  function unpack(packed) {
    if (typeof packed !== "object") return packed;
    if (!("$" in packed)) return Object.fromEntries(Object.entries(packed).map(([key, value]) => [key, unpack(value)]));
    const bytes = Uint8Array.from(atob(packed.$), (letter) => letter.charCodeAt(0));
    const scale = 10 ** packed.decimals;
    return nd.array(Float64Array.from(new TYPES[packed.type](bytes.buffer), (value) => value / scale), packed.shape);
  }

  const between = (value, low, high) => value >= low && value <= high;

  // What a kind of control does: from what it holds to the listing's setting, and from and to the text of a link.
  const KINDS = {
    slider: {
      setting: (spec, value) => value,
      read: (spec, text) => Number(text),
      fits: (spec, value) => between(value, spec.low, spec.high),
    },
    choice: {
      setting: (spec, value) => (spec.numbers ? spec.numbers[value] : value),
      read: (spec, text) => text,
      fits: (spec, value) => spec.options.includes(value),
    },
    toggle: {
      setting: (spec, value) => value,
      read: (spec, text) => text === "true",
      fits: (spec, value) => typeof value === "boolean",
    },
    text: {
      setting(spec, value) {
        const either = (letter) => (spec.alphabet.includes(letter) ? letter : letter.toLowerCase());
        const known = [...value].map((letter) => spec.alphabet.indexOf(either(letter))).filter((i) => i >= 0);
        const kept = known.slice(0, spec.longest);
        return nd.array(kept, [kept.length]);
      },
      read: (spec, text) => text,
      fits: (spec, value) => typeof value === "string",
    },
    sequence: {
      setting: (spec, value) => nd.array(value, [value.length]),
      read: (spec, text) => text.split("_").map(Number),
      fits: (spec, value) => value.length === spec.value.length
        && value.every((v, k) => between(v, spec.low[k] ?? spec.low, spec.high[k] ?? spec.high)),
    },
  };
  KINDS.point = KINDS.sequence;
  // A slider that counts holds whole numbers, whatever it is set to: they are indices.
  const entered = ({ kind, log, low, step }, value) =>
    (kind === "slider" && !log && Number.isInteger(low) && Number.isInteger(step) ? Math.round(value) : value);
  // The native fields: what one shows and holds. A logarithmic slider stops at round numbers of two digits, as
  // controls.py has them.
  function stopsOf({ low, value, high }) {
    const stops = new Set([low, value, high]);
    for (let power = Math.floor(Math.log10(low)) - 1; power < Math.log10(high); power += 1) {
      for (let digits = 10; digits < 100; digits += digits < 20 ? 1 : digits < 50 ? 2 : 5) {
        const stop = Number(`${digits}e${power}`);
        if (stop > low && stop < high) stops.add(stop);
      }
    }
    return [...stops].sort((a, b) => a - b);
  }
  const nearest = (stops, value) => stops.reduce((best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? i : best), 0);
  function read(field, spec) {
    if (field.type === "checkbox") return field.checked;
    if (field.type !== "range") return field.value;
    return spec.log ? spec.stops[field.valueAsNumber] : field.valueAsNumber;
  }
  function fill(field, spec, now) {
    if (field.type === "checkbox") field.checked = now;
    else if (field.type !== "range") field.value = now;
    else {
      const text = window.rnnMarks.written(Number(now.toPrecision(6)));
      field.value = spec.log ? nearest(spec.stops, now) : now;
      field.setAttribute("aria-valuetext", text);
      field.nextElementSibling.textContent = text;
    }
  }

  function start(root, data, source, { register, on }) {
    const svg = root.querySelector(".rnn-frame svg");
    const note = root.querySelector(".rnn-off");
    const specs = data.controls;
    const fields = Object.fromEntries(Object.keys(specs).map((key) => [key, root.querySelector(`[name="${key}"]`)]));
    const tellers = [];
    const held = {}, settings = {}; // what the controls hold, and what the listing gets
    let program, state, redraw, helper;
    let running = false, seen = false;

    // --- the listing
    function assign(key, now) {
      held[key] = entered(specs[key], now);
      settings[key] = KINDS[specs[key].kind].setting(specs[key], held[key]);
    }
    function begin() {
      program ??= source(nd);
      const arrays = unpack(data.arrays); // anew, for the listing may change them
      state = program.start ? program.start(arrays, { ...settings }) : arrays;
      if (!helper) return;
      helper.leave();
      if (running) helper.go(state, settings, Infinity);
    }
    function values() {
      ready();
      const shown = { ...settings, ...program.show(state, settings) };
      for (const [key, value] of Object.entries(shown)) {
        if (value && value.shape) shown[key] = { shape: value.shape, data: nd.flat(value) };
      }
      return shown;
    }
    function ready() {
      if (!state) begin();
    }
    function tick(ticks, until = Infinity) {
      ready();
      let left = ticks;
      while (left > 0 && !state.done) {
        program.tick(state, settings);
        left -= 1;
        if (performance.now() >= until) break;
      }
      return ticks - left;
    }

    // --- the picture
    let told = 0;
    function bind() {
      redraw ??= window.rnnMarks.bind(svg, data.marks, data.words);
    }
    function show() {
      bind();
      const shown = values();
      const off = redraw(shown);
      note.hidden = !off.length;
      if (off.length) note.innerHTML = `Off the scale: ${off.join(", ")}.`;
      if (running && performance.now() < told) return;
      told = performance.now() + 1000; // while it runs, the text alternative follows once a second
      svg.setAttribute("aria-label", window.rnnMarks.say(data.sentence, shown, data.words));
    }
    function announce() {
      told = 0;
      show();
      demo.say(svg.getAttribute("aria-label"));
    }
    function write() {
      for (const [key, field] of Object.entries(fields)) if (field) fill(field, specs[key], held[key]);
      tellers.forEach((tell) => tell());
    }

    // --- running, as long as it is seen
    const button = on(root, "run", () => (running ? stop() : run()));
    const words = button && button.textContent;
    let due = 0, last, pending;
    function arrived(now, end) { // from the worker, if there is one
      state = now;
      if (end) ended();
      else requestAnimationFrame(() => {
        if (running) show();
        helper.shown();
      });
    }
    function frame(now) {
      if (!running || !seen) return;
      due = Math.min(due + ((now - last) * data.pace) / 1000, Math.max(1, data.pace / 4));
      last = now;
      if (due >= 1) {
        due -= tick(Math.floor(due), performance.now() + SLICE);
        if (state.done) stop();
        else show();
      }
      pending = requestAnimationFrame(frame);
    }
    function go() {
      cancelAnimationFrame(pending);
      last = performance.now();
      pending = requestAnimationFrame(frame);
    }
    function run() {
      data.autoplay = false;
      ready();
      if (state.done) begin();
      running = true;
      button.textContent = "Pause";
      if (helped()) helper.go(state, settings, Infinity);
      else go();
    }
    // What begins by itself begins in parts: the page is never held up for all of them together.
    async function runByItself() {
      for (const part of [ready, bind, show, run]) {
        await new Promise(window.requestIdleCallback || window.setTimeout);
        if (!data.autoplay) return; // the reader was quicker
        part();
      }
    }
    function helped() {
      if (data.worker && helper === undefined) helper = window.rnnWorker(source, arrived);
      return Boolean(helper);
    }
    function ended() {
      running = false;
      button.textContent = words;
      announce();
    }
    function stop() {
      if (!running) return;
      if (helper) helper.stop();
      ended();
    }

    // --- the reader
    function move(key, now) {
      assign(key, now);
      if (specs[key].restarts || !button) begin();
      else if (helper) helper.change(settings);
      write();
      if (running) show();
      else announce();
    }
    const demo = {
      get: () => Object.fromEntries(Object.entries(held).map(([key, now]) => [key, Array.isArray(now) ? now.join("_") : String(now)])),
      set(texts) {
        stop();
        data.autoplay = false; // what was asked for is shown as it was
        for (const key of Object.keys(specs)) {
          if (!(key in texts)) continue;
          const kind = KINDS[specs[key].kind];
          const now = kind.read(specs[key], texts[key]);
          if (kind.fits(specs[key], now)) assign(key, now);
        }
        tell("");
        begin();
        write();
        announce();
      },
    };
    // --- settings that tell a story
    const chooser = root.querySelector("[data-story]"), watch = root.querySelector(".rnn-watch");
    function tell(title) {
      if (!chooser) return;
      chooser.value = title;
      watch.innerHTML = title ? data.stories[title].watch : "";
    }
    if (chooser) chooser.addEventListener("input", () => {
      const title = chooser.value;
      demo.set({ ...first, ...(title && data.stories[title].settings) });
      tell(title);
    });
    for (const [key, spec] of Object.entries(specs)) {
      if (spec.log) spec.stops = stopsOf(spec);
      assign(key, spec.value);
      const field = fields[key];
      if (field) field.addEventListener("input", () => move(key, read(field, spec)));
      const mark = !field && data.marks.find(({ name }) => name === key);
      if (mark) tellers.push(window.rnnHandles.bind(svg, mark, spec, () => [...held[key]], (now) => move(key, now)));
    }
    on(root, "tick", () => {
      const paused = !running;
      stop();
      if (!helped()) tick(1);
      else if (paused) helper.go(state, settings, 1); // else the run has been paused within a step
      announce();
    });
    write();
    const first = demo.get();
    register(root, demo);
    new IntersectionObserver((entries) => {
      seen = entries[entries.length - 1].isIntersecting;
      if (seen && data.autoplay && !still.matches) runByItself();
      else if (helper) helper.rest(!seen);
      else if (seen && running) go();
    }).observe(root.querySelector(".rnn-frame"));

    root.live = {
      controls: specs,
      set: move,
      run(ticks) {
        tick(ticks);
        announce();
      },
      reset: () => demo.set(first),
      values: () => Object.fromEntries(Object.entries(values()).map(([key, value]) =>
        [key, value.shape ? { shape: [...value.shape], data: Array.from(value.data) } : value])),
    };
  }

  return start;
})();
