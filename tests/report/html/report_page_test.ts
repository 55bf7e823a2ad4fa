import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { NOTHING } from "../../../src/report/html/markup.ts";
import type { Page } from "../../../src/report/html/page.ts";
import { reportPage } from "../../../src/report/html/report_page.ts";
import { artefactOf, outcomeOf, RUN } from "../_outcome.ts";

const titled = (what: string) => (_: unknown, file: string): Page => ({
  title: `${what} of ${file}`,
  subtitle: "",
  verdict: { label: "Verdict", style: "unknown", body: NOTHING },
  warned: { warnings: [], warning_codes: [] },
  rows: [],
});
const PAGES = {
  market: titled("market"),
  trial: titled("trial"),
  judge: titled("judgement"),
  study: titled("study"),
};

Deno.test("reportPage() takes the page of the artefact's rules, or that of studies", async () => {
  const artefact = artefactOf(await outcomeOf());
  const title = (value: unknown) => /<h1>(.*)<\/h1>/.exec(reportPage(value, "x.json", PAGES))![1];
  assertEquals(title(artefact), "market of x.json");
  assertEquals(title({ ...artefact, run: { ...RUN, rules: "trial" } }), "trial of x.json");
  assertEquals(title({ ...artefact, run: { ...RUN, rules: "judge" } }), "judgement of x.json");
  assertEquals(title({ schema_version: 1, study: {} }), "study of x.json");
});

Deno.test("reportPage() refuses what is no artefact it knows", () => {
  const fail = (artefact: unknown, message: string) => {
    const error = assertThrows(() => reportPage(artefact, "x.json", PAGES), DataError);
    assertEquals(error.message, `x.json: ${message}`);
  };
  for (const none of [null, 7, "text", [], {}, { verdict: "x" }]) {
    fail(none, 'no artefact of sorlab: there is no "schema_version"');
  }
  fail(
    { schema_version: 1 },
    "an artefact of schema version 1; this sorlab reads version 3: run the back-test again",
  );
  fail({ schema_version: 4 }, "an artefact of schema version 4; this sorlab reads version 3");
  fail({ schema_version: "3" }, 'an artefact of schema version "3"; this sorlab reads version 3');
  fail({ schema_version: 3 }, "run is missing");
  fail(
    { schema_version: 3, run: { ...RUN, rules: "constructor" } },
    'run.rules is "constructor": not "market" or "trial" or "judge"',
  );
});
