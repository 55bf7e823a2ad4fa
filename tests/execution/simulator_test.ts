import { assertEquals, assertThrows } from "@std/assert";
import type { Decision } from "../../src/execution/strategy.ts";
import { taking } from "../../src/execution/strategy.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { type Level, print, quote, XNAS, XNYS } from "../market/_rows.ts";
import {
  fillsOf,
  marketOf,
  placing,
  restsAt,
  rulesOf,
  run,
  slices,
  sweeping,
  takes,
  toBest,
} from "./_market.ts";

function order(quantity: number, startSeconds: number, endSeconds: number, side: Side = BUY) {
  return { side, quantity, startNs: startSeconds * 1e9, endNs: endSeconds * 1e9 };
}

/** One slice, all of the order. */
const once = (from: number, to: number) => slices([from, to], [1e9]);

const BID: Level = [9.99, 100];

Deno.test("Simulator shows a decision the rows received before it, and no more", () => {
  const market = marketOf([
    quote(0, XNAS, BID, [10, 100]),
    quote(1, XNAS, [9.98, 70], [10.01, 50]),
    quote(2, XNAS, BID, [10.02, 60]),
  ]);
  const seen: unknown[] = [];
  const looking = placing(({ nowNs, rows, offers, nearQuotes, mid, quantity, leaves, untilNs }) => {
    seen.push([nowNs, rows, offers.price[0], offers.size[0], nearQuotes.price[0], nearQuotes.size[0], mid]);
    seen.push([quantity, leaves, untilNs]);
  });
  run(market, order(500, 1, 3), slices([1, 1.000000001, 2.5, 3], [100, 500, 200]), looking);
  assertEquals(seen, [
    [1e9, 2, 10e9, 100, 9.99e9, 100, 9.995e9],
    [100, 500, 1000000001],
    [1000000001, 3, 10.01e9, 50, 9.98e9, 70, 9.995e9],
    [500, 500, 2.5e9],
    [2.5e9, 4, 10.02e9, 60, 9.99e9, 100, 10.005e9],
    [200, 500, 3e9],
  ]);
});

Deno.test("Simulator lets a decision act after its latency, on the book after all rows until then", () => {
  const market = marketOf([
    quote(0, XNAS, BID, [10, 100]),
    quote(1.0005, XNAS, BID, [10.01, 80]),
    quote(1.000500001, XNAS, BID, [10.02, 80]),
  ]);
  const fills = (latencyNs: number) =>
    fillsOf(run(market, order(50, 1, 3), once(1, 3), takes({ 0: 50 }), { latencyNs }), market);
  assertEquals(fills(0), [[1, "XNAS", 10, 50, "taken"]]);
  assertEquals(fills(499_999), [[1.000499999, "XNAS", 10, 50, "taken"]]);
  assertEquals(fills(500_000), [[1.0005, "XNAS", 10.01, 50, "taken"]]);
  assertEquals(fills(500_001), [[1.000500001, "XNAS", 10.02, 50, "taken"]]);
});

Deno.test("Simulator reaches each venue after its own latency, and decides when all answers are back", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100]), quote(0, XNYS, BID, [10, 100])]);
  const decided: number[] = [];
  const both = placing(({ nowNs, offers }, { take }) => {
    decided.push(nowNs);
    // Too many for the second one at first.
    take[0] = offers.size[0]! > 0 ? 60 : 0;
    take[1] = offers.size[1]! > 0 ? 120 : 0;
  });
  const latencyNs = [3e6, 1e6];
  const execution = run(market, order(300, 1, 3), once(1, 3), both, { latencyNs, residual: "opportunity" });
  assertEquals(fillsOf(execution, market), [
    [1.001, "XNYS", 10, 100, "taken"],
    [1.003, "XNAS", 10, 60, "taken"],
    [1.009, "XNAS", 10, 40, "taken"],
  ]);
  assertEquals(decided, [1e9, 1.006e9, 1.012e9]);
  assertEquals(execution.unfilled, 100);
});

Deno.test("Simulator fills what is left of the displayed size, at the quoted price, within the limit", () => {
  const market = marketOf([
    quote(0, XNAS, BID, [10, 100]),
    quote(1.5, XNAS, BID, [10.01, 100]),
    quote(2, XNAS, BID, [10.02, 100]),
  ]);
  const limited = placing(({ quantity }, { take, takeLimit }) => {
    take[0] = quantity;
    takeLimit[0] = 10.01e9;
  });
  const times = [1, 1.2, 1.6, 1.8, 2.2, 3];
  const execution = run(market, order(900, 1, 3), slices(times, [80, 160, 240, 320, 400]), limited, {
    residual: "opportunity",
    latencyNs: 5e5,
  });
  assertEquals(fillsOf(execution, market), [
    [1.0005, "XNAS", 10, 80, "taken"],
    [1.2005, "XNAS", 10, 20, "taken"],
    [1.6005, "XNAS", 10.01, 100, "taken"],
  ]);
  assertEquals(execution.unfilled, 700);
});

Deno.test("Simulator sells to bids, and no lower than the limit", () => {
  const market = marketOf([quote(0, XNAS, [10, 100], [10.02, 100]), quote(0, XNYS, [9.98, 100], null)]);
  const limited = placing(({ nowNs }, { take, takeLimit }) => {
    if (nowNs === 1e9) take.set([150, 100]);
    takeLimit.set([10e9, 9.99e9]);
  });
  const execution = run(market, order(250, 1, 2, SELL), once(1, 2), limited, { residual: "opportunity" });
  assertEquals(fillsOf(execution, market), [[1, "XNAS", 10, 100, "taken"]]);
});

Deno.test("Simulator sends what came back again, where there was something to find", () => {
  const rows = [
    quote(0, XNAS, BID, [10, 100]),
    quote(0, XNYS, BID, [10.03, 100]),
    quote(1.0002, XNAS, BID, [10.01, 40]), // while the first is on its way
  ];
  const market = marketOf(rows);
  const execution = run(market, order(120, 1, 3), once(1, 3), taking(toBest), { latencyNs: 500_000 });
  assertEquals(fillsOf(execution, market), [
    [1.0005, "XNAS", 10.01, 40, "taken"],
    [1.0015, "XNYS", 10.03, 80, "taken"],
  ]);
  assertEquals(execution.decisions, 2);
});

Deno.test("Simulator sends nothing again that was sent in vain", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 40]), quote(0, XNYS, BID, null)]);
  // Whatever is displayed, and with no latency at all: a minute would have 6e10 rounds.
  const stubborn = takes({ 0: 100, 1: 100 });
  const execution = run(market, order(900, 1, 60), once(1, 60), stubborn, { residual: "opportunity" });
  assertEquals([execution.decisions, execution.fills.sharesFilled], [2, 40]);
  const tooLow = placing((_, { take, takeLimit }) => {
    take[0] = 100;
    takeLimit[0] = 9.99e9;
  });
  assertEquals(run(market, order(100, 1, 60), once(1, 60), tooLow).decisions, 1);
});

Deno.test("Simulator decides again after each fill of a sequential placement", () => {
  const market = marketOf([
    quote(0, XNAS, BID, [10, 100]),
    quote(0, XNYS, BID, [10.01, 100]),
    quote(1.001, XNYS, BID, [10.005, 30]),
  ]);
  const oneByOne = placing(({ offers, quantity }, { take }) => {
    const venue = offers.price[0]! > 0 ? 0 : 1;
    if (offers.size[venue]! > 0) take[venue] = Math.min(quantity, offers.size[venue]!);
  }, { sequential: true });
  const sequential = run(market, order(120, 1, 3), once(1, 3), oneByOne, { latencyNs: 1e6 });
  assertEquals(fillsOf(sequential, market), [
    [1.001, "XNAS", 10, 100, "taken"],
    [1.003, "XNYS", 10.005, 20, "taken"],
  ]);
  const atOnce = run(market, order(120, 1, 3), once(1, 3), { ...oneByOne, sequential: false }, {
    latencyNs: 1e6,
  });
  assertEquals(atOnce.decisions, 1, "nothing came back");
});

Deno.test("Simulator skips slices that end before the last answer is back", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 1000])]);
  const times = [1, 1.1, 1.2, 1.3, 2];
  const targets = [100, 200, 300, 400];
  const asked: number[] = [];
  const plan = slices(times, targets).begin(order(400, 1, 2), market);
  const schedule = {
    name: "asked",
    begin: () => ({ ...plan, target: (slice: number) => (asked.push(slice), targets[slice]!) }),
  };
  const execution = run(market, order(400, 1, 2), schedule, takesDue, { latencyNs: 0.12e9 });
  assertEquals(asked, [0, 2, 3]);
  // Answered at 1.24: within the third slice, which catches up; answered at 1.48.
  assertEquals(fillsOf(execution, market), [
    [1.12, "XNAS", 10, 100, "taken"],
    [1.36, "XNAS", 10, 200, "taken"],
    [1.6, "XNAS", 10, 100, "taken"],
  ]);
});

const takesDue = placing(({ quantity }, { take }) => take[0] = quantity);

Deno.test("Simulator crosses behind the horizon where the last answer comes later still", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100]), quote(4, XNAS, BID, [10.5, 700])]);
  const execution = run(market, order(300, 1, 2), once(1, 2), takesDue, { latencyNs: 2e9 });
  assertEquals(fillsOf(execution, market), [[3, "XNAS", 10, 100, "taken"], [
    7,
    "XNAS",
    10.5,
    200,
    "crossed",
  ]]);
});

Deno.test("Simulator without latency decides again on the rows that the last decision met", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100]), quote(1, XNAS, BID, [10.01, 100])]);
  const times = [1, 3];
  const execution = run(market, order(150, 1, 3), slices(times, [150]), takesDue);
  assertEquals(fillsOf(execution, market), [[1, "XNAS", 10.01, 100, "taken"], [
    3,
    "XNAS",
    10.02,
    50,
    "beyond",
  ]]);
  assertEquals(execution.decisions, 2);
});

Deno.test("Simulator on a coarse clock knows a row a millisecond later, and arrives at whole ones", () => {
  const rows = [
    quote(0, XNAS, BID, [10, 100]),
    quote(1, XNAS, BID, [10.01, 100]),
    quote(1.001, XNAS, BID, [10.02, 100]),
  ];
  const seen: number[] = [];
  const looking = placing(({ nowNs, offers, quantity }, { take }) => {
    seen.push(nowNs, offers.price[0]!);
    take[0] = Math.min(quantity, offers.size[0]!);
  });
  const market = marketOf(rows, { coarse: true });
  const at = (startSeconds: number) => {
    seen.length = 0;
    const execution = run(market, order(50, startSeconds, 3), once(startSeconds, 3), looking, {
      latencyNs: 5e5,
    });
    return [...seen, ...fillsOf(execution, market)];
  };
  assertEquals(at(1), [1e9, 10e9, [1.001, "XNAS", 10.02, 50, "taken"]]);
  assertEquals(at(0.9995), [0.9995e9, 10e9, [1, "XNAS", 10.01, 50, "taken"]]);
  assertEquals(at(1.0004), [1.0004e9, 10e9, [1.001, "XNAS", 10.02, 50, "taken"]]);
  assertEquals(at(1.001), [1.001e9, 10.01e9, [1.002, "XNAS", 10.02, 50, "taken"]]);
});

Deno.test("Simulator on a coarse clock has its answers a millisecond later at least", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100]), quote(1.001, XNAS, BID, [10.01, 100])], {
    coarse: true,
  });
  const decided: number[] = [];
  const looking = placing(({ nowNs, quantity }, { take }) => {
    decided.push(nowNs);
    take[0] = quantity;
  });
  run(market, order(300, 1, 3), once(1, 3), looking, { latencyNs: 5e5 });
  // It found nothing in the end.
  assertEquals(decided, [1e9, 1.002e9]);
});

Deno.test("Simulator cancels what rests so early that the next slice knows what it filled", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    print(1.5, XNAS, 9.99, 10),
    print(1.9989, XNAS, 9.99, 20),
    print(1.999, XNAS, 9.99, 40),
    print(2.5, XNAS, 9.99, 20),
  ];
  const market = marketOf(rows);
  const quantities: number[] = [];
  const rests = placing(({ quantity }, { rest }) => {
    quantities.push(quantity);
    rest[0] = quantity;
  }, { rests: true });
  const execution = run(market, order(100, 1, 3), slices([1, 2, 3], [50, 100]), rests, { latencyNs: 1e6 });
  assertEquals(quantities, [50, 70]);
  assertEquals(fillsOf(execution, market), [
    [1.5, "XNAS", 10, 10, "rested"],
    [1.9989, "XNAS", 10, 20, "rested"],
    [2.5, "XNAS", 10, 20, "rested"],
    [3.001, "XNAS", 10.02, 50, "crossed"],
  ]);
});

Deno.test("Simulator sends orders to rest again that came back, because the touch had moved on", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1.0002, XNAS, [10.01, 100], [10.02, 100]),
    print(1.5, XNAS, 10, 70),
  ];
  const market = marketOf(rows);
  const execution = run(market, order(50, 1, 3), once(1, 3), restsAt(0), { latencyNs: 500_000 });
  assertEquals(fillsOf(execution, market), [[1.5, "XNAS", 10.01, 50, "rested"]]);
  assertEquals([execution.restsRefused, execution.decisions], [50, 2]);
  const locked = marketOf([quote(0, XNAS, [10, 100], [10, 100])]);
  const refused = run(locked, order(50, 1, 3), once(1, 3), restsAt(0));
  assertEquals([refused.restsRefused, refused.decisions], [50, 1], "nothing may rest there, now as before");
});

Deno.test("Simulator takes of a quote no more than it left, after it filled what rested", () => {
  const rows = [quote(0, XNAS, [10, 100], [10.02, 100]), quote(1.5, XNAS, [9.98, 100], [9.99, 120])];
  const market = marketOf(rows);
  const times = [1, 2, 3];
  const restsThenTakes = placing(({ nowNs, offers, quantity }, { take, rest }) => {
    if (nowNs === 1e9) rest[0] = 50;
    else take[0] = Math.min(quantity, offers.size[0]!);
  }, { rests: true });
  const execution = run(market, order(200, 1, 3), slices(times, [50, 200]), restsThenTakes);
  assertEquals(fillsOf(execution, market), [
    [1.5, "XNAS", 10, 50, "rested"],
    [2, "XNAS", 9.99, 70, "taken"],
    [3, "XNAS", 10, 80, "beyond"],
  ]);
});

Deno.test("Simulator knows within a slice what a quote sold to orders at rest", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(0, XNYS, [10, 100], [10.01, 30]),
    quote(1.0015, XNAS, [9.98, 100], [9.99, 120]),
  ];
  const market = marketOf(rows);
  const seen: number[] = [];
  const both = placing(({ offers, quantity }, { take, rest }) => {
    seen.push(offers.size[0]!);
    if (seen.length === 1) {
      rest[0] = 50;
      take[1] = 60; // 30 come back
    } else take[0] = Math.min(quantity, offers.size[0]!);
  }, { rests: true });
  run(market, order(300, 1, 3), once(1, 3), both, { latencyNs: 1e6 });
  assertEquals(seen.slice(0, 2), [100, 70]);
});

Deno.test("Simulator unwinds what was filled too much, at the horizon, on the other side", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    print(1.5, XNAS, 9.99, 80),
    quote(2, XNAS, [9.98, 30], [10.03, 100]),
    quote(2, XNYS, [9.97, 10], [10.03, 100]),
  ];
  const market = marketOf(rows);
  const twice = placing((_, { take, rest }) => {
    take[0] = 60;
    rest[0] = 80;
  }, { rests: true, overfills: true });
  for (const residual of ["cross", "opportunity"] as const) {
    const execution = run(market, order(80, 1, 3), once(1, 3), twice, { residual, latencyNs: 1e6 });
    assertEquals(fillsOf(execution, market), [
      [1.001, "XNAS", 10.02, 60, "taken"],
      [1.5, "XNAS", 10, 80, "rested"],
      [3.001, "XNAS", 9.98, -30, "unwound"],
      [3.001, "XNYS", 9.97, -10, "unwound"],
      [3.001, "XNAS", 9.97, -20, "beyond"],
    ]);
    assertEquals([execution.fills.sharesFilled, execution.unfilled], [80, 0]);
    assertEquals([execution.fills.touch[2], execution.fills.touch[0]], [9.98e9, 10.02e9]);
  }
});

Deno.test("Simulator leaves what nobody ever showed a price for", () => {
  const market = marketOf([quote(0, XNAS, [10, 100], null), print(1.5, XNAS, 9.99, 80)]);
  const bought = run(market, order(80, 1, 3), once(1, 3), sweeping);
  assertEquals([fillsOf(bought, market), bought.unfilled], [[], 80]);
  const twice = placing((_, { rest }) => rest[0] = 80, { rests: true, overfills: true });
  const asks = marketOf([quote(0, XNAS, null, [10, 100]), print(1.5, XNAS, 10.01, 80)]);
  const sold = run(asks, order(50, 1, 3, SELL), once(1, 3), twice);
  assertEquals([fillsOf(sold, asks)[1], sold.unfilled], [[3, "XNAS", 10, -30, "unwound"], 0]);
  const bids = run(market, order(50, 1, 3), once(1, 3), twice);
  assertEquals(bids.unfilled, 0);
});

Deno.test("Simulator tells the mids at the start and the end, and how many fills had none", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1, XNAS, null, [10.06, 100]),
    quote(2, XNAS, [10.04, 100], [10.06, 100]),
    quote(3, XNAS, [10.08, 100], [10.1, 100]),
  ];
  const market = marketOf(rows);
  const { arrivalMid, endMid, undefinedMids, fills } = run(
    market,
    order(60, 1, 3),
    slices([1, 1.5, 2.5, 3], [
      20,
      40,
      60,
    ]),
    sweeping,
  );
  assertEquals([arrivalMid, endMid, undefinedMids], [10.01e9, 10.05e9, 2]);
  assertEquals([...fills.mid.subarray(0, 3)], [10.01e9, 10.01e9, 10.05e9]);
  assertEquals([...fills.touch.subarray(0, 3)], [10.06e9, 10.06e9, 10.06e9]);
  const early = run(market, order(20, -1, 0), once(-1, 0), sweeping, { residual: "opportunity" });
  assertEquals([early.arrivalMid, early.endMid, early.unfilled], [NaN, NaN, 20]);
});

Deno.test("Simulator.run() throws on child orders that are no shares or too many", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100])]);
  const fails = (take: number, rest: number, { overfills = false } = {}) =>
    assertThrows(() =>
      run(
        market,
        order(100, 1, 2),
        once(1, 2),
        placing((_, orders) => {
          orders.take[0] = take;
          orders.rest[0] = rest;
        }, { rests: true, overfills }),
      ), RangeError).message;
  assertEquals(fails(-1, 0), "test sent -1 and 0 shares to one venue");
  assertEquals(fails(0, 1.5), "test sent 0 and 1.5 shares to one venue");
  assertEquals(fails(NaN, 0, { overfills: true }), "test sent NaN and 0 shares to one venue");
  assertEquals(fails(60, 41), "test sent 101 shares where 100 are left");
});

Deno.test("Simulator.run() lets nothing rest on a tape that tells the book only before trades", () => {
  const market = marketOf([print(0, XNAS, 10, 10, [BID, [10, 100]])]);
  assertThrows(
    () => run(market, order(100, 1, 2), once(1, 2), restsAt(0)),
    RangeError,
    "test cannot rest on this tape: it has a row per trade",
  );
  assertEquals(fillsOf(run(market, order(90, 1, 2), once(1, 2), sweeping), market)[0], [
    1,
    "XNAS",
    10,
    90,
    "taken",
  ]);
});

Deno.test("Simulator keeps nothing of one run for the next", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 100])]);
  const simulator = new Simulator(market, rulesOf(market, { residual: "opportunity" }));
  const strategy = { schedule: once(1, 2), placement: sweeping };
  for (let i = 0; i < 2; i++) {
    const { fills, unfilled } = simulator.run(order(130, 1, 2), strategy);
    assertEquals([fills.length, fills.sharesFilled, unfilled], [1, 100, 30]);
  }
});

Deno.test("Simulator asks a schedule with what it knows", () => {
  const market = marketOf([quote(0, XNAS, BID, [10, 60]), quote(1.5, XNAS, BID, [10.01, 60])]);
  const asked: unknown[] = [];
  const schedule = {
    name: "asked",
    begin: () => ({
      slices: 3,
      startNs: (slice: number) => (1 + slice / 2) * 1e9,
      target(...known: unknown[]) {
        asked.push(known);
        return 1e6;
      },
    }),
  };
  run(market, order(200, 1, 3), schedule, takesDue);
  assertEquals(asked, [[0, 2, 0], [1, 2, 60], [2, 3, 120]]);
  const decisions: Decision[] = [];
  run(market, order(50, 1, 3), schedule, placing((decision) => decisions.push(decision)));
  assertEquals(decisions.map(({ quantity }) => quantity), [50, 50, 50], "no more than the order");
});
