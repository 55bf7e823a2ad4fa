// What a page asks for: pause, step, speed, seek, and other options of the question.

import { make, put } from "./dom.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 20, 50, 100, 500, "max"];

/** The controls of the tape. `ask` sends one; it tells what is wrong by itself. */
export function playbackControls(ask) {
  let state = "playing";
  const play = make("button", {
    type: "button",
    class: "primary",
    onclick: () => ask({ do: state === "paused" ? "play" : "pause" }),
  }, "Pause");
  const steps = [1, 10, 100].map((rows) =>
    make("button", { type: "button", onclick: () => ask({ do: "step", rows }) }, `+${rows}`)
  );
  const speed = make(
    "select",
    { onchange: () => ask({ do: "speed", speed: speed.value === "max" ? "max" : Number(speed.value) }) },
    ...SPEEDS.map((each) =>
      make("option", { value: each }, each === "max" ? "as fast as it goes" : `${each} ×`)
    ),
  );
  let isSeeking = false;
  const position = make("input", {
    type: "range",
    min: 0,
    max: 1000,
    "aria-label": "Position in the tape",
    onpointerdown: () => isSeeking = true,
    onpointerup: () => isSeeking = false,
    onchange() {
      isSeeking = false;
      ask({ do: "seek", position: Number(position.value) / 1000 });
    },
  });
  const ofReplays = [make("label", {}, "Speed ", speed), position];
  const element = make(
    "div",
    { class: "controls" },
    play,
    make("span", { class: "steps", role: "group", "aria-label": "Step by rows" }, ...steps),
    ...ofReplays,
  );
  return {
    element,
    begin({ source }) {
      for (const each of ofReplays) each.hidden = !source.seekable;
    },
    show({ playback }) {
      state = playback.state;
      put(play, state === "paused" ? "Play" : "Pause");
      play.disabled = state === "ended";
      for (const step of steps) step.disabled = state === "ended";
      if (!isSeeking && playback.position !== null) position.value = Math.round(1000 * playback.position);
      if (document.activeElement === speed) return;
      const shown = playback.speed ?? "max";
      if (![...speed.options].some(({ value }) => value === String(shown))) {
        speed.prepend(make("option", { value: shown }, `${shown} ×`));
      }
      speed.value = String(shown);
    },
  };
}

/** Options that everybody needs; the others are folded. */
const COMMON = [
  "strategy",
  "side",
  "order-size",
  "every",
  "interval",
  "lambda-over",
  "lambda-under",
  "theta-queue",
];

/** The options of the question: those that were changed are sent together, and the run begins anew. */
export function questionForm(ask) {
  const common = make("div", { class: "fields" });
  const others = make("div", { class: "fields" });
  const inputs = new Map();
  const form = make(
    "form",
    {
      class: "question",
      onsubmit(event) {
        event.preventDefault();
        const options = {};
        for (const [name, { input, field }] of inputs) {
          const value = valueOf(input);
          if (value !== field.value) options[name] = value === "" ? null : value;
        }
        if (Object.keys(options).length > 0) ask({ do: "ask", options });
      },
    },
    common,
    make("details", {}, make("summary", {}, "All other options"), others),
    make(
      "p",
      {},
      make("button", { class: "primary" }, "Begin anew with these"),
      " the run goes on from this moment",
    ),
  );
  return {
    element: form,
    begin({ fields }) {
      inputs.clear();
      const rows = fields.map((field) => {
        const input = inputOf(field);
        inputs.set(field.name, { input, field });
        const label = make("label", { title: field.help }, make("span", {}, field.name), input);
        return { isCommon: COMMON.includes(field.name), label };
      });
      common.replaceChildren(...rows.filter(({ isCommon }) => isCommon).map(({ label }) => label));
      others.replaceChildren(...rows.filter(({ isCommon }) => !isCommon).map(({ label }) => label));
    },
  };
}

function inputOf({ name, placeholder, choices, value }) {
  if (placeholder === null) return make("input", { type: "checkbox", name, checked: value === "true" });
  if (choices === null) {
    return make("input", { name, placeholder, value, autocomplete: "off", spellcheck: "false" });
  }
  const words = choices.includes(value) ? choices : [value, ...choices];
  return make(
    "select",
    { name },
    ...words.map((word) => make("option", { value: word, selected: word === value }, word || "usual")),
  );
}

function valueOf(input) {
  if (input.type === "checkbox") return input.checked ? "true" : "";
  return input.value.trim();
}
