import { assert, assertEquals, assertThrows } from "@std/assert";
import { planBacktest } from "../../src/backtest/plan.ts";
import { learnProfile } from "../../src/backtest/profile.ts";
import { tapeDigest } from "../../src/market/digest.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { tapeOf, XNAS } from "../_tapes.ts";
import { makeTape } from "./_questions.ts";

const strategy = { name: parseStrategy("vwap-learnt+sweep"), volumeProfile: "yesterday", intervalNs: 3600e9 };

Deno.test("learnProfile() learns in slices of the plan, without prints that it says do not count", () => {
  const learnt = learnProfile(makeTape(), planBacktest({ strategy }));
  assertEquals([learnt.profile.intervalNs, learnt.profile.shares.length], [3600e9, 24]);
  assertEquals(learnt.digest, tapeDigest(sortByReceipt(makeTape())));
  const small = learnProfile(makeTape(), planBacktest({ strategy, rules: { quotes: { maxPrint: 100 } } }));
  const shares = [learnt, small].map(({ profile }) => profile.shares.reduce((sum, each) => sum + each));
  assert(shares[1]! > 0 && shares[1]! < shares[0]!, shares.join());
});

Deno.test("learnProfile() refuses a tape without a print", () => {
  const quiet = tapeOf([0, XNAS, [10, 100], [11, 100]]);
  assertThrows(() => learnProfile(quiet, planBacktest({ strategy })), Error, "no print on the tape counts");
});
