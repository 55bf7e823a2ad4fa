/** Any artefact as an HTML document. @module */

import { readHead } from "../read_artefact.ts";
import type { Run } from "../schema.ts";
import { isStudyArtefact } from "../study/read_artefact.ts";
import { documentOf, type Page } from "./page.ts";

/** How artefacts become pages, by the rules of their back-test, or as of a study: each checks what it reads. */
export type PagesByKind = Readonly<Record<Run["rules"] | "study", (artefact: unknown, file: string) => Page>>;

/**
 * An artefact as a page for people: one HTML document without scripts, that loads nothing. The same
 * artefact gives the same page.
 *
 * @param artefact as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @param pages those that there are.
 * @throws {DataError} if it is no artefact, of another schema version, or a field is missing or something else.
 *
 * @example
 * ```ts
 * import { DataError } from "../../market/data_error.ts";
 * import { readArtefact } from "../read_artefact.ts";
 * import { backtestPage } from "./backtest_page.ts";
 * import { reportPage } from "./report_page.ts";
 * import { assertThrows } from "@std/assert";
 * const page = (artefact: unknown, file: string) => backtestPage(readArtefact(artefact, file));
 * const pages = { market: page, trial: page, judge: page, study: page };
 * assertThrows(() => reportPage([], "day.json", pages), DataError, "day.json: no artefact of sorlab");
 * ```
 */
export function reportPage(artefact: unknown, file: string, pages: PagesByKind): string {
  const kind = isStudyArtefact(artefact) ? "study" : readHead(artefact, file).run.rules;
  return documentOf(pages[kind](artefact, file));
}
