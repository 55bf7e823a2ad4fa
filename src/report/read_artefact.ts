/** The door for artefacts of back-tests from elsewhere. @module */

import { DataError } from "../market/data_error.ts";
import { checkJson } from "./check_json.ts";
import { type Infer, object } from "./json_schema.ts";
import { type Artefact, artefactSchema } from "./schema.ts";
import { runSchema, SCHEMA_VERSION } from "./run_schema.ts";

const headSchema = object("Any artefact.", { run: runSchema });

/**
 * The schema version that an artefact names, which may be anything.
 *
 * @throws {DataError} if it names none.
 */
export function schemaVersionOf(value: unknown, file: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "schema_version")) {
    throw new DataError('no artefact of sorlab: there is no "schema_version"', { file });
  }
  return (value as { readonly schema_version: unknown }).schema_version;
}

/**
 * What every artefact tells, whatever its rules: how it came about.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} if it is no artefact, or of another schema version.
 */
export function readHead(value: unknown, file: string): Infer<typeof headSchema> {
  const version = schemaVersionOf(value, file);
  if (version !== SCHEMA_VERSION) {
    const isOlder = typeof version === "number" && version < SCHEMA_VERSION;
    throw new DataError(
      `an artefact of schema version ${JSON.stringify(version)}; this sorlab reads version ` +
        `${SCHEMA_VERSION}${isOlder ? ": run the back-test again" : ""}`,
      { file },
    );
  }
  return checkJson(value, headSchema, file);
}

/**
 * An artefact of a back-test by market rules, all of it checked.
 *
 * @param value as `JSON.parse` gave it, from wherever.
 * @param file its name, for messages.
 * @throws {DataError} naming the first field that is missing, or is something else.
 */
export function readArtefact(value: unknown, file: string): Artefact {
  readHead(value, file);
  const artefact = checkJson(value, artefactSchema, file);
  checkMainComparison(artefact, file);
  return artefact;
}

/**
 * Checks that the comparison of the verdict is there.
 *
 * @throws {DataError} if it is not.
 */
export function checkMainComparison(
  artefact: { readonly main_comparison: string; readonly comparisons: Readonly<Record<string, unknown>> },
  file: string,
): void {
  const { main_comparison: main, comparisons } = artefact;
  if (Object.hasOwn(comparisons, main)) return;
  const known = Object.keys(comparisons).join(", ");
  throw new DataError(`main_comparison is ${JSON.stringify(main)}: not one of ${known}`, { file });
}
