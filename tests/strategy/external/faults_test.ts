// Routers that do what a router may not: each is a clean error that names the file, the order and the decision.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { faultOf, withFiles } from "./_routers.ts";

const place = (body: string): string => `export default { place(decision, orders) { ${body} } };`;

/** What a placement's code comes to. */
const PLACEMENTS: readonly (readonly [name: string, code: string, message: RegExp])[] = [
  [
    "throws",
    place(`if (decision.index === 1) throw new Error("mine");`),
    /^mine\.js: order \d+, decision 1: threw Error: mine at mine\.js:1$/,
  ],
  [
    "throws at its line",
    `export default {\n\n  place() { null.x; },\n};`,
    /^mine\.js: order 0, decision 0: threw TypeError: .* at mine\.js:3$/,
  ],
  [
    "throws what has no text",
    place("throw { toString() { throw 1; } };"),
    /order 0, decision 0: threw something that has no text$/,
  ],
  ["returns a promise", "export default { async place() {} };", /order 0, decision 0: returned a promise: /],
  ["sends NaN", place("orders.take[0] = NaN;"), /order 0, decision 0: sent NaN shares to be taken at XNAS$/],
  ["sends less than nothing", place("orders.take[1] = -1;"), /sent -1 shares to be taken at /],
  ["sends parts of shares", place("orders.take[0] = 0.5;"), /sent 0\.5 shares to be taken at XNAS$/],
  [
    "sends what is not there",
    place("orders.take[0] = decision.leaves + 1;"),
    /^mine\.js: order 0, decision 0: sent 201 shares where 200 are left$/,
  ],
  [
    "rests undeclared",
    place("orders.rest[0] = 1;"),
    /sent 1 shares to rest at XNAS, and does not declare rests: true$/,
  ],
  [
    "reads a file",
    place(`Deno.readTextFileSync("/etc/passwd");`),
    /decision 0: threw ReferenceError: Deno is not defined at mine\.js:1 \(a router has the language alone/,
  ],
  ["reads the environment", place("process.env.HOME;"), /process is not defined .*the language alone/],
  ["opens a connection", place(`fetch("http://127.0.0.1:1");`), /fetch is not defined .*the language alone/],
  [
    "imports the runtime",
    `import "node:fs"; ${place("")}`,
    /^mine\.js: threw Error: cannot import node:fs: a router imports files of its own/,
  ],
  [
    "imports what is not there",
    `import "./gone.js"; ${place("")}`,
    /^mine\.js: threw Error: cannot import \.\/gone\.js: there is no /,
  ],
  ["makes code of text", place(`(() => {}).constructor("return 1")();`), /a router makes no code from text/],
  ["waits in its module", `await 1; ${place("")}`, /^mine\.js: threw SyntaxError: await is only valid/],
  ["is no JavaScript", "export default {", /^mine\.js: Unexpected token/],
  ["exports nothing", "export const x = 1;", /^mine\.js: has no placement as its default export/],
  ["is a schedule", "export default { begin() {} };", /^mine\.js: is a schedule: write mine\.js\+sweep$/],
  [
    "breaks what it is handed",
    place("structuredClone(decision.offers.price, { transfer: [decision.offers.price.buffer] });"),
    /order 0, decision 1: threw TypeError: /,
  ],
  [
    "goes by chance",
    place("orders.take[Math.floor(Math.random() * 5)] = decision.quantity;"),
    /^mine\.js: order \d+: is not deterministic: /,
  ],
  [
    "goes by a clock",
    place("orders.take[Date.now() % 5] = decision.quantity;"),
    /^mine\.js: order \d+: is not deterministic: /,
  ],
  [
    "keeps what it saw of another order",
    `let n = 0; ${place("orders.take[n++ % 5] = decision.quantity;")}`,
    /^mine\.js: order \d+: is not deterministic: /,
  ],
];

for (const [name, code, message] of PLACEMENTS) {
  Deno.test(`a placement that ${name} is a fault`, async () => assertMatch(await faultOf(code), message));
}

const SCHEDULES: readonly (readonly [name: string, plan: string, message: RegExp])[] = [
  ["plans nothing", "undefined", /^mine\.js: order 0: planned undefined, which is no plan$/],
  ["plans later", "Promise.resolve({})", /^mine\.js: order 0: returned a promise: /],
  ["plans no slice", "{ slices: 0, startNs, target }", /planned 0 slices: give a whole number from 1 to /],
  ["plans too many slices", "{ slices: 1e9, startNs, target }", /planned 1000000000 slices/],
  ["says no target", "{ slices: 1, startNs }", /its plan has no function target$/],
  ["begins before the order", "{ slices: 1, startNs: () => -1, target }", /slice 0 begins at -1 ns: /],
  ["goes back in time", "{ slices: 2, startNs: (i) => startNs(2 - i), target }", /slice 1 begins at /],
  [
    "wants no number",
    "{ slices: 2, startNs, target: () => NaN }",
    /^mine\.js: order 0, decision 0: wants NaN shares by slice 0, of an order of 200$/,
  ],
  [
    "wants more than the order",
    "{ slices: 2, startNs, target: () => 201 }",
    /wants 201 shares by slice 0, of an order of 200$/,
  ],
  [
    "looks ahead when it plans",
    "(market.bid(market.rows), 1)",
    /order 0: looked at row \d+; it sees rows 0 to \d+$/,
  ],
  [
    "looks ahead at a slice",
    "{ slices: 2, startNs, target: () => market.bestBid(market.nowNs + 1) }",
    /order 0, decision 0: looked at the time /,
  ],
];

for (const [name, plan, message] of SCHEDULES) {
  Deno.test(`a schedule that ${name} is a fault`, async () => {
    const code = `export default { begin(order, market) {
      const startNs = (i) => order.startNs + i * (order.endNs - order.startNs) / 2;
      const target = () => order.quantity;
      return ${plan};
    } };`;
    assertMatch(await faultOf(code, "./mine.js+sweep"), message);
  });
}

Deno.test("schedule and placement may not declare the same parameter", async () => {
  const parameters = "parameters: { pace: { range: [0, 1] } }";
  const files = {
    "when.js": `export default { ${parameters}, begin() {} };`,
    "where.js": `export default { ${parameters}, place() {} };`,
  };
  await withFiles(files, async (open) => {
    const { planBacktest } = await import("../../../src/backtest/plan.ts");
    const name = await open("./when.js+./where.js");
    let message = "";
    try {
      planBacktest({ strategy: { name } });
    } catch (error) {
      message = (error as Error).message;
    }
    assertStringIncludes(message, "schedule and placement both declare pace");
  });
});

Deno.test("what a router does once it has answered counts for nothing", async () => {
  assertEquals(await faultOf(place(`Promise.reject(new Error("late")); orders.take[0] = 1;`)), "no fault");
});
