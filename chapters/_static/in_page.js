// The button that starts Python on an exercise; all else is loaded when it is pressed.
(() => {
  "use strict";
  const bar = document.querySelector(".rnn-python");
  if (!bar) return;
  const line = bar.querySelector("[role=status]");
  const { base, version, size, notebook } = bar.dataset;
  const elsewhere = [...line.childNodes]; // says where else one can work
  const say = (text, ...more) => line.replaceChildren(text, ...more);
  const versioned = (name) => new URL(`${base}${name}?v=${version}`, document.baseURI).href;

  if (location.protocol === "file:") {
    say("Python starts on this page when it comes from a server, as with make serve. This copy comes from the disk, "
      + "where a browser lets no page start it. ", ...elsewhere);
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `Start Python here (${size} MB, once)`;
  say("Write your answers on this page, run them and have them checked: nothing to install, no account, and nothing "
    + "leaves your browser.");
  const row = document.createElement("div");
  row.className = "rnn-buttons";
  row.append(button);
  bar.append(row);

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return; // it is starting
    button.setAttribute("aria-disabled", "true");
    say("Python is starting. This takes some seconds.");
    const archive = (name, cache) => ({ address: versioned(name), cache });
    const files = {
      worker: versioned("worker.js"),
      kernel: versioned("kernel.wasm"),
      style: versioned("page.css"),
      archives: [archive("python.zip", "default"), archive("exercises.zip", "no-cache")],
    };
    try {
      const { begin } = await import(versioned("page.js"));
      const [address, root] = [notebook, `${base}../`].map((path) => new URL(path, document.baseURI).href);
      await begin({ bar, row, say, files, address, root });
      const focused = document.activeElement === button;
      button.remove();
      if (focused) row.querySelector("button").focus({ preventScroll: true });
    } catch (error) {
      say(`Python could not be started: ${error.message}. `, ...elsewhere);
      button.removeAttribute("aria-disabled");
    }
  });
})();
