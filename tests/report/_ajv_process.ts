/** The process of `faultsByAjv()`: a line of cases on standard input, a line of what is wrong with them on standard output. @module */

import { linesOf } from "../_asked_process.ts";
import type { AjvAnswer, AjvCase } from "./_ajv.ts";

// Not a literal in the import, so that nothing but this process ever installs it.
const AJV = "npm:ajv@8.17.1/dist/2020.js";
const { default: { Ajv2020 } } = await import(AJV);

interface Fault {
  readonly instancePath: string;
  readonly message: string;
}

function faultsOf({ schema, values }: AjvCase): string[][] {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  return values.map((value) => {
    const found: Fault[] = validate(value) ? [] : validate.errors;
    return found.map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
}

function answer(cases: readonly AjvCase[]): AjvAnswer {
  try {
    return { faults: cases.map(faultsOf) };
  } catch (error) {
    return { refused: String(error) };
  }
}

for await (const line of linesOf(Deno.stdin.readable)) {
  // deno-lint-ignore no-console -- standard output is what is asked for
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
