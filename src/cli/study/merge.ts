/** `sorlab study merge`: the parts of a study as one artefact. @module */

import { DataError } from "../../market/data_error.ts";
import { snakeKeys } from "../../report/snake_case.ts";
import { studyArtefact } from "../../report/study/artefact.ts";
import { studySummary } from "../../report/study/summary.ts";
import type { Terminal } from "../../report/terminal/bar_table.ts";
import { mergeParts } from "../../study/merge.ts";
import { type FoundPart, partsIn } from "../../study/part_store.ts";
import { poolStudy } from "../../study/pool/pool_study.ts";
import { type Study, studyId } from "../../study/study.ts";
import { deliver } from "../artefact_output.ts";
import { withFile } from "../errors.ts";
import { describeFeeChoice } from "../fees.ts";
import { sha256 } from "../../market/sha256.ts";
import { readOptions } from "../read_arguments.ts";
import { jsonText, tell } from "../output.ts";
import { checkDestination, writesFiles } from "../page_options.ts";
import { keepOnly } from "../permissions.ts";
import { mergeOptions, type MergeValues } from "./options.ts";
import { openStudy } from "./run.ts";

/** Merges the parts of a study. */
export async function merge(args: readonly string[]): Promise<void> {
  const values = readOptions(args, mergeOptions);
  checkDestination(values);
  keepOnly(writesFiles(values) ? ["read", "write"] : ["read"]);
  const study = await openStudy(values.study ?? "study.json");
  const folder = values.parts ?? "parts";
  await withFile(`read ${folder}`, () => deliverStudy(study, partsIn(folder), folder, values));
}

/**
 * Merges parts, wherever they are from, and hands out the artefact.
 *
 * @param origin of the parts, for messages.
 * @throws {MissingPartsError} if tasks have no part, and all are wanted.
 */
export async function deliverStudy(
  study: Study,
  parts: AsyncIterable<FoundPart>,
  origin: string,
  values: Omit<MergeValues, "parts" | "study">,
): Promise<void> {
  const { measured, failed, missing } = await mergeParts(study, parts, { isPartial: values.partial });
  if (measured.length === 0) throw new DataError("has no part of a tape that was measured", { file: origin });
  const pooled = poolStudy(measured, { trainDays: values.trainDays });
  const artefact = studyArtefact(pooled, {
    study: { id: studyId(study), version: study.version, question: snakeKeys(questionShown(study)) },
    measured,
    failed,
    missing: missing.map((task) => ({ task: task.id, input: study.inputs[task.input]!.name })),
  });
  if (!values.quiet) tell(`digest ${sha256(`${jsonText(artefact, 2)}\n`)}`);
  const summary = (terminal: Terminal): string => studySummary(artefact, terminal);
  await deliver({ artefact, summary, warnings: artefact.warnings }, values);
}

/** Fees are told by their digest: a file of them is long. */
function questionShown({ question }: Study): Readonly<Record<string, unknown>> {
  const { rules: { fees, ...rules }, ...rest } = question;
  return { ...rest, rules: { ...rules, fees: describeFeeChoice(fees) } };
}
