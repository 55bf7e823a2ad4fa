/** `sorlab study merge`: the parts of a study as one artefact. @module */

import { DataError } from "../../market/data_error.ts";
import { snakeKeys } from "../../report/snake_case.ts";
import { studyArtefact } from "../../report/study/artefact.ts";
import { studySummary } from "../../report/study/summary.ts";
import type { Terminal } from "../../report/terminal/summary.ts";
import { mergeParts } from "../../study/merge.ts";
import { partsIn } from "../../study/part_store.ts";
import { poolStudy } from "../../study/pool/pool_study.ts";
import { type Study, studyId } from "../../study/study.ts";
import { deliver } from "../artefact_output.ts";
import { UsageError, withFile } from "../errors.ts";
import { describeFeeChoice, sha256 } from "../fees.ts";
import { readOptions } from "../options.ts";
import { jsonText, tell } from "../output.ts";
import { checkPage } from "../page_options.ts";
import { keepOnly } from "../permissions.ts";
import { mergeOptions } from "./options.ts";
import { openStudy } from "./run.ts";

/** Merges the parts of a study. */
export async function merge(args: readonly string[]): Promise<void> {
  const values = readOptions(args, mergeOptions);
  if (values.noFile && values.out !== undefined) {
    throw new UsageError("--no-file and --out exclude each other");
  }
  checkPage({ ...values, open: false });
  const writes = !(values.noFile || values.out === "-") || values.html !== undefined;
  keepOnly(writes ? ["read", "write"] : ["read"]);
  const study = await openStudy(values.study ?? "study.json");
  const folder = values.parts ?? "parts";
  const { measured, failed, missing } = await withFile(
    `read ${folder}`,
    () => mergeParts(study, partsIn(folder), { isPartial: values.partial }),
  );
  if (measured.length === 0) throw new DataError("has no part of a tape that was measured", { file: folder });
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
