import { assert, assertEquals, assertThrows } from "@std/assert";
import { declarationOf } from "../../../src/strategy/external/declaration.ts";
import { RouterFault } from "../../../src/strategy/external/fault.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds } from "../../_tapes.ts";

const place = (): void => {};

Deno.test("declarationOf() takes an object or an instance of a class", () => {
  const traits = { sequential: false, rests: false, overfills: false };
  assertEquals(declarationOf({ place }, "placement", "r"), { parameters: {}, traits });
  class Own {
    rests = true;
    parameters = { pace: { range: [1, 2], unit: "shares" } };
    place(): void {}
  }
  assertEquals(declarationOf(new Own(), "placement", "r"), {
    parameters: { pace: { symbol: "pace", key: "pace", low: 1, high: 2, unit: "shares" } },
    traits: { ...traits, rests: true },
  });
});

Deno.test("declarationOf() says what is wrong", () => {
  const faults: readonly (readonly [exported: unknown, message: string])[] = [
    [undefined, "r: has no placement as its default export: export default { place(…) { … } }"],
    [place, "r: has no placement as its default export, but a function"],
    [Promise.resolve(), "r: its default export has no function place"],
    [{ place, rests: "yes" }, "r: rests is string yes: give true or false"],
    [{ place, rests: null }, "r: rests is null"],
    [{ place, parameters: [] }, "r: parameters is a list"],
    [{ place, parameters: { pace: 1 } }, "r: parameter pace: range must be two numbers"],
    [{ place, parameters: { pace: { range: [1, 1] } } }, "r: parameter pace: range must be two numbers"],
    [
      { place, parameters: { pace: { range: [0, Infinity] } } },
      "r: parameter pace: range must be two numbers",
    ],
    [{ place, parameters: { pace: { range: [0, 1], unit: 3 } } }, "r: parameter pace: unit must be a text"],
    [{ place, parameters: { "a b": { range: [0, 1] } } }, 'r: parameter "a b": a name is letters'],
    [
      { place, parameters: { theta_queue: { range: [0, 1] } } },
      "r: parameter theta_queue is the model's own",
    ],
  ];
  for (const [exported, message] of faults) {
    assertThrows(() => declarationOf(exported, "placement", "r"), RouterFault, message);
  }
});

Deno.test("declarationOf() makes a declaration or a fault of whatever is exported", () => {
  const junk = [
    undefined,
    null,
    0,
    NaN,
    -1,
    1e300,
    "",
    "x",
    true,
    [],
    {},
    place,
    Symbol("s"),
    1n,
    new Map(),
    new Date(NaN),
  ];
  forSeeds(3, seeds(500, 20_000), (random) => {
    const any = (depth: number): unknown => {
      if (depth === 0 || random() < 0.3) return junk[Math.floor(random() * junk.length)];
      if (random() < 0.3) return Array.from({ length: Math.floor(random() * 3) }, () => any(depth - 1));
      const names = [
        "parameters",
        "rests",
        "sequential",
        "overfills",
        "place",
        "begin",
        "range",
        "unit",
        "pace",
        "then",
      ];
      return Object.fromEntries(
        Array.from({ length: 4 }, () => [names[Math.floor(random() * names.length)]!, any(depth - 1)]),
      );
    };
    for (const part of ["schedule", "placement"] as const) {
      try {
        const { parameters, traits } = declarationOf(any(4), part, "r");
        for (const { low, high } of Object.values(parameters)) assert(low < high);
        assert(Object.values(traits).every((trait) => typeof trait === "boolean"));
      } catch (error) {
        if (!(error instanceof RouterFault)) throw error;
      }
    }
  });
});
