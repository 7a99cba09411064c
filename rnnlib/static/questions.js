// Self-checks: gives each question on the page its controls, and replies to what the reader chooses or types.
(() => {
  "use strict";

  function make(name, given, ...children) {
    const made = Object.assign(document.createElement(name), given);
    made.append(...children);
    return made;
  }

  // The voice is there, and empty, before anything is said: else a screen reader would not read it.
  function voiceOf(question) {
    const voice = make("div", { className: "rnn-reply" });
    voice.setAttribute("role", "status");
    question.querySelector(".rnn-answer").before(voice);
    return (right, html) => {
      voice.dataset.right = right;
      voice.innerHTML = `<p>${{ true: "<strong>Right.</strong> ", false: "<strong>Not quite.</strong> " }[right] || ""}${html}</p>`;
    };
  }

  function startChoice(question, { replies }) {
    const options = [...question.querySelectorAll("li")];
    const say = voiceOf(question);
    options.forEach((option, i) => {
      const button = make("button", { type: "button" }, ...option.childNodes);
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        for (const other of question.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
        button.dataset.right = replies[i].right;
        say(replies[i].right, replies[i].says);
      });
      option.append(button);
    });
  }

  // Reads -0.5, −0.5, 0,5, .5, 1/2 and 5e-3; anything else is NaN.
  function read(text) {
    const parts = text.replace(/\s/g, "").replace(/[−–]/g, "-").replace(/,/g, ".").split("/");
    const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    if (parts.length > 2 || !parts.every((part) => plain.test(part))) return NaN;
    const value = parts.length === 2 ? parts[0] / parts[1] : Number(parts[0]);
    return Number.isFinite(value) ? value : NaN;
  }

  function startNumber(question, { value, slips, digits, tolerance, says }) {
    const wanted = digits === 0 ? "a whole number" : `to ${digits} decimal${digits === 1 ? "" : "s"}`;
    const field = make("input", { type: "text", inputMode: "text", autocomplete: "off", spellcheck: false });
    const label = make("label", {}, make("span", {}, `Your answer, ${wanted}`), field);
    const button = make("button", { type: "button" }, "Check");
    question.querySelector(".rnn-answer").before(make("div", { className: "rnn-ask" }, label, button));
    const say = voiceOf(question);
    const reply = (given) => {
      const off = (known) => Math.abs(given - known);
      const met = (known) => off(known) <= tolerance * (1 + 1e-9) + 1e-12 * Math.abs(known);
      if (Number.isNaN(given)) return ["unread", "That is not a number I can read: write −0.25, 0,25 or −1/4."];
      if (met(value)) return [true, says];
      const [nearest] = slips.filter((slip) => met(slip.value)).sort((a, b) => off(a.value) - off(b.value));
      if (nearest) return [false, nearest.says];
      if (met(-value)) return [false, "The sign is the other way round."];
      if (digits > 0 && off(value) <= Math.max(10 * tolerance, 0.02 * Math.abs(value))) {
        return [false, `Close. Give it ${wanted}, and round only at the end.`];
      }
      return [false, "Try again, or open the answer."];
    };
    const check = () => {
      const given = read(field.value);
      field.setAttribute("aria-invalid", String(Number.isNaN(given)));
      say(...reply(given));
    };
    button.addEventListener("click", check);
    // Not a form that Enter submits: within JupyterLab it is not submitted.
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
  }

  const START = { choice: startChoice, number: startNumber };

  function begin(question) {
    const data = question.querySelector("script[type='application/json']");
    if (data) START[question.dataset.kind](question, JSON.parse(data.textContent));
  }

  function start() {
    const questions = [...document.querySelectorAll(".rnn-question:not([data-started])")];
    questions.forEach((question) => { question.dataset.started = ""; });
    if (window.rnnNear) window.rnnNear(questions, begin);
    else questions.forEach(begin); // in a notebook
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
