/** Artefacts of studies to test with. @module */

import { studyArtefact } from "../../../src/report/study/artefact.ts";
import type { StudyArtefact } from "../../../src/report/study/schema.ts";
import type { MeasuredPart } from "../../../src/study/part.ts";
import { poolStudy } from "../../../src/study/pool/pool_study.ts";
import { LAWS, simulateStudy } from "../../study/pool/_simulated.ts";
import { measuredPart } from "../../study/_parts.ts";

const STUDY = { id: "ab".repeat(32), version: "1.0.0", question: { strategy: "twap+static-relative" } };

const artefacts = new Map<readonly MeasuredPart[], StudyArtefact>();

/** The artefact of these parts, with a task that failed and one that is missing. Tests share it, and leave it as it is. */
export function artefactOfParts(measured: readonly MeasuredPart[]): StudyArtefact {
  const known = artefacts.get(measured) ?? pool(measured);
  artefacts.set(measured, known);
  return known;
}

function pool(measured: readonly MeasuredPart[]): StudyArtefact {
  return studyArtefact(poolStudy(measured), {
    study: STUDY,
    measured,
    failed: [{
      format: "sorlab-part-1",
      version: "1.0.0",
      task: "f".repeat(64),
      status: "failed",
      input: "torn<b>.csv",
      exitCode: 3,
      reason: "no row & no <i>quote</i>",
    }],
    missing: [{ task: "e".repeat(64), input: "late.csv" }],
  });
}

/** Simulated parts of one point. */
export const UNTUNED: readonly MeasuredPart[] =
  simulateStudy(LAWS[1]!, { days: 12, symbols: 4, comparisons: 3, seed: 6 }).parts;

/** The same, tuned over two points of a parameter, of which the second costs less every other day. */
export const TUNED: readonly MeasuredPart[] = UNTUNED.map((part, i) => ({
  ...part,
  measured: { ...part.measured, parameters: ["lambdaUnder"], points: [[1.5], [2]] },
  runs: [0, 1].map((point) => ({
    ...part.runs[0]!,
    tuningDollars: point * (Math.floor(i / 4) % 2 === 0 ? 1 : -3),
  })),
  runAt: [0, 1],
}));

/** One tape of two blocks: no interval of anything. */
export const BARE: readonly MeasuredPart[] = [measuredPart()];
