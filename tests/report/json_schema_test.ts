import { assert, assertEquals } from "@std/assert";
import {
  array,
  choice,
  documentOf,
  fieldsOf,
  integer,
  type JsonSchema,
  nullable,
  number,
  object,
  openObject,
  optional,
  pair,
  record,
  text,
  truth,
} from "../../src/report/json_schema.ts";
import { artefactSchema } from "../../src/report/schema.ts";
import { trialSchema } from "../../src/trial/schema.ts";
import { faultsByAjv } from "./_ajv.ts";

Deno.test("schemas are plain JSON Schema, a field described with its unit", () => {
  const schema = object("A fill.", {
    price: nullable(number("Average.", "dollars a share")),
    side: choice("What it does.", ["buy", "sell"]),
    note: optional(text("Whatever there is to say.")),
  });
  assertEquals(schema, {
    type: "object",
    description: "A fill.",
    properties: {
      price: { type: ["number", "null"], description: "Average. Unit: dollars a share." },
      side: { type: "string", enum: ["buy", "sell"], description: "What it does." },
      note: { type: "string", description: "Whatever there is to say." },
    },
    required: ["price", "side"],
  });
  assertEquals(nullable(choice("x", [1, 2])), {
    type: ["integer", "null"],
    enum: [1, 2, null],
    description: "x",
  });
});

Deno.test("schemas say to another validator what their types say to the compiler", async () => {
  const cases: readonly (readonly [schema: JsonSchema, right: unknown[], wrong: unknown[]])[] = [
    [number("x"), [1.5, -2], ["1", null]],
    [integer("x"), [3], [1.5, null]],
    [truth("x"), [true, false], [0, null]],
    [nullable(text("x")), ["a", null], [1]],
    [nullable(choice("x", ["a", "b"])), ["a", null], ["c"]],
    [array("x", integer("x")), [[], [1, 2]], [[1.5], 1]],
    [pair("x", integer("x")), [[1, 2]], [[1], [1, 2, 3], ["a", "b"]]],
    [record("x", integer("x")), [{}, { a: 1 }], [{ a: "b" }, []]],
    [fieldsOf("x", ["a", "b"], integer("x")), [{ a: 1, b: 2 }], [{ a: 1 }, { a: 1, b: "2" }]],
    [object("x", { a: integer("x"), b: optional(text("x")) }), [{ a: 1 }, { a: 1, c: 2 }], [
      {},
      { a: 1, b: 2 },
    ]],
    [openObject("x", { a: integer("x") }, text("x")), [{ a: 1, b: "c" }], [{ a: "1" }, { a: 1, b: 2 }]],
  ];
  const faults = await faultsByAjv(
    cases.map(([schema, right, wrong]) => ({
      schema: documentOf("x", schema),
      values: [...right, ...wrong],
    })),
  );
  for (const [i, [schema, right, wrong]] of cases.entries()) {
    const found = faults[i]!.map((each) => each.length > 0);
    assertEquals(found, [...right.map(() => false), ...wrong.map(() => true)], JSON.stringify(schema));
  }
});

/** Every schema within. */
function* within(schema: JsonSchema): Generator<JsonSchema> {
  yield schema;
  const { properties = {}, additionalProperties, items, prefixItems = [] } = schema;
  const inner = [...Object.values(properties), additionalProperties, items || undefined, ...prefixItems];
  for (const each of inner) if (each !== undefined) yield* within(each);
}

Deno.test("the artefacts' schemas describe every field in a sentence, and have a unit for what is measured", () => {
  for (const schema of [artefactSchema, trialSchema]) {
    for (const { description, properties = {} } of within(schema)) {
      assert(/^[A-Zλθ].*\.$|^(null: .*\.)/s.test(description ?? ""), description);
      for (const [name, field] of Object.entries(properties)) {
        const unit = name.endsWith("_bps")
          ? "basis points"
          : name.endsWith("_s") || name === "seconds"
          ? "seconds"
          : undefined;
        const figures = [...within(field)].filter(({ type }) => [type].flat().includes("number"));
        for (const { description } of unit === undefined ? [] : figures) {
          assert(description!.endsWith(`Unit: ${unit}.`), `${name}: ${description}`);
        }
      }
    }
  }
});
