/** Pages visited in a real browser, under their own policy, and judged by axe-core. @module */

import { askBrowser } from "../report/_browser.ts";

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

/** Visits pages. */
export function inBrowser(visits: readonly Visit[]): Promise<Looked[]> {
  return askBrowser(new URL("_browser_process.ts", import.meta.url), visits);
}
