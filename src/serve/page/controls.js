// What a page asks for: pause, step, speed, seek, and other options of the question.

import { make, put } from "./dom.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 20, 50, 100, 500, "max"];

/** The controls of the tape. `ask` sends one, and answers with what was wrong with it, for people. */
export function playbackControls(ask) {
  let state = "playing";
  const message = make("p", { class: "message", role: "alert" });
  const send = async (control) => put(message, await ask(control));
  const toggle = () => state === "ended" || send({ do: state === "paused" ? "play" : "pause" });
  const step = (rows = 1) => state === "ended" || send({ do: "step", rows });
  const play = playButton(toggle);
  const steps = [1, 10, 100].map((rows) =>
    make(
      "button",
      {
        type: "button",
        onclick: () => step(rows),
        "aria-label": `Step ${rows} ${rows === 1 ? "row" : "rows"}`,
      },
      `+${rows}`,
    )
  );
  const speed = make(
    "select",
    { onchange: () => send({ do: "speed", speed: speed.value === "max" ? "max" : Number(speed.value) }) },
    ...SPEEDS.map(speedOption),
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
      send({ do: "seek", position: Number(position.value) / 1000 });
    },
  });
  const ofReplays = [make("label", {}, "Speed ", speed), position];
  const element = make(
    "div",
    { class: "controls" },
    play,
    make("span", { class: "steps", role: "group", "aria-label": "Step" }, "Step ", ...steps, " rows"),
    ...ofReplays,
    message,
  );
  return {
    element,
    toggle,
    step,
    begin({ source }) {
      for (const each of ofReplays) each.hidden = !source.seekable;
    },
    show({ playback }) {
      state = playback.state;
      put(play, state === "paused" ? "Play" : "Pause");
      const hasEnded = state === "ended";
      if (play.disabled !== hasEnded) { for (const each of [play, ...steps]) each.disabled = hasEnded; }
      const at = String(Math.round(1000 * playback.position));
      if (!isSeeking && playback.position !== null && position.value !== at) position.value = at;
      const told = String(playback.speed ?? "max");
      if (told === speed.value || document.activeElement === speed) return;
      if (![...speed.options].some(({ value }) => value === told)) speed.prepend(speedOption(told));
      speed.value = told;
    },
  };
}

/** The button that pauses and plays. */
export function playButton(onclick) {
  return make("button", {
    type: "button",
    class: "primary",
    title: "Space bar",
    "aria-keyshortcuts": "Space",
    onclick,
  }, "Pause");
}

/** A choice of a speed: times real time, or `max`. */
export function speedOption(speed) {
  return make("option", { value: speed }, speed === "max" ? "as fast as it goes" : `${speed} ×`);
}

/** The space bar pauses and plays, a full stop steps; but not where somebody types or is on a control of its own. */
export function listenToKeys({ toggle, step }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=range]), select, button, summary") !== null) return;
    const does = { " ": toggle, ".": () => step() }[event.key];
    if (does === undefined) return;
    event.preventDefault();
    does();
  });
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
  const folded = make("details", {}, make("summary", {}, "All other options"), others);
  const message = make("p", { class: "message", role: "alert" });
  const inputs = new Map();
  const changed = () =>
    [...inputs].flatMap(([name, { input, field }]) => {
      const value = valueOf(input);
      return value === field.value ? [] : [[name, value === "" ? null : value]];
    });
  async function submit(event) {
    event.preventDefault();
    const options = Object.fromEntries(changed());
    const isAny = Object.keys(options).length > 0;
    tell(isAny ? await ask({ do: "ask", options }) : "Nothing is changed yet.", Object.keys(options));
  }
  /** Says what was wrong, and goes to the option that it names. */
  function tell(error, asked) {
    put(message, error);
    const name = /--([a-z-]+)/.exec(error)?.[1] ??
      (error !== "" && asked.length === 1 ? asked[0] : undefined);
    for (const [each, { input }] of inputs) {
      if (each === name) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const wrong = inputs.get(name)?.input;
    if (wrong === undefined) return;
    if (others.contains(wrong)) folded.open = true;
    wrong.focus();
  }
  function mark() {
    const names = changed().map(([name]) => name);
    for (const [name, { label }] of inputs) label.classList.toggle("changed", names.includes(name));
  }
  const form = make(
    "form",
    { class: "question", onsubmit: submit, oninput: mark },
    common,
    folded,
    make(
      "p",
      {},
      make("button", { class: "primary" }, "Restart with these"),
      " from the moment that is shown",
    ),
    message,
  );
  return {
    element: form,
    begin({ fields }) {
      const focused = form.contains(document.activeElement) ? document.activeElement.name : "";
      inputs.clear();
      put(message, "");
      const rows = fields.map((field) => {
        const input = inputOf(field);
        const help = make("span", { class: "help", id: `help-${field.name}` }, field.help.split(";")[0]);
        const label = make(
          "div",
          { class: "field", title: field.help },
          make("label", { for: input.id }, field.name.replaceAll("-", " ")),
          input,
          help,
        );
        inputs.set(field.name, { input, field, label });
        return { isCommon: COMMON.includes(field.name), label };
      });
      common.replaceChildren(...rows.filter(({ isCommon }) => isCommon).map(({ label }) => label));
      others.replaceChildren(...rows.filter(({ isCommon }) => !isCommon).map(({ label }) => label));
      folded.hidden = others.children.length === 0;
      if (focused) inputs.get(focused)?.input.focus();
    },
  };
}

function inputOf({ name, help, placeholder, choices, value }) {
  const own = { name, id: `option-${name}`, "aria-describedby": `help-${name}` };
  if (placeholder === null) return make("input", { ...own, type: "checkbox", checked: value === "true" });
  if (choices === null) {
    return make("input", {
      ...own,
      placeholder: defaultIn(help) ?? placeholder,
      value,
      autocomplete: "off",
      spellcheck: "false",
    });
  }
  const words = choices.includes(value) ? choices : [value, ...choices];
  return make(
    "select",
    own,
    ...words.map((word) => make("option", { value: word, selected: word === value }, word || "default")),
  );
}

/** The default that a text of help ends with, in brackets, where it is short enough for its input. */
function defaultIn(help) {
  return /\(([^()]{1,16})\)$/.exec(help)?.[1];
}

function valueOf(input) {
  if (input.type === "checkbox") return input.checked ? "true" : "";
  return input.value.trim();
}
