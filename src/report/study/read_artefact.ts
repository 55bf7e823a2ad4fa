/** The door for artefacts of studies from elsewhere. @module */

import { DataError } from "../../market/data_error.ts";
import { checkJson } from "../check_json.ts";
import { checkMainComparison } from "../read_artefact.ts";
import { STUDY_SCHEMA_VERSION, type StudyArtefact, studyArtefactSchema } from "./schema.ts";

/** Whether this is the artefact of a study, of whatever version, and not of a back-test: it says what was studied. */
export function isStudyArtefact(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "study");
}

/**
 * The artefact of a study, all of it checked.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} if it is of another schema version, naming the first field that is missing or something else.
 */
export function readStudyArtefact(value: unknown, file: string): StudyArtefact {
  const { schema_version: version } = value as { readonly schema_version?: unknown };
  if (version !== STUDY_SCHEMA_VERSION) {
    throw new DataError(
      `the artefact of a study, of schema version ${JSON.stringify(version)}; this sorlab reads version ` +
        `${STUDY_SCHEMA_VERSION}: merge the study's parts again`,
      { file },
    );
  }
  const artefact = checkJson(value, studyArtefactSchema, file);
  checkMainComparison(artefact, file);
  const { comparisons, tapes } = artefact;
  const short = Object.entries(comparisons).find(([, { by_tape }]) =>
    Object.values(by_tape).some(({ length }) => length !== tapes.length)
  );
  if (short !== undefined) {
    throw new DataError(
      `a list of comparisons.${short[0]}.by_tape is too short or long: not ${tapes.length}`,
      { file },
    );
  }
  return artefact;
}
