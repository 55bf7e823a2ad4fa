/** What holds of the page of any artefact. @module */

import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import type { JsonSchema } from "../../../src/report/json_schema.ts";
import { seeds } from "../../_seeds.ts";
import { all, type Node, parse, skeletonOf, spaced, textOf, within } from "./_page.ts";

/** How an artefact from a file becomes a page. */
type MakePage = (artefact: unknown, file: string) => string;

/** Asserts that the page is one document that runs and loads nothing, and the same wherever the file lies. */
export function assertHarmless(artefact: unknown, page: MakePage): void {
  const html = page(artefact, "day.json");
  const document = parse(html);
  assertEquals(document.children.filter(({ name }) => name !== "#text").map(({ name }) => name), ["html"]);
  const ids = new Set([...within(document)].flatMap(({ attributes }) => attributes["id"] ?? []));
  for (const { name, attributes } of within(document)) {
    assert(
      !["script", "link", "img", "iframe", "object", "image", "use", "foreignObject"].includes(name),
      name,
    );
    for (const [key, value] of Object.entries(attributes)) {
      assert(!key.startsWith("on") && !["src", "srcset", "action"].includes(key), key);
      if (key === "href") assert(ids.has(value.slice(1)) && value.startsWith("#"), value);
      if (key === "style") assertMatch(value, /^--part:\d\.\d{3}$/);
      assert(!/url|:\/\//i.test(value), value);
    }
  }
  const style = textOf(all(document, "style")[0]!);
  assert(!/url\(|@import|https?:/.test(style));
  const policy = all(document, "meta").find((meta) => "http-equiv" in meta.attributes)!;
  assertMatch(policy.attributes["content"]!, /^default-src 'none'; style-src 'unsafe-inline'$/);
  assertEquals(html, page(structuredClone(artefact), "elsewhere.json"));
}

/** Asserts that every plot has a title, every table a caption and rows of equal width, and what is folded its gist. */
export function assertNamed(document: Node, leastPlots = 2): void {
  const plots = all(document, "svg").filter(({ attributes }) => attributes["role"] === "img");
  assert(plots.length >= leastPlots);
  for (const plot of plots) {
    assertEquals(plot.children[0]!.name, "title");
    assert(textOf(plot.children[0]!).length > 5);
  }
  for (const region of all(document, "div", "scroll")) {
    const caption = textOf(all(region, "caption")[0]!);
    assertEquals([region.attributes["tabindex"], region.attributes["aria-label"]], ["0", caption]);
  }
  for (const table of all(document, "table")) {
    assertEquals(all(table, "caption").length, 1);
    for (const row of all(table, "tr")) assert(["th", "td"].includes(row.children[0]!.name));
    for (const heading of all(table, "th")) assert(textOf(heading).trim() !== "");
    const widths = all(table, "tr").map(({ children }) =>
      children.reduce((sum, { attributes }) => sum + Number(attributes["colspan"] ?? 1), 0)
    );
    assertEquals(new Set(widths).size, 1, textOf(all(table, "caption")[0]!));
  }
  // Tabs, which have a name, need no more than their title.
  const folded = all(document, "details").filter(({ attributes }) => attributes["name"] === undefined);
  for (const { children } of folded) {
    assertEquals([children[0]!.name, all(children[0]!, "span", "gist").length], ["summary", 1]);
  }
  const ids = [...within(document)].flatMap(({ attributes }) => attributes["id"] ?? []);
  assertEquals(new Set(ids).size, ids.length);
}

/** Asserts that figures for programs are of the artefact, or worked out from it, and are shown rounded. */
export function assertFigures(document: Node, artefact: unknown, worked: readonly number[]): void {
  const given = new Set<unknown>([...worked, ...valuesIn(artefact)]);
  const shown = all(document, "data");
  assert(shown.length > 50);
  for (const data of shown) {
    const value = Number(data.attributes["value"]);
    assert(given.has(value), `${value}`);
    const rounded = Number(textOf(data).replace("\u2212", "-").replaceAll(/[,+]|\u00a0.*$/g, ""));
    const factor = textOf(data).endsWith("%") ? 100 : textOf(data).endsWith("min") ? 1 / 60 : 1;
    if (!textOf(data).startsWith("<")) {
      assertAlmostEquals(rounded, value * factor, Math.max(0.051, Math.abs(value * factor) / 100));
    }
  }
}

function* valuesIn(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value !== "object" || value === null) return;
  for (const each of Object.values(value)) yield* valuesIn(each);
}

const SLIPPED_IN = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</title></style></svg><b>`,
  `<!-- & &lt; --> ]]> {{x}} \${x}`,
  `\u0000\u001b[31m\ud800\u202e`,
];
/** In the long run each by itself, too. */
const PAYLOADS = [SLIPPED_IN.join(""), ...SLIPPED_IN.slice(0, seeds(0, SLIPPED_IN.length))];

/**
 * Asserts that whatever is free text in an artefact, names of venues and files among it, is text on its page.
 *
 * @param shown texts that are to be seen there.
 */
export function assertEscaped(
  artefact: unknown,
  schema: JsonSchema,
  shown: readonly string[],
  page: MakePage,
): void {
  const told = (payload: string): [document: Node, texts: readonly string[]] => {
    const numbers = new Map<string, number>();
    const tell = (text: string): string => {
      if (text === "router") return text; // It is looked up by this name.
      if (!numbers.has(text)) numbers.set(text, numbers.size);
      return `${payload}${numbers.get(text)}`;
    };
    const document = parse(page(retold(artefact, schema, tell), "day.json"));
    return [document, shown.map(tell)];
  };
  const [plain] = told("x");
  for (const payload of PAYLOADS) {
    const [document, texts] = told(payload);
    assert(skeletonOf(document) === skeletonOf(plain), payload);
    const words = spaced(textOf(document));
    for (const text of texts) {
      assert(words.includes(spaced(text.replaceAll(/\p{Cc}|\p{Cs}/gu, "\ufffd"))), text);
    }
  }
}

/** The same, with all free texts and names told anew; those that a program reads stay. */
function retold(value: unknown, schema: JsonSchema, tell: (text: string) => string): unknown {
  const { enum: codes, properties = {}, additionalProperties, items, prefixItems } = schema;
  if (typeof value === "string") return codes === undefined ? tell(value) : value;
  if (Array.isArray(value)) {
    return value.map((each, i) => retold(each, prefixItems?.[i] ?? (items || {}), tell));
  }
  if (typeof value !== "object" || value === null) return value;
  const isFree = additionalProperties !== undefined || schema.type === undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) =>
      Object.hasOwn(properties, key)
        ? [key, retold(each, properties[key]!, tell)]
        : [isFree ? tell(key) : key, retold(each, additionalProperties ?? {}, tell)]
    ),
  );
}

/** Of so many ways to change an artefact that its reader lets pass, one is drawn: a page takes longer than reading. */
const PASSED_PER_PAGE = seeds(12, 1);
/** After so many refusals the next field is tried. */
const REFUSALS = seeds(1, Infinity);

/** How many items of a list it takes to see that all are checked. */
const ITEMS = 2;

/**
 * Asserts that any field that is missing or something else is refused by its name, if the page needs it. In the short
 * run its lists are short: what is tried changes one item in them at most.
 */
export function assertChecked<T>(
  whole: unknown,
  read: (artefact: unknown, file: string) => T,
  pageOf: (artefact: T) => string,
): void {
  const artefact = shortened(whole, seeds(ITEMS, Infinity));
  const refused = new Set<string>();
  const paths = [...pathsOf(artefact)];
  assert(paths.length > 60);
  let passed = 0;
  for (const [i, path] of paths.entries()) {
    if (path[0] === "schema_version") continue;
    const isText = typeof at(artefact, path) === "string";
    const wrongs = [undefined, null, isText ? -1e300 : "a text", [[]], { x: {} }];
    // Every field begins with another of them.
    wrongs.unshift(...wrongs.splice(i % wrongs.length));
    let refusals = 0;
    for (const wrong of wrongs) {
      if (refusals === REFUSALS) break;
      try {
        const taken = read(replaced(artefact, path, wrong), "day.json");
        if (passed++ % PASSED_PER_PAGE === 0) parse(pageOf(taken));
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        assertMatch(error.message, /^day\.json: [^\n]* (is [^\n]*: not [^\n]*|is missing)$/);
        refused.add(path.join("."));
        refusals++;
      }
    }
  }
  const unrefused = paths.map((path) => path.join(".")).filter((path) => !refused.has(path));
  assertEquals(unrefused.filter((path) => !/^(schema_version$|run\.arguments\.(?!fees))/.test(path)), []);
}

/** The same, with so many items of each list at most. */
function shortened(value: unknown, most: number): unknown {
  if (Array.isArray(value)) return value.slice(0, most).map((each) => shortened(each, most));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shortened(each, most)]));
}

/** Ways to all that is within, but of a list's items, and of fields alike, the first two. */
function* pathsOf(value: unknown, isRecord = false): Generator<string[]> {
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  for (const [key, child] of isRecord || Array.isArray(value) ? entries.slice(0, ITEMS) : entries) {
    yield [key];
    const alike = ["comparisons", "strategies", "venues", "take_per_share", "add_per_share", "saving_bps"]
      .includes(key);
    for (const path of pathsOf(child, alike)) yield [key, ...path];
  }
}

/** What is there. */
function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((within, key) => (within as Record<string, unknown>)[key], value);
}

/** A copy with another value there; without the field where it is undefined. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  const copy = Array.isArray(value) ? [...value] : { ...value as object };
  const there = copy as Record<string, unknown>;
  there[key!] = rest.length === 0 ? by : replaced(there[key!], rest, by);
  // As JSON has it: fields that are undefined are not there, and neither are such items.
  if (there[key!] === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete there[key!];
  }
  return copy;
}
