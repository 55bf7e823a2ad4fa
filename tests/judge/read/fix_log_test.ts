import { assertEquals, assertRejects } from "@std/assert";
import { RESTED, TAKEN } from "../../../src/execution/fill_log.ts";
import { UNTOLD } from "../../../src/judge/read/fields.ts";
import { readFills } from "../../../src/judge/read/fills.ts";
import { DataError } from "../../../src/market/data_error.ts";
import { ORIGIN_NS, withText } from "./_files.ts";

const OPTIONS = { originNs: ORIGIN_NS, symbol: "AAPL" };
const AT_NS = (13 * 3600 + 36 * 60 + 32) * 1e9;
const SOH = "\u0001";

type Fields = Readonly<Record<string, string | number>>;

/** An execution report of a fill. */
function report(fields: Fields, separator = SOH): string {
  const all = {
    35: 8,
    11: "C1",
    37: "O1",
    17: "E1",
    150: "F",
    39: 1,
    54: 1,
    55: "AAPL",
    30: "XNAS",
    31: 222.81,
    32: 100,
    60: "20240801-13:36:32.250",
    ...fields,
  };
  const body = Object.entries(all).filter(([, value]) => value !== "").map(([tag, value]) =>
    `${tag}=${value}`
  );
  return ["8=FIX.4.4", "9=178", ...body, "10=128", ""].join(separator);
}

function read(text: string) {
  return withText(text, (path) => readFills(path, OPTIONS));
}

async function sharesIn(...reports: readonly string[]) {
  const { fills, counts } = await read(`${reports.join("\n")}\n`);
  return { shares: [...fills.shares.subarray(0, fills.length)], counts };
}

Deno.test("readFills() reads a FIX log as it is, whatever stands between the fields and before the messages", async () => {
  const expected = await read(report({ 851: 1, 12: 0.3 }));
  const { fills } = expected;
  assertEquals(fills.length, 1);
  assertEquals([fills.timeNs[0], fills.price[0], fills.shares[0]], [AT_NS + 250e6, 222.81e9, 100]);
  assertEquals([fills.venues.list, fills.orders.list, fills.children.list], [["XNAS"], ["O1"], ["C1"]]);
  assertEquals([fills.kind[0], fills.fee[0], fills.side[0]], [RESTED, 3e6, 1]);
  for (const separator of ["|", "^A", ";", " | "]) {
    assertEquals(await read(report({ 851: 1, 12: 0.3 }, separator)), expected, separator);
  }
  assertEquals(await read(`2024-08-01 13:36:32.251 IN  ${report({ 851: 1, 12: 0.3 })}\r\n`), expected);
});

Deno.test("readFills() takes fills alone from a log: several messages a line, FIX 4.2's too", async () => {
  const other = report({ 35: "D" });
  const acknowledged = report({ 150: 0, 39: 0, 32: 0, 31: 0, 17: "E0" });
  const cancelled = report({ 150: 4, 39: 4, 32: 0, 31: 0, 17: "E4" });
  const old = report({ 150: 2, 39: 2, 17: "E3", 32: 7 });
  const line = `${other}${acknowledged}${report({})}${report({ 17: "E2", 32: 50 })}`;
  const { shares, counts } = await sharesIn(line, cancelled, old, report({ 17: "E9", 55: "MSFT" }));
  assertEquals([shares, counts], [[100, 50, 7], { other_messages: 1, other_symbols: 1 }]);
});

Deno.test("readFills() undoes busts, follows corrections and counts what is repeated once", async () => {
  const bust = report({ 17: "B1", 19: "E1", 150: "H" });
  const correct = report({ 17: "G1", 19: "E1", 150: "G", 32: 60 });
  const second = report({ 17: "E2", 32: 9 });
  assertEquals(await sharesIn(report({}), bust, second), { shares: [9], counts: { busted_executions: 1 } });
  assertEquals(await sharesIn(report({}), bust, bust, second), {
    shares: [9],
    counts: { busted_executions: 1, repeated_executions: 1 },
  });
  // The bust came first; or what it undoes is not in the log.
  assertEquals(await sharesIn(bust, report({}), second), { shares: [9], counts: { busted_executions: 1 } });
  assertEquals(await sharesIn(second, bust), { shares: [9], counts: { busts_of_unknown_executions: 1 } });
  assertEquals(await sharesIn(report({}), correct, second), {
    shares: [60, 9],
    counts: { corrected_executions: 1 },
  });
  // A correction that is repeated, the report that it corrects again, and a bust of the correction.
  assertEquals(await sharesIn(report({}), correct, correct, report({})), {
    shares: [60],
    counts: { corrected_executions: 1, repeated_executions: 2 },
  });
  assertEquals(await sharesIn(report({}), correct, report({ 17: "B2", 19: "G1", 150: "H" }), second), {
    shares: [9],
    counts: { corrected_executions: 1, busted_executions: 1 },
  });
  // As FIX 4.0 undoes, by ExecTransType; and the same id of another order is another execution.
  assertEquals(await sharesIn(report({}), report({ 17: "B1", 19: "E1", 20: 1, 150: "" }), second), {
    shares: [9],
    counts: { busted_executions: 1 },
  });
  assertEquals((await sharesIn(report({}), report({ 37: "O2", 32: 30 }))).shares, [100, 30]);
});

Deno.test("readFills() reads commissions of every type, sides and kinds", async () => {
  const { fills } = await read([
    report({ 17: 1, 12: 0.003, 13: 1 }),
    report({ 17: 2, 12: 0.01, 13: 2, 54: 5 }),
    report({ 17: 3, 12: -0.2, 13: 3, 851: 2 }),
    report({ 17: 4, 30: "", 100: "BATS", 851: 4 }),
  ].join("\n"));
  assertEquals([...fills.fee.subarray(0, 4)], [3e6, 22_281_000, -2e6, NaN]);
  assertEquals([...fills.side.subarray(0, 4)], [1, -1, 1, 1]);
  assertEquals([...fills.kind.subarray(0, 4)], [UNTOLD, UNTOLD, TAKEN, TAKEN]);
  assertEquals(fills.venues.list, ["XNAS", "BATS"]);
});

Deno.test("readFills() says where a log is wrong", async () => {
  const fail = async (text: string, message: string) => {
    const error = await assertRejects(() => read(text), DataError);
    assertEquals(error.message.replace(/^.*\/file/, "oms.log"), message);
  };
  await fail(report({ 31: "ten" }), 'oms.log:1: 31="ten": not a price');
  await fail(report({ 30: "" }), 'oms.log:1: 30="": no venue');
  await fail(report({ 54: 9 }), 'oms.log:1: 54="9": no side such as buy or sell');
  await fail(report({ 60: "" }), 'oms.log:1: 60="": no time');
  await fail(report({ 12: 1, 13: 7 }), 'oms.log:1: 12="1": 13="7": no CommType such as 1, 2 or 3');
  await fail(report({ 17: "" }), "oms.log:1: an execution report without ExecID 17=");
  await fail(`\n${report({ 150: "H" })}`, "oms.log:2: an execution report without ExecRefID 19=");
  await fail(
    `${report({})}\n${report({ 32: 200 })}`,
    "oms.log:2: execution 17=E1 stands on line 1 too, with another fill",
  );
  await fail("8=FIX.4.4|35=8|", "oms.log:1: no FIX message: its second field is not BodyLength, 9=");
  await fail(report({ 35: 0 }), "oms.log: holds no fill");
});
