/** The process of `faultsByAjv()`: cases on standard input, what is wrong with them on standard output. @module */

import type { AjvCase } from "./_ajv.ts";

// Not a literal in the import, so that nothing but this process ever installs it.
const AJV = "npm:ajv@8.17.1/dist/2020.js";
const { default: { Ajv2020 } } = await import(AJV);

interface Fault {
  readonly instancePath: string;
  readonly message: string;
}

const cases: AjvCase[] = await new Response(Deno.stdin.readable).json();
const faults = cases.map(({ schema, values }) => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  return values.map((value) => {
    const found: Fault[] = validate(value) ? [] : validate.errors;
    return found.map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
});
await new Blob([JSON.stringify(faults)]).stream().pipeTo(Deno.stdout.writable);
