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

/** Puts a text where it is not yet: what is the same is left alone. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The rows of a table's body, as many as there are things to show: they are made once, and then changed. */
export function fitRows(body, count, makeRow) {
  while (body.rows.length > count) body.deleteRow(-1);
  while (body.rows.length < count) body.append(makeRow());
  return body.rows;
}

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

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A whole number with its thousands apart. */
export function whole(value) {
  return minus(WHOLE.format(value));
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

/** A moment of the tape as UTC, with so many digits of its second. */
export function clockText(origin, ns, digits = 0) {
  const text = new Date(Date.parse(origin) + Math.floor(ns / 1e6)).toISOString();
  return text.slice(11, digits === 0 ? 19 : 20 + digits);
}
