import { assertEquals, assertThrows } from "@std/assert";
import { learnVolumeProfile } from "../../src/strategy/schedule/volume_profile.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { PLACEMENT_NAMES, SCHEDULE_NAMES } from "../../src/strategy/strategies.ts";
import { parametersOf, parseStrategy, rests, strategyText } from "../../src/strategy/strategy_name.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { benchOf } from "../search/_lab.ts";

Deno.test("parseStrategy() reads every pair, as strategyText() writes it", () => {
  for (const schedule of SCHEDULE_NAMES) {
    for (const placement of PLACEMENT_NAMES) {
      const strategy = { schedule, placement };
      assertEquals(parseStrategy(strategyText(strategy)), strategy);
    }
  }
});

Deno.test("parseStrategy() says what it does not know, and what there is", () => {
  const fail = (text: string, message: string): void => {
    assertThrows(() => parseStrategy(text), SyntaxError, message);
  };
  fail("twap", "not a schedule, a plus and a placement, such as twap+sweep");
  fail("twap+sweep+home", "not a schedule, a plus and a placement");
  fail("", "not a schedule, a plus and a placement");
  fail("tvap+sweep", `no schedule "tvap": use ${SCHEDULE_NAMES.join(", ")}`);
  fail("twap+", `no placement "": use ${PLACEMENT_NAMES.join(", ")}`);
  fail("twap+toString", 'no placement "toString"');
  fail("TWAP+sweep", 'no schedule "TWAP"');
});

Deno.test("StrategyMaker.make() makes every pair by its names", () => {
  const { market, setup } = benchOf();
  const profile = learnVolumeProfile(market, 60e9);
  const maker = new StrategyMaker(market, { ...setup, profile });
  for (const schedule of SCHEDULE_NAMES) {
    for (const placement of PLACEMENT_NAMES) {
      const made = maker.make({ schedule, placement }, FIRST_POINT);
      assertEquals([made.schedule.name, made.placement.name], [schedule, placement]);
      assertEquals(made.placement.rests, rests({ schedule, placement }));
    }
  }
  const poor = new StrategyMaker(market, setup);
  assertThrows(
    () => poor.make(parseStrategy("vwap-learnt+sweep"), FIRST_POINT),
    RangeError,
    "no volume profile",
  );
});

Deno.test("parametersOf() names what the placement reads", () => {
  const read = (text: string): string[] => Object.keys(parametersOf(parseStrategy(text)));
  assertEquals(read("pov+sweep"), []);
  assertEquals(read("twap+static-relative"), ["lambdaUnder"]);
  assertEquals(read("twap+cont-kukanov").length, 3);
  assertEquals(read("twap+cont-kukanov-adaptive"), ["lambdaOver", "lambdaUnder"]);
});
