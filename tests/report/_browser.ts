/** A real browser, as far as there is one: Chromium, steered by Playwright, with axe-core to judge pages by. @module */

import { assertEquals } from "@std/assert";

/** A page to be looked at. */
export interface Page {
  readonly name: string;
  readonly html: string;
  /** Width of the window, CSS pixels; the height is 900. */
  readonly width: number;
  readonly colours: "light" | "dark";
  /** Whether what is folded is opened, by hand and by the list of contents, and looked for on paper. @default true */
  readonly folds?: boolean;
  /** Whether axe-core looks at it, all that is folded open. @default true */
  readonly axe?: boolean;
  /** How many axe-core looks at of what is alike: a table's rows, tabs, and, for contrast, texts of one look. @default all */
  readonly axeAlike?: number | undefined;
  /** Where its picture goes, if anywhere. */
  readonly picture?: string | undefined;
}

/** What is wrong with it. */
export interface Faults {
  /** What axe-core finds, with its own best practices: the rule and the element. */
  readonly axe: readonly string[];
  /** How much wider than its window the page is, CSS pixels. */
  readonly tooWide: number;
  /** What the list of contents leads to, but does not show. */
  readonly unreached: readonly string[];
  /** What a reader opens, and sees nothing. */
  readonly unopened: readonly string[];
  /** Words beside a plot that stand on each other: the plot, and the later of two. */
  readonly overlapping: readonly string[];
  /** What paper does not show, or would break badly over its pages. */
  readonly unprinted: readonly string[];
  /** What the page's console said. */
  readonly console: readonly string[];
  /** How long it is, before anything is opened, CSS pixels. */
  readonly height: number;
  /** The size of its smallest text, CSS pixels. */
  readonly smallestText: number;
  /** How many parts there are to open. */
  readonly folds: number;
}

/** What is asked of the browser. */
export interface Question {
  /** Pages of which all is asked that is wrong with them. */
  readonly judged: readonly Page[];
  /** Pages of which is asked how long they take to open. */
  readonly timed: readonly Page[];
}

/** What the browser says, in the order of the pages. */
export interface Looked {
  readonly faults: readonly Faults[];
  /** From its address to all of it being drawn, ms. */
  readonly openedMs: readonly number[];
}

/** The program of the browser; empty where there is none on the PATH. */
export const BROWSER: string = Deno.build.os === "windows" ? "" : await findBrowser();
if (BROWSER === "") {
  // deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
  console.warn(
    "tests/report: pages are not looked at in a browser: neither chromium nor chrome is installed",
  );
}

async function findBrowser(): Promise<string> {
  const names = "chromium chromium-browser google-chrome";
  const { stdout } = await new Deno.Command("bash", { args: ["-c", `type -P ${names} | head -n 1`] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

/** Looks at pages, in one browser, which takes a second to start. */
export function lookInBrowser(question: Question): Promise<Looked> {
  return askBrowser(new URL("_browser_process.ts", import.meta.url), question);
}

/**
 * Asks a script that steers the browser: JSON on its standard input, JSON on its standard output. It is a process of
 * its own, which alone has the packages and the rights.
 */
export async function askBrowser<Answer>(script: URL, question: unknown): Promise<Answer> {
  const own = ["--no-config", "--no-lock", "--node-modules-dir=none"];
  const path = decodeURIComponent(script.pathname);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...own, "--allow-all", path, BROWSER],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  await ReadableStream.from([new TextEncoder().encode(JSON.stringify(question))]).pipeTo(process.stdin);
  const { code, stdout, stderr } = await output;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
