/** Artefacts held to the schemas that sorlab publishes. @module */

import { assert, assertEquals } from "@std/assert";
import { checkJson } from "../../src/report/check_json.ts";
import { judgeSchema } from "../../src/report/judge/schema.ts";
import type { JsonSchema } from "../../src/report/json_schema.ts";
import { artefactSchema } from "../../src/report/schema.ts";
import { trialSchema } from "../../src/trial/schema.ts";

const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  market: artefactSchema,
  trial: trialSchema,
  judge: judgeSchema,
};

/** Asserts that it is an artefact just as its schema says, without a field more. */
export function assertArtefact(value: unknown): void {
  const { run: { rules } } = value as { readonly run: { readonly rules: string } };
  const schema = SCHEMAS[rules];
  assert(schema !== undefined, `rules ${rules}`);
  // What the schema does not know is left out. Compared as texts first, which takes a tenth of the time.
  const known = checkJson(value, schema!, "the artefact");
  if (JSON.stringify(known) !== JSON.stringify(value)) assertEquals(known, value);
}
