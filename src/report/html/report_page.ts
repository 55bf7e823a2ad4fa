import { DataError } from "../../market/data_error.ts";
import { SCHEMA_VERSION } from "../schema.ts";
import { Field } from "./field.ts";
import { documentOf, type Page } from "./page.ts";

/** The page of an artefact, by the rules of its back-test. */
export type PagesByRules = Readonly<Record<string, (artefact: Field) => Page>>;

/**
 * An artefact as a page for people: one HTML document without scripts, that loads nothing. The same
 * artefact gives the same page.
 *
 * @param artefact as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @param pages those that there are.
 * @throws {DataError} if it is no artefact, of another schema version, or a field is of a wrong type.
 *
 * @example
 * ```ts
 * import { backtestPage } from "./backtest_page.ts";
 * import { reportPage } from "./report_page.ts";
 * import { DataError } from "../../market/data_error.ts";
 * import { assertStringIncludes, assertThrows } from "@std/assert";
 * const artefact = { schema_version: 1, run: { rules: "market" }, verdict: "Against twap: <none>" };
 * const pages = { market: backtestPage };
 * assertStringIncludes(reportPage(artefact, "day.json", pages), "Against twap: &lt;none&gt;");
 * assertThrows(() => reportPage([], "day.json", pages), DataError, "day.json: no artefact of sorlab");
 * ```
 */
export function reportPage(artefact: unknown, file: string, pages: PagesByRules): string {
  if (typeof artefact !== "object" || artefact === null || !Object.hasOwn(artefact, "schema_version")) {
    throw new DataError(`no artefact of sorlab: there is no "schema_version"`, { file });
  }
  const root = new Field(artefact, file);
  const version = root.at("schema_version").json();
  if (version !== SCHEMA_VERSION) {
    throw new DataError(
      `an artefact of schema version ${JSON.stringify(version)}; this sorlab reads version ${SCHEMA_VERSION}`,
      { file },
    );
  }
  const rules = root.at("run", "rules").text() ?? "";
  if (!Object.hasOwn(pages, rules)) {
    const names = Object.keys(pages).join(" or ");
    throw new DataError(`run.rules is ${JSON.stringify(rules)}: not ${names}`, { file });
  }
  return documentOf(pages[rules]!(root));
}
