/** Ajv, a validator of JSON Schema that others wrote. @module */

import Ajv2020 from "npm:ajv@8.17.1/dist/2020.js";

/**
 * What is wrong with a value by a JSON Schema of draft 2020-12, path by path; nothing if nothing is.
 *
 * @throws {Error} if the schema is none, or Ajv's strict mode finds it careless.
 */
export function validator(schema: Record<string, unknown>): (value: unknown) => string[] {
  const validate = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);
  return (value) =>
    validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
