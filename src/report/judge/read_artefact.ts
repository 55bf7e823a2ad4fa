/** The door for artefacts of judgements from elsewhere. @module */

import { DataError } from "../../market/data_error.ts";
import { checkJson } from "../check_json.ts";
import { readHead } from "../read_artefact.ts";
import { type JudgeArtefact, judgeSchema } from "./schema.ts";

/**
 * The artefact of a judgement, all of it checked.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} naming the first field that is missing, or is something else.
 */
export function readJudgeArtefact(value: unknown, file: string): JudgeArtefact {
  readHead(value, file);
  const artefact = checkJson(value, judgeSchema, file);
  if (Object.hasOwn(artefact.comparisons, artefact.main_comparison)) return artefact;
  const known = Object.keys(artefact.comparisons).join(", ");
  const main = JSON.stringify(artefact.main_comparison);
  throw new DataError(`main_comparison is ${main}: not one of ${known}`, { file });
}
