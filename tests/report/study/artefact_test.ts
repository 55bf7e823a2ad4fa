// The artefact of a study: its schema, its reader and its summary.
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { documentOf } from "../../../src/report/json_schema.ts";
import { isStudyArtefact, readStudyArtefact } from "../../../src/report/study/read_artefact.ts";
import { studyArtefactSchema } from "../../../src/report/study/schema.ts";
import { studySummary } from "../../../src/report/study/summary.ts";
import { faultsByAjv } from "../_ajv.ts";
import { artefactOfParts, BARE, TUNED, UNTUNED } from "./_studies.ts";

const [tuned, untuned, bare] = [TUNED, UNTUNED, BARE].map(artefactOfParts);

Deno.test("studyArtefact() is just what its schema says, and goes through JSON as it is", async () => {
  const artefacts = [tuned!, untuned!, bare!];
  const schema = documentOf("study", studyArtefactSchema);
  const { tapes: _, ...less } = tuned!;
  const [faults] = await faultsByAjv([{ schema, values: [...artefacts, less] }]);
  assertEquals(faults, [[], [], [], [" must have required property 'tapes'"]]);
  for (const artefact of artefacts) {
    assertEquals(readStudyArtefact(JSON.parse(JSON.stringify(artefact)), "study.json"), artefact);
    assert(isStudyArtefact(artefact));
  }
});

Deno.test("studyArtefact() is the same, byte for byte, in whatever order its parts come", () => {
  assertEquals(JSON.stringify(artefactOfParts(TUNED.toReversed())), JSON.stringify(tuned));
});

Deno.test("studyArtefact() lists tapes once, and what each saved beside them", () => {
  const { tapes, comparisons, sample, study, tuned: days } = tuned!;
  assertEquals([study.tasks, study.measured, study.failed, study.missing], [50, 48, 1, 1]);
  assertEquals([tapes.length, sample.scored_days, sample.scored_tapes], [48, 11, 44]);
  const { by_tape } = comparisons["other0"]!;
  assertEquals(by_tape.saving_bps.map((each) => each === null), tapes.map(({ day }) => day === "2024-01-01"));
  assertEquals(days[0]!.point, { lambda_under: 1.5 });
  assertEquals(new Set(days.map(({ point }) => point["lambda_under"])), new Set([1.5, 2]));
});

Deno.test("readStudyArtefact() refuses what is none of this version, or does not fit together", () => {
  const { by_tape, ...other } = tuned!.comparisons["other0"]!;
  const short = { ...tuned!.comparisons, other0: { ...other, by_tape: { ...by_tape, lower_bps: [] } } };
  const wrong = [
    [
      { schema_version: 7 },
      "of schema version 7; this sorlab reads version 1: merge the study's parts again",
    ],
    [{ main_comparison: "none" }, 'main_comparison is "none": not one of other0, other1, other2'],
    [{ comparisons: short }, "a list of comparisons.other0.by_tape is too short or long: not 48"],
    [{ verdict: 3 }, "verdict is 3: not a text"],
  ] as const;
  for (const [change, message] of wrong) {
    assertThrows(() => readStudyArtefact({ ...tuned!, ...change }, "study.json"), DataError, message);
  }
});

Deno.test("studySummary() has the verdict first, then comparisons, days and symbols, in the width there is", () => {
  for (const columns of [60, 80, 140]) {
    const lines = studySummary(tuned!, { columns, ascii: true }).split("\n");
    assertEquals(lines.filter((line) => line.length > columns), [], `${columns} columns`);
  }
  const wide = studySummary(tuned!, { columns: 200, ascii: false });
  assert(wide.startsWith(`${tuned!.verdict}\n`), wide);
  for (
    const piece of [
      "tuned on days before each; of 50 tapes 1 failed and 1 are missing",
      "other0 *",
      "2024-01-02",
      "S03",
      "days differ by",
      "4 symbols, where an interval of how far they differ takes 10",
      "with one day left out:",
    ]
  ) assertStringIncludes(wide, piece);
  assertStringIncludes(
    studySummary(bare!),
    "Not measurable: one day was scored, where an interval takes 4.\n",
  );
});
