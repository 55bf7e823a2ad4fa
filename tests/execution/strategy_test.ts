import { assert, assertEquals } from "@std/assert";
import { taking } from "../../src/execution/strategy.ts";
import { BUY } from "../../src/market/side.ts";
import { quote, XNAS, XNYS } from "../market/_rows.ts";
import { fillsOf, marketOf, run, slices, toBest } from "./_market.ts";

Deno.test("taking() makes a placement of a splitter, which takes at any price", () => {
  const market = marketOf([quote(0, XNAS, null, [10, 100]), quote(0, XNYS, null, [10.01, 100])]);
  const order = { side: BUY, quantity: 150, startNs: 1e9, endNs: 2e9 };
  const placement = taking(toBest);
  assertEquals(fillsOf(run(market, order, slices([1, 2], [150]), placement), market), [
    [1, "XNAS", 10, 100, "taken"],
    [1.000000001, "XNYS", 10.01, 50, "taken"],
  ]);
  const { name, sequential, rests, overfills } = placement;
  assertEquals([name, sequential, rests, overfills], ["to-best", false, false, false]);
  assert(taking(toBest, { sequential: true }).sequential);
});
