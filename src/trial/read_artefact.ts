/** Reads artefacts of trial back-tests, whoever wrote them. @module */

import { checkJson } from "../report/check_json.ts";
import { readHead } from "../report/read_artefact.ts";
import { type TrialArtefact, trialSchema } from "./schema.ts";

/**
 * An artefact of a back-test by trial rules, all of it checked.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} naming the first field that is missing, or is something else.
 */
export function readTrialArtefact(value: unknown, file: string): TrialArtefact {
  readHead(value, file);
  return checkJson(value, trialSchema, file);
}
