// Routers that answer junk of all kinds: each run ends with a result or with a fault, and never otherwise.
import { assertMatch } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds } from "../../_tapes.ts";
import { faultOf } from "./_routers.ts";

const VALUES = [
  "undefined",
  "null",
  "NaN",
  "-0",
  "-1",
  "1e308",
  "Infinity",
  "2 ** 53",
  '"12"',
  "[]",
  "{ valueOf() { throw 1; } }",
  "10n",
  "() => 1",
  "Symbol('s')",
  "new Proxy({}, { get() { throw new Error('got'); } })",
  "decision.quantity",
];

const STATEMENTS = [
  "orders.take[AT] = VALUE;",
  "orders.rest[AT] = VALUE;",
  "orders.takeLimit[AT] = VALUE;",
  "orders.take = VALUE;",
  "decision.market = VALUE;",
  "decision.offers = VALUE;",
  "decision.memory = VALUE;",
  "decision.offers.size.fill(VALUE);",
  "orders.take.set([VALUE, VALUE]);",
  "delete decision.nearQuotes;",
  "Object.freeze(decision);",
  "Object.setPrototypeOf(decision, VALUE);",
  "return VALUE;",
  "throw VALUE;",
  "decision.market.bid(VALUE);",
];

Deno.test("whatever a router answers, the run ends with a result or with a fault that names it", async () => {
  const codes: string[] = [];
  forSeeds(4, seeds(5, 150), (random) => {
    const pick = (list: readonly string[]): string => list[randomInt(random, list.length)]!;
    const statements = Array.from(
      { length: 3 },
      () =>
        pick(STATEMENTS).replaceAll("VALUE", () => pick(VALUES)).replace(
          "AT",
          String(randomInt(random, 7) - 1),
        ),
    );
    codes.push(`export default { rests: true, place(decision, orders) { ${statements.join(" ")} } };`);
  });
  for (const code of codes) assertMatch(await faultOf(code), /^(no fault$|mine\.js: )/, code);
});
