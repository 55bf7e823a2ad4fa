import { assertEquals } from "@std/assert";
import { comparedWith } from "../../src/backtest/compared.ts";
import { parseStrategy, strategyText } from "../../src/strategy/strategy_name.ts";

const BASELINES = ["best_ask: immediate+best-quote", "twap: twap+best-quote", "vwap: vwap+best-quote"];

/** The names, each with its strategy where that is another text. */
function names(strategy: string, ...compare: string[]): string[] {
  return Object.entries(comparedWith(parseStrategy(strategy), compare.map(parseStrategy)))
    .map(([name, other]) => name === strategyText(other) ? name : `${name}: ${strategyText(other)}`);
}

Deno.test("comparedWith() has the trial's baselines, the same schedule's placements, and what is asked for", () => {
  assertEquals(names("twap+sweep"), [...BASELINES, "twap+home", "twap+join"]);
  assertEquals(names("pov+cont-kukanov"), [
    ...BASELINES,
    ...["pov+best-quote", "pov+home", "pov+sweep", "pov+join"],
  ]);
  assertEquals(names("twap+home", "twap+home", "pov+home", "twap+sweep"), [
    ...BASELINES,
    "twap+sweep",
    "twap+join",
    "pov+home",
  ]);
  assertEquals(names("pov+join"), [...BASELINES, "pov+best-quote", "pov+home", "pov+sweep"]);
});

Deno.test("comparedWith() keeps a baseline beside a strategy that is the same", () => {
  assertEquals(names("twap+best-quote"), [...BASELINES, "twap+home", "twap+sweep", "twap+join"]);
});
