/** Artefacts held to the schemas that sorlab publishes. @module */

import { assert, assertEquals } from "@std/assert";
import { documentOf, type JsonSchema } from "../../src/report/json_schema.ts";
import { artefactSchema } from "../../src/report/schema.ts";
import { trialSchema } from "../../src/trial/schema.ts";
import { validator } from "./_ajv.ts";

/** The schema, but that no object has other fields than those it knows. */
export function closed(schema: JsonSchema): Record<string, unknown> {
  const { properties, additionalProperties, items, prefixItems, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, closed(each)])),
      additionalProperties: false,
    }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
    ...(items !== undefined && { items: items && closed(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(closed) }),
  };
}

const VALIDATORS: Readonly<Record<string, (value: unknown) => string[]>> = {
  market: validator(closed(documentOf("market", artefactSchema))),
  trial: validator(closed(documentOf("trial", trialSchema))),
};

/** Asserts that it is an artefact just as its schema says, without a field more. */
export function assertArtefact(value: unknown): void {
  const { run: { rules } } = value as { readonly run: { readonly rules: string } };
  const validate = VALIDATORS[rules];
  assert(validate !== undefined, `rules ${rules}`);
  assertEquals(validate!(value), []);
}
