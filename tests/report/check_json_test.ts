import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { randomInt } from "../../src/market/random.ts";
import { checkJson } from "../../src/report/check_json.ts";
import { anything, array, documentOf, number, object, record, text } from "../../src/report/json_schema.ts";
import { artefactSchema } from "../../src/report/schema.ts";
import { seeds } from "../_seeds.ts";
import { forSeeds } from "../_tapes.ts";
import { faultsByAjv } from "./_ajv.ts";
import { artefactOf, outcomeOf } from "./_outcome.ts";

const artefact = artefactOf(await outcomeOf());

Deno.test("checkJson() gives what the schema says, and leaves out what it does not know", () => {
  assertEquals(checkJson(artefact, artefactSchema, "x.json"), artefact);
  const more = { ...artefact, later: 1, orders: { ...artefact.orders, later: { x: 1 } } };
  assertEquals(checkJson(more, artefactSchema, "x.json"), artefact);
  const any = { a: [1, { b: null }] };
  assertEquals(checkJson(any, record("x", anything("x")), "x.json"), any);
});

Deno.test("checkJson() names what is wrong, and where, in one harmless line", () => {
  const schema = record("x", array("x", object("x", { b: number("x"), c: text("x") })));
  const fail = (value: unknown, message: string) => {
    const error = assertThrows(() => checkJson(value, schema, "x.json"), DataError);
    assertEquals(error.message, `x.json: ${message}`);
  };
  const name = "a\u001b[31m\n";
  const quoted = '"a\\u001b[31m\\n"';
  const number_ = "a number that a double counts exactly up to";
  fail([], "the whole is []: not an object");
  fail({ [name]: [{ b: "x".repeat(100), c: "" }] }, `${quoted}[0].b is "${"x".repeat(39)}…: not ${number_}`);
  fail({ ok: [{ b: 1, c: "" }, { b: 1 }] }, "ok[1].c is missing");
  fail({ ok: [{ b: 1, c: null }] }, "ok[0].c is null: not a text");
  fail(JSON.parse('{"a": [{"b": 1e999, "c": ""}]}'), `a[0].b is null: not ${number_}`);
  fail(JSON.parse('{"__proto__": 1}'), "__proto__ is 1: not a list");
  assertThrows(() => checkJson({}, object("x", { constructor: text("x") }), "x"), DataError, "is missing");
});

Deno.test("checkJson() finds fault where another validator does, and only there", async () => {
  const paths = [...pathsOf(artefact)];
  const wrongs = [null, "a text", "routing", 7, 1.5, -3, true, [], [1, 2], {}, { x: 1 }];
  const values: unknown[] = [artefact];
  const changes = ["none"];
  const tries = seeds(80, 300);
  forSeeds(1, tries, (random) => {
    const copy = structuredClone(artefact);
    const path = paths[randomInt(random, paths.length)]!;
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
    const wrong = random() < 0.2 ? undefined : wrongs[randomInt(random, wrongs.length)];
    (holder as Record<string, unknown>)[path.at(-1)!] = wrong;
    values.push(JSON.parse(JSON.stringify(copy)));
    changes.push(`${path.join(".")}: ${JSON.stringify(wrong)}`);
  });
  const [theirs] = await faultsByAjv([{ schema: documentOf("x", artefactSchema), values }]);
  const ours = values.map((value) => {
    try {
      checkJson(value, artefactSchema, "x.json");
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  });
  for (const [i, fault] of ours.entries()) {
    assertEquals(fault !== "", theirs![i]!.length > 0, `${changes[i]}: ${fault} / ${theirs![i]}`);
  }
  const refused = ours.filter((fault) => fault !== "").length;
  assert(refused > tries / 3 && refused < tries, `${refused} of ${tries} refused`);
});

function* pathsOf(value: unknown): Generator<string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    yield [key];
    for (const path of pathsOf(child)) yield [key, ...path];
  }
}
