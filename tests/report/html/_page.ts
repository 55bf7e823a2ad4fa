/** Pages, read more strictly than a browser does, and what stands on them. @module */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

/** An element of a page, or a text in it. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  /** Of a text alone. */
  readonly text: string;
}

const VOID = ["meta", "input"];
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][\w:-]*="[^"<>]*")*)(\/?)>/y;

function decode(text: string): string {
  return text.replaceAll(/&([^;]*);/g, (_, name) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`no entity: &${name};`);
    return character;
  });
}

/** Reads a page, more strictly than a browser: every element is closed, every attribute quoted, all in order. */
export function parse(html: string): Node {
  const start = "<!DOCTYPE html>\n";
  assert(html.startsWith(start));
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  for (let at = start.length; at < html.length;) {
    if (html[at] !== "<") {
      const end = html.indexOf("<", at);
      const raw = html.slice(at, end < 0 ? undefined : end);
      assert(!raw.includes(">") || open.at(-1)!.name === "style", raw);
      const text = open.at(-1)!.name === "style" ? raw : decode(raw);
      open.at(-1)!.children.push({ name: "#text", attributes: {}, children: [], text });
      at += raw.length;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(html);
    if (tag === null) throw new Error(`no tag: ${html.slice(at, at + 80)}`);
    at += tag[0].length;
    const [, closes, name, list, isEmpty] = tag;
    if (closes === "/") {
      // Compared without @std/assert, which takes longer than all the rest of a page does.
      if (open.pop()!.name !== name) throw new Error(`</${name}> before ${html.slice(at, at + 80)}`);
      continue;
    }
    const pairs = [...list!.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map((
      [, key, value],
    ) => [key!, decode(value!)]);
    const attributes = Object.fromEntries(pairs);
    if (Object.keys(attributes).length !== pairs.length) throw new Error(`an attribute twice: ${tag[0]}`);
    const node = { name: name!, attributes, children: [], text: "" };
    open.at(-1)!.children.push(node);
    if (isEmpty !== "/" && !VOID.includes(name!)) open.push(node);
  }
  assertEquals(open.length, 1);
  return root;
}

export function* within(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    yield* within(child);
  }
}

export function all(node: Node, name: string, style = ""): Node[] {
  return [...within(node)].filter((each) =>
    each.name === name && (style === "" || each.attributes["class"] === style)
  );
}

export function textOf(node: Node): string {
  return node.name === "#text" ? node.text : node.children.map(textOf).join("");
}

/** Texts of a table's rows, by its caption. */
export function rowsOf(page: Node, caption: string): string[][] {
  return tableOf(page, caption).map((row) =>
    row.children.map((cell) => textOf(cell).trim().replaceAll(/\s+/g, " "))
  );
}

export function tableOf(page: Node, caption: string): Node[] {
  const table = all(page, "table").find((each) => textOf(all(each, "caption")[0]!) === caption);
  assert(table !== undefined, caption);
  return all(table!, "tbody").flatMap((body) => all(body, "tr"));
}

/** The elements and attributes of a page, without its texts. */
export function skeletonOf(node: Node): string {
  return node.children.filter(({ name }) => name !== "#text").map((child) =>
    `<${[child.name, ...Object.keys(child.attributes)].join(" ")}>${skeletonOf(child)}</>`
  ).join("");
}

/** The axis of a table's plots. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** The figure at a place such as `12.5%`: by a line through the ticks. */
  at(place: string | undefined): number;
  /** Asserts that a place is that of a figure, or the end that it lies beyond. */
  assertAt(place: string | number | undefined, figure: number): void;
}

/** The axis below a table: below the first column of plots, or a later one. */
export function axisOf(page: Node, caption: string, plot = 0): Axis {
  const table = all(page, "table").find((each) => textOf(all(each, "caption")[0]!) === caption)!;
  const ticks = all(all(all(table, "tfoot")[0]!, "svg", "axis")[plot]!, "text").map((text) => ({
    x: parseFloat(text.attributes["x"]!),
    value: Number(textOf(text).replace("−", "-")),
  }));
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const [low, high] = [first.value, last.value];
  const slope = (high - low) / (last.x - first.x);
  const at = (place: string | undefined) => low + slope * (parseFloat(place!) - first.x);
  const tolerance = 1e-3 * (high - low);
  for (const { x, value } of ticks) assertAlmostEquals(at(`${x}%`), value, tolerance);
  const assertAt = (place: string | number | undefined, figure: number) =>
    assertAlmostEquals(at(`${place}`), Math.min(high, Math.max(low, figure)), tolerance);
  return { low, high, at, assertAt };
}

/** A text with its spaces as {@linkcode rowsOf} gives them. */
export function spaced(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}
