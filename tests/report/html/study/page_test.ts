import { assertEquals, assertStringIncludes } from "@std/assert";
import { documentOf } from "../../../../src/report/html/page.ts";
import { studyPage } from "../../../../src/report/html/study/page.ts";
import { readStudyArtefact } from "../../../../src/report/study/read_artefact.ts";
import { type StudyArtefact, studyArtefactSchema } from "../../../../src/report/study/schema.ts";
import { artefactOfParts, BARE, TUNED, UNTUNED } from "../../study/_studies.ts";
import { assertChecked, assertEscaped, assertHarmless, assertNamed } from "../_checks.ts";
import { all, parse, textOf } from "../_page.ts";

const [FULL, PLAIN, EMPTY] = [TUNED, UNTUNED, BARE].map(artefactOfParts) as [
  StudyArtefact,
  StudyArtefact,
  StudyArtefact,
];

const draw = (artefact: StudyArtefact): string => documentOf(studyPage(artefact));

function makePage(artefact: unknown, file: string): string {
  return draw(readStudyArtefact(artefact, file));
}

const pageOf = (artefact: StudyArtefact) => parse(makePage(artefact, "study.json"));

Deno.test("studyPage() is one document that runs and loads nothing", () => {
  for (const artefact of [FULL, PLAIN, EMPTY]) assertHarmless(artefact, makePage);
});

Deno.test("studyPage() names every plot and heads every table", () => {
  for (const artefact of [FULL, PLAIN]) assertNamed(pageOf(artefact));
});

Deno.test("studyPage() shows text as text, whatever it is", () => {
  const { verdict, main_comparison, warnings, strategy, tapes, failed, missing, study } = FULL;
  const shown = [
    ...[verdict, main_comparison, strategy, study.id, failed[0]!.reason, missing[0]!.input],
    ...[tapes[0]!.day, tapes[0]!.symbol],
    ...warnings,
  ];
  assertEscaped(FULL, studyArtefactSchema, shown, makePage);
});

Deno.test("studyPage() is made of artefacts alone that have all their fields", () => {
  assertChecked({ ...EMPTY, study: { ...EMPTY.study, question: {} } }, readStudyArtefact, draw);
});

Deno.test("studyPage() has a section for each thing that a study says, and none for what it cannot", () => {
  const idsOf = (artefact: StudyArtefact) =>
    all(pageOf(artefact), "nav").flatMap((nav) => all(nav, "a")).map(({ attributes }) => attributes["href"]);
  const whole = [
    "warnings",
    "comparisons",
    "days",
    "symbols",
    "evidence",
    "power",
    "tuning",
    "tapes",
    "question",
  ];
  assertEquals(idsOf(FULL), whole.map((id) => `#${id}`));
  assertEquals(idsOf(PLAIN), whole.filter((id) => id !== "tuning").map((id) => `#${id}`));
  assertEquals(
    idsOf(EMPTY),
    ["warnings", "comparisons", "tuning", "tapes", "question"].map((id) => `#${id}`),
  );
});

Deno.test("studyPage() draws a row for every day, symbol and tape, and the pool below", () => {
  const page = pageOf(FULL);
  const rowsOf = (caption: string): string[] => {
    const found = all(page, "table").find((table) => textOf(all(table, "caption")[0]!) === caption);
    if (found === undefined) throw new Error(caption);
    return all(all(found, "tbody")[0]!, "tr").map((row) => textOf(row.children[0]!));
  };
  const { by_day, by_symbol } = FULL.comparisons["other0"]!;
  assertEquals(rowsOf("Saving by day"), [...by_day.map(({ day }) => day), "all together"]);
  assertEquals(rowsOf("Saving by symbol"), [...by_symbol.map(({ symbol }) => symbol), "all together"]);
  assertEquals(rowsOf("Saving on other0 by tape").length, FULL.tapes.length);
  assertEquals(rowsOf("Chosen on days before, scored on the day").length, FULL.tuned.length);
  const text = textOf(page);
  for (const piece of ["had it been", "2 points in 11 days", "four times in five", "torn<b>.csv"]) {
    assertStringIncludes(text, piece);
  }
});
