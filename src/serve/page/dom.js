// Elements and figures, as text: whatever comes from data is never markup.

/** An element with attributes and contents; texts stay texts. */
export function make(tag, attributes = {}, ...contents) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...contents);
  return element;
}

/**
 * What was put where, by element and name: to ask the document takes longer than to remember. Whatever is put by these
 * functions must not be changed by others.
 */
const shown = new WeakMap();

/** Whether a value is another than was shown under a name; from now on it is. */
function isNew(element, name, value) {
  let values = shown.get(element);
  if (values === undefined) shown.set(element, values = {});
  if (values[name] === value) return false;
  values[name] = value;
  return true;
}

/** Puts a text where it is not yet: what is the same is left alone. */
export function put(element, text) {
  if (!isNew(element, "text", text)) return;
  const { firstChild } = element;
  if (firstChild instanceof Text && firstChild === element.lastChild) firstChild.data = text;
  else element.textContent = text;
}

/** Puts classes in the place of others. */
export function putClass(element, classes) {
  if (isNew(element, "class", classes)) element.className = classes;
}

/** Puts a class there or takes it away, beside those that stay. */
export function putMark(element, name, isThere) {
  if (isNew(element, name, isThere)) element.classList.toggle(name, isThere);
}

/** Puts the value of a style there. */
export function putStyle(element, name, value) {
  if (isNew(element, name, value)) element.style.setProperty(name, value);
}

/** Puts how much of a cell is filled, 0 to 1, as far as it can be seen. */
export function putPart(element, part) {
  putStyle(element, "--part", Math.round(500 * part) / 500);
}

/**
 * The rows of a table's body, as many as there are things to show, each with its cells: they are made once, and then
 * changed.
 */
export function fitRows(body, count, makeRow) {
  let rows = fitted.get(body);
  if (rows === undefined) fitted.set(body, rows = []);
  while (rows.length > count) rows.pop().row.remove();
  while (rows.length < count) {
    const row = makeRow();
    body.append(row);
    rows.push({ row, cells: [...row.cells] });
  }
  return rows;
}

const fitted = new WeakMap();

/** A row of so many cells, the first of which is its head. */
export function makeRow(cells, classes = []) {
  const row = make("tr", {}, make("th", { scope: "row" }));
  for (let i = 1; i < cells; i++) row.append(make("td", { class: classes[i] ?? "number" }));
  return row;
}

/** A table with heads, and an empty body; the caption is read aloud, as a heading stands above. */
export function makeTable(caption, heads) {
  const cells = heads.map(([text, kind = "number"]) => make("th", { scope: "col", class: kind }, text));
  const body = make("tbody");
  const table = make(
    "table",
    {},
    make("caption", {}, make("span", { class: "unseen" }, caption)),
    make("thead", {}, make("tr", {}, ...cells)),
    body,
  );
  return { table, body };
}

/** What may be wider than a phone scrolls by itself. */
export function scrolling(element, label) {
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, element);
}

const MISSING = "–";

/** A number with so many digits; a dash where there is none. */
export function figure(value, digits = 2) {
  return value === null || value === undefined ? MISSING : minus(value.toFixed(digits));
}

/** A whole number with its thousands apart. */
export function whole(value) {
  return minus(String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ","));
}

/** So many of something. */
export function counted(value, noun) {
  const text = whole(value);
  return `${text} ${noun}${text === "1" ? "" : "s"}`;
}

function minus(text) {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", "\u2212");
}

/** A length of time, from milliseconds. */
export function lengthText(ms) {
  if (ms === null) return MISSING;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 100e3 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60e3)} min`;
}

const DAY_MS = 86_400_000;

/** A moment of the tape, whose origin is a midnight, as UTC, with so many digits of its second, at most three. */
export function clockText(ns, digits = 0) {
  const ms = Math.floor(ns / 1e6);
  const ofDay = ms - DAY_MS * Math.floor(ms / DAY_MS);
  const clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60].map(twoDigits).join(":");
  return digits === 0 ? clock : `${clock}.${String(ofDay % 1000).padStart(3, "0").slice(0, digits)}`;
}

function twoDigits(value) {
  return value < 10 ? `0${Math.floor(value)}` : `${Math.floor(value)}`;
}
