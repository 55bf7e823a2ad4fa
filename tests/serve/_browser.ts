/** Pages visited in a real browser, under their own policy, and judged by axe-core. @module */

import { assertEquals } from "@std/assert";
import { BROWSER } from "../report/_browser.ts";

/** A page to visit, and what to do there. */
export interface Visit {
  readonly url: string;
  /** CSS pixels. */
  readonly width: number;
  readonly colours: "light" | "dark";
  /** One after the other: wait until an expression is true, then evaluate another. */
  readonly steps: readonly { readonly waitFor?: string; readonly evaluate?: string }[];
  /** Where its picture goes, if anywhere. */
  readonly picture?: string | undefined;
}

/** What came of a visit. */
export interface Looked {
  /** What the steps evaluated to. */
  readonly seen: readonly unknown[];
  /** How much wider than its window the page is, CSS pixels. */
  readonly tooWide: number;
  /** What the console said: errors of scripts, and what the policy refused. */
  readonly console: readonly string[];
  /** What axe-core finds: the rule and the element. */
  readonly axe: readonly string[];
}

/** Visits pages in a process of its own, which alone has the packages and the rights. */
export async function inBrowser(visits: readonly Visit[]): Promise<Looked[]> {
  const own = ["--no-config", "--no-lock", "--node-modules-dir=none"];
  const script = decodeURIComponent(new URL("_browser_process.ts", import.meta.url).pathname);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...own, "--allow-all", script, BROWSER],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  await ReadableStream.from([new TextEncoder().encode(JSON.stringify(visits))]).pipeTo(process.stdin);
  const { code, stdout, stderr } = await output;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
