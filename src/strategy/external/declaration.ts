/** What a module declares by its default export, checked. @module */

import { type Parameter, PARAMETERS } from "../../model/parameters.ts";
import { RouterFault } from "./fault.ts";
import type { PlacementTraits, StrategyPart } from "./router.ts";

/** What a module declares. */
export interface Declaration {
  /** By name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Of a placement's child orders. */
  readonly traits: PlacementTraits;
}

/** The function that each part of a strategy is. */
const METHODS = { schedule: "begin", placement: "place" } as const satisfies Record<StrategyPart, string>;
const OTHER = { schedule: "placement", placement: "schedule" } as const satisfies Record<
  StrategyPart,
  StrategyPart
>;

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Names that artefacts give the model's own parameters. */
const MODEL_NAMES = new Set(Object.entries(PARAMETERS).flatMap(([name, { key }]) => [name, key]));
const LONGEST_UNIT = 100;
const MOST_PARAMETERS = 20;

/**
 * What a default export declares.
 *
 * @param router its name, for messages.
 * @throws {RouterFault} saying what is missing or wrong.
 */
export function declarationOf(exported: unknown, part: StrategyPart, router: string): Declaration {
  const fail = (reason: string): never => {
    throw new RouterFault(router, reason);
  };
  if (typeof exported !== "object" || exported === null) {
    return fail(
      `has no ${part} as its default export${exported === undefined ? "" : `, but ${kindOf(exported)}`}: ` +
        `export default { ${METHODS[part]}(…) { … } }; sorlab new ${part} FILE writes one`,
    );
  }
  const { parameters = {}, sequential = false, rests = false, overfills = false, ...methods } =
    exported as Record<
      string,
      unknown
    >;
  // Methods of a class stand on its prototype, so they are not among the object's own properties.
  const has = (name: string): boolean =>
    typeof (methods[name] ?? (exported as Record<string, unknown>)[name]) === "function";
  if (!has(METHODS[part])) {
    fail(
      has(METHODS[OTHER[part]])
        ? `is a ${OTHER[part]}: write ${part === "schedule" ? `twap+${router}` : `${router}+sweep`}`
        : `its default export has no function ${METHODS[part]}: it is no ${part}`,
    );
  }
  for (const [name, value] of Object.entries({ sequential, rests, overfills })) {
    if (typeof value !== "boolean") fail(`${name} is ${kindOf(value)}: give true or false`);
  }
  return {
    parameters: parametersIn(parameters, fail),
    traits: { sequential, rests, overfills } as PlacementTraits,
  };
}

function parametersIn(declared: unknown, fail: (reason: string) => never): Record<string, Parameter> {
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) {
    fail(`parameters is ${kindOf(declared)}: give an object, such as { patience: { range: [0, 1] } }`);
  }
  const entries = Object.entries(declared as Record<string, unknown>);
  if (entries.length > MOST_PARAMETERS) {
    fail(`declares ${entries.length} parameters: at most ${MOST_PARAMETERS}`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, parameterIn(name, value, fail)]));
}

function parameterIn(name: string, value: unknown, fail: (reason: string) => never): Parameter {
  if (!NAME.test(name)) fail(`parameter ${JSON.stringify(name)}: a name is letters, digits and underscores`);
  if (MODEL_NAMES.has(name)) fail(`parameter ${name} is the model's own: take another name`);
  const { range, unit = "1" } = (value ?? {}) as Record<string, unknown>;
  const [low, high] = Array.isArray(range) && range.length === 2 ? range : [];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    fail(`parameter ${name}: range must be two numbers, the least before the greatest, such as [0, 1]`);
  }
  if (typeof unit !== "string" || unit.length > LONGEST_UNIT) {
    fail(`parameter ${name}: unit must be a text of at most ${LONGEST_UNIT} characters`);
  }
  return { symbol: name, key: name, low, high, unit: unit as string };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value === "object") {
    return typeof (value as PromiseLike<unknown>).then === "function" ? "a promise" : "an object";
  }
  return `${typeof value} ${String(value).slice(0, 50)}`;
}
