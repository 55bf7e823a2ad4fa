import { assert, assertEquals, assertMatch } from "@std/assert";
import { sortByReceipt } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { artefactOf, outcomeOf } from "./_outcome.ts";

type Changes = Parameters<typeof outcomeOf>[0];

const warnings = async (changes: Changes): Promise<readonly string[]> =>
  artefactOf(await outcomeOf(changes)).warnings;

const codes = async (changes: Changes): Promise<readonly string[]> =>
  artefactOf(await outcomeOf(changes)).warning_codes;

Deno.test("warningsOf() has nothing to say of small orders, scored out of sample on many venues", async () => {
  assertEquals(await warnings({ wanted: { size: { kind: "shares", shares: 10 } } }), []);
});

Deno.test("warningsOf() says that choosing among venues cannot help where there is one", async () => {
  const tape = sortByReceipt(generateTape({ seed: 3, durationSeconds: 300, venues: 1 }));
  const [first] = await warnings({ tape, wanted: { size: { kind: "shares", shares: 10 } } });
  assertEquals(first, "the tape has one venue, XNAS: choosing among venues cannot help");
});

Deno.test("warningsOf() says that savings are in sample, or that folds do nothing", async () => {
  const size = { kind: "shares", shares: 10 } as const;
  assertEquals(await warnings({ folds: 1, wanted: { size } }), [
    "the parameters were tuned on the orders they are scored on: the savings are in-sample",
  ]);
  assertEquals(await warnings({ strategy: "twap+sweep", folds: 3, wanted: { size } }), [
    "twap+sweep has no parameter to tune: all orders are scored, as if there were no folds",
  ]);
  assertEquals(await warnings({ strategy: "twap+sweep", folds: 1, wanted: { size } }), []);
});

Deno.test("warningsOf() names the participation of orders too large, strategies alike in one line", async () => {
  const [large, beyond, ...more] = await warnings({ wanted: { size: { kind: "shares", shares: 500_000 } } });
  assertMatch(
    large!,
    /^router, best_ask, twap, vwap, twap\+home: 16 of 16 orders filled a large part of what the tape traded meanwhile, up to \d{4,}\.\d %: fills at displayed prices are hard to believe$/,
  );
  assertMatch(beyond!, /: 16 of 16 orders needed more than was displayed in the end: not compared$/);
  assertEquals(more, []);
});

Deno.test("warningsOf() counts shares that stayed unfilled, and orders left out", async () => {
  const unfilled = await warnings({
    strategy: "pov+sweep",
    folds: 1,
    residual: "opportunity",
    wanted: { size: { kind: "shares", shares: 50_000 } },
  });
  assert(unfilled.some((text) => /^router: \d+ shares stayed unfilled$/.test(text)), unfilled.join("\n"));
  const empty = await warnings({ folds: 1, wanted: { size: { kind: "traded", part: 0.005 } } });
  assert(
    empty.some((text) => /^\d+ orders? came to no share: left out$/.test(text)),
    empty.join("\n"),
  );
});

Deno.test("warningsOf() says which strategy stood in for one that cannot rest", async () => {
  const outcome = await outcomeOf({ wanted: { size: { kind: "shares", shares: 10 } } });
  const { warnings, warning_codes } = artefactOf({ ...outcome, usualReplaced: true });
  assertEquals(warnings, [
    "nothing can rest, as the tape has a row per trade and no quotes between them: twap+static-relative is measured",
  ]);
  assertEquals(warning_codes, ["nothing-can-rest"]);
  const leftOut = [parseStrategy("twap+join")];
  assertEquals(artefactOf({ ...outcome, leftOut }).warnings, [
    "nothing can rest, as the tape has a row per trade and no quotes between them: twap+join is not compared",
  ]);
});

Deno.test("warningsOf() says that holidays are not known", async () => {
  const outcome = await outcomeOf({ wanted: { size: { kind: "shares", shares: 10 } } });
  const session = { text: "regular", holidaysKnown: false };
  const { warnings, warning_codes } = artefactOf({ ...outcome, session });
  assertEquals(warnings, [
    "holidays are known of 2018 to 2027: here every weekday counts as a whole session",
  ]);
  assertEquals(warning_codes, ["unknown-holidays"]);
});

Deno.test("warningsOf() has a code for programs beside every sentence", async () => {
  const size = { kind: "shares", shares: 10 } as const;
  const one = sortByReceipt(generateTape({ seed: 3, durationSeconds: 300, venues: 1 }));
  const opportunity = { strategy: "pov+sweep", folds: 1, residual: "opportunity" } as const;
  assertEquals(await codes({ tape: one, wanted: { size } }), ["one-venue"]);
  assertEquals(await codes({ folds: 1, wanted: { size } }), ["in-sample"]);
  assertEquals(await codes({ strategy: "twap+sweep", wanted: { size } }), ["nothing-to-tune"]);
  const large = await codes({ ...opportunity, wanted: { size: { kind: "shares", shares: 50_000 } } });
  assertEquals(new Set(large), new Set(["large-participation", "unfilled"]));
  const empty = await codes({ folds: 1, wanted: { size: { kind: "traded", part: 0.005 } } });
  assertEquals(empty.at(-1), "empty-orders");
});

Deno.test("warningsOf() says how many fills have a mid that is in doubt, above one in a hundred", async () => {
  const outcome = await outcomeOf({ wanted: { size: { kind: "shares", shares: 10 } } });
  const doubting = (doubtfulMids: number) => {
    const { others, tuned } = outcome.lab;
    const { orders } = others["twap"]!;
    const doubted = orders.map((order, i) => ({ ...order, doubtfulMids: i === 0 ? doubtfulMids : 0 }));
    const lab = {
      ...outcome.lab,
      tuned,
      others: { ...others, twap: { ...others["twap"]!, orders: doubted } },
    };
    return artefactOf({ ...outcome, lab });
  };
  const { fills } = doubting(0).strategies["twap"]!;
  const least = Math.floor(fills / 100) + 1;
  const { warnings, warning_codes } = doubting(least);
  assertEquals(warnings, [
    "fills are measured by a mid that the last print puts in doubt, as it is a minute older or 50 bps away: " +
    `twap ${least} of ${fills}`,
  ]);
  assertEquals(warning_codes, ["doubtful-mids"]);
  assertEquals(doubting(least - 1).warnings, []);
});

Deno.test("warningsOf() says that fees of a later day stand in where savings are mostly fees", async () => {
  const outcome = await outcomeOf({ wanted: { size: { kind: "shares", shares: 10 } } });
  const { market, lab } = outcome;
  const later = Object.assign(Object.create(market), {
    fees: { ...market.fees, extrapolated: ["XNAS", "BATS"] },
  });
  /** The tuned strategy paid so much less in fees, basis points. */
  const cheaper = (bps: bigint) => {
    const orders = lab.tuned.orders.map((order) => {
      const { total, parts, notional } = order.attribution!;
      const less = bps * notional / 10_000n;
      const attribution = { total: total - less, parts: { ...parts, fees: parts.fees - less }, notional };
      return { ...order, attribution };
    });
    return { ...outcome, lab: { ...lab, tuned: { ...lab.tuned, orders } } };
  };
  const { warnings, warning_codes } = artefactOf({ ...cheaper(50n), market: later });
  assertEquals(warnings, [
    "fees of XNAS, BATS are those of a later day, and more than half of the saving on best_ask, twap, vwap, twap+home " +
    "is fees",
  ]);
  assertEquals(warning_codes, ["extrapolated-fees"]);
  assertEquals(artefactOf({ ...cheaper(0n), market: later }).warnings, []);
  assertEquals(artefactOf(cheaper(50n)).warnings, []);
});
