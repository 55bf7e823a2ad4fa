/** The door for artefacts of judgements from elsewhere. @module */

import { checkJson } from "../check_json.ts";
import { checkMainComparison, readHead } from "../read_artefact.ts";
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
  checkMainComparison(artefact, file);
  return artefact;
}
