// Demos on the published page: native controls choose among stored frames, or compute what they show.
// It is loaded after the machine of live demos, which it starts.
(() => {
  "use strict";
  const STEP = 800; // milliseconds a frame while playing
  const demos = new Map(); // name -> {root, get, set}

  // The part every demo has: reset, a link to the present settings, a voice, and the address that restores them.
  function register(root, demo) {
    const controls = root.querySelector(".rnn-controls");
    const voice = controls.querySelector(".rnn-say");
    const first = demo.get();
    let pause;
    demo.say = (text) => {
      clearTimeout(pause);
      const spoken = text.replace(/(\p{L})_\{?([^\s{}]+)\}?/gu, "$1 $2"); // W_hh is heard as W hh
      pause = setTimeout(() => { voice.textContent = spoken; }, 400);
    };
    demo.root = root;
    on(controls, "reset", () => demo.set(first));
    on(controls, "link", (button) => link(root.dataset.name, demo.get(), button));
    demos.set(root.dataset.name, demo);
    controls.hidden = false;
  }

  function on(controls, action, handler) {
    const button = controls.querySelector(`button[data-do="${action}"]`);
    if (button) button.addEventListener("click", () => handler(button));
    return button;
  }

  async function link(name, settings, button) {
    const pairs = Object.entries(settings).map(([key, text]) => `${key}=${encodeURIComponent(text)}`);
    history.replaceState(null, "", `#${name}:${pairs.join(",")}`);
    const words = button.dataset.words || (button.dataset.words = button.textContent);
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Link copied";
    } catch {
      button.textContent = "Link is in the address bar";
    }
    setTimeout(() => { button.textContent = words; }, 2500);
  }

  // #name:t=3,w=1.5 restores a demo and brings it into view.
  function restore() {
    const match = /^#([a-z0-9-]+):(.*)$/.exec(location.hash);
    const root = match && document.getElementById(`demo-${match[1]}`);
    if (root) go(root);
    const demo = match && demos.get(match[1]);
    if (!demo) return;
    const settings = {};
    for (const pair of match[2].split(",")) {
      const cut = pair.indexOf("=");
      try {
        settings[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1));
      } catch { /* a damaged address leaves that setting as it is */ }
    }
    demo.set(settings);
    demo.root.scrollIntoView();
  }

  function startFrames(root, data) {
    const keys = Object.keys(data.settings);
    const fields = keys.map((key) => root.querySelector(`[name="${key}"]`));
    const place = root.querySelector(".rnn-frame");
    const index = (field) => Number(field.type === "range" ? field.value : field.selectedIndex);
    const move = (field, i) => { field[field.type === "range" ? "value" : "selectedIndex"] = i; };

    function frame() {
      const number = fields.reduce((sum, field, k) => sum * data.settings[keys[k]].length + index(field), 0);
      return data.frames[number].split(" ").map((range) => {
        const [start, stop] = range.split("-").map(Number);
        return data.lines.slice(start, (stop || start) + 1).join("\n");
      }).join("\n");
    }

    function show() {
      place.innerHTML = frame();
      fields.forEach((field, k) => {
        if (field.type !== "range") return;
        const text = data.settings[keys[k]][index(field)];
        field.setAttribute("aria-valuetext", text);
        field.nextElementSibling.textContent = text;
      });
      demo.say(place.firstElementChild.getAttribute("aria-label"));
    }

    const demo = {
      get: () => Object.fromEntries(fields.map((field, k) => [keys[k], data.settings[keys[k]][index(field)]])),
      set(settings) {
        stop();
        fields.forEach((field, k) => {
          const wanted = settings[keys[k]];
          const same = (value) => value === wanted || (wanted && Number(value) === Number(wanted));
          const i = data.settings[keys[k]].findIndex(same);
          if (i >= 0) move(field, i);
        });
        show();
      },
    };

    let timer;
    let paused; // where Play was paused, and goes on; from anywhere else it begins at the beginning
    const player = fields[keys.indexOf(data.play)];
    const last = data.play && data.settings[data.play].length - 1;
    const button = on(root, "play", () => (timer ? pause() : start()));
    const words = button && button.textContent;
    function stop() {
      clearInterval(timer);
      timer = paused = undefined;
      if (button) button.textContent = words;
    }
    function step() {
      move(player, index(player) + 1);
      show();
      if (index(player) === last) stop();
    }
    function pause() {
      stop();
      paused = index(player);
    }
    function start() {
      if (index(player) !== paused) {
        move(player, 0);
        show();
      }
      button.textContent = "Pause";
      timer = setInterval(step, STEP);
    }

    fields.forEach((field) => field.addEventListener("input", () => {
      stop();
      show();
    }));
    fields.forEach((field, k) => move(field, data.settings[keys[k]].indexOf(data.default[keys[k]])));
    register(root, demo);
  }

  // A calculator holds no frames: the page computes every quantity and writes it where it is shown.
  function startCalculator(root, data, source) {
    const program = source(nd), inputs = Object.keys(data.inputs);
    const compute = (state) => program.compute(...inputs.map((name) => state[name]));
    const trail = root.querySelector(".rnn-trail");
    const svg = root.querySelector(".rnn-frame svg");
    let state, losses;
    const loss = () => compute(state)[data.loss];

    function show() {
      const values = { ...state, ...compute(state) };
      root.querySelectorAll("[data-value]").forEach((place) => {
        place.textContent = text(values[place.dataset.value], 6);
      });
      root.querySelectorAll("[data-slot]").forEach((place) => {
        (place.querySelector("text") || place).textContent = text(values[place.dataset.slot], 3);
      });
      trail.textContent = losses.length === 1 ? "No step taken yet."
        : `Steps: ${losses.length - 1}. Loss: ${losses.slice(-5).map((value) => text(value, 6)).join(" → ")}`;
      const sentence = data.sentence.replace(/\{(\w+)\}/g, (_, name) => text(values[name], 6));
      svg.setAttribute("aria-label", sentence);
      demo.say(sentence);
    }

    function fill(except) {
      root.querySelectorAll(".rnn-number input").forEach((field) => {
        if (field !== except) field.value = Number(state[field.name].toFixed(6));
        field.removeAttribute("aria-invalid");
      });
    }

    function edit({ target }) {
      if (target.value === "" || !Number.isFinite(target.valueAsNumber)) {
        target.setAttribute("aria-invalid", "true");
        return;
      }
      state[target.name] = target.valueAsNumber;
      if (target.name !== data.rate) losses = [loss()];
      fill(target);
      show();
    }

    const demo = {
      get: () => Object.fromEntries(Object.entries(state).map(([name, value]) => [name, String(value)])),
      set(settings) {
        for (const name of Object.keys(data.inputs)) {
          const wanted = settings[name] ? Number(settings[name]) : NaN;
          if (Number.isFinite(wanted)) state[name] = wanted;
        }
        losses = [loss()];
        fill();
        show();
      },
    };
    state = { ...data.inputs };
    losses = [loss()];
    root.querySelectorAll(".rnn-number input").forEach((field) => field.addEventListener("input", edit));
    on(root, "step", () => {
      const values = compute(state);
      for (const [weight, name] of Object.entries(data.update)) state[weight] = values[name];
      losses.push(loss());
      fill();
      show();
    });
    register(root, demo);
    fill();
    trail.textContent = "No step taken yet.";
  }

  function text(value, digits) {
    if (!Number.isFinite(value)) return "overflow";
    const written = value.toFixed(digits);
    return (Number(written) ? written : (0).toFixed(digits)).replace("-", "−");
  }

  function begin(root) {
    delete root.live;
    const controls = root.querySelector(".rnn-controls > template");
    controls.replaceWith(controls.content);
    const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
    const calculation = (window.rnnCompute || {})[root.dataset.name];
    const program = (window.rnnPrograms || {})[root.dataset.name];
    if (program) window.rnnLive(root, data, program, { register, on });
    else if (calculation) startCalculator(root, data, calculation);
    else startFrames(root, data);
  }

  let go; // begins a demo that has not begun
  function startAll() {
    const roots = [...document.querySelectorAll("figure.rnn-demo:has(.rnn-controls)")];
    for (const root of roots) { // whoever asks for a demo begins it
      const live = () => (go(root), root.live);
      Object.defineProperty(root, "live", { get: live, configurable: true });
    }
    go = window.rnnNear(roots, begin);
    restore();
    window.addEventListener("hashchange", restore);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
