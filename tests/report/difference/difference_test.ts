import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { checkJson } from "../../../src/report/check_json.ts";
import { readCompared } from "../../../src/report/difference/compared.ts";
import { differenceOf } from "../../../src/report/difference/difference.ts";
import { type Difference, differenceSchema } from "../../../src/report/difference/schema.ts";
import { differenceSummary } from "../../../src/report/difference/summary.ts";
import { pairingText } from "../../../src/report/difference/words.ts";
import type { Artefact } from "../../../src/report/schema.ts";
import { artefactOf, outcomeOf, RUN } from "../_outcome.ts";
import { FULL } from "../judge/_judgement.ts";

const SIXTY = { folds: 1, wanted: { count: 60, horizonNs: 6e9 } } as const;

const home = artefactOf(await outcomeOf({ ...SIXTY, strategy: "twap+home", compare: "twap+join" }));
const sweep = artefactOf(await outcomeOf({ ...SIXTY, strategy: "twap+sweep", compare: "pov+join" }), {
  ...RUN,
  arguments: { ...RUN.arguments, strategy: "twap+sweep", fees: { take: 0.003, add: -0.001 } },
});

/** What differs, through JSON, held to its schema. */
function difference(a: unknown, b: unknown): Difference {
  const found = differenceOf(readCompared(a, "a.json"), readCompared(b, "b.json"));
  const parsed = JSON.parse(JSON.stringify(found));
  assertEquals(checkJson(parsed, differenceSchema, "difference"), parsed);
  return parsed;
}

/** A copy, changed. */
function changed<T>(artefact: T, change: (copy: { -readonly [K in keyof T]: T[K] }) => void): T {
  const copy = structuredClone(artefact);
  change(copy);
  return copy;
}

/** The same savings, so much higher on every order. */
function raised(artefact: Artefact, bps: (order: number) => number): Artefact {
  return changed(artefact, (copy) => {
    const columns = Object.entries(copy.savings_by_order.saving_bps).map(([name, column]) =>
      [name, column.map((saved, order) => saved + bps(order))] as const
    );
    copy.savings_by_order = { ...copy.savings_by_order, saving_bps: Object.fromEntries(columns) };
  });
}

Deno.test("differenceOf() an artefact and itself is nothing at all, and exactly 0", () => {
  const { verdict, question, settings, tape, version, savings, pairing, warnings } = difference(home, home);
  assertEquals(verdict, "Against twap: A and B save the same.");
  assertEquals([question, settings, tape, version], [[], [], [], []]);
  assertEquals(pairing.method, "paired");
  assertEquals(pairing.orders_in_both, home.savings_by_order.start_ns.length);
  assertEquals(Object.keys(savings), Object.keys(home.comparisons));
  for (const [name, { difference: { saving_bps, interval_bps, verdict: code } }] of Object.entries(savings)) {
    const { lower, upper } = interval_bps!;
    assertEquals([saving_bps, lower, upper, code], [0, 0, 0, "same"], name);
  }
  assertEquals(warnings, []);
});

Deno.test("differenceOf() two strategies on the same orders is what they themselves cost less the one the other", () => {
  const { verdict, savings, question, settings, pairing, only_in_a, only_in_b } = difference(home, sweep);
  const costOf = ({ strategies }: Artefact): number => strategies["router"]!.shortfall_bps!;
  const expected = costOf(sweep) - costOf(home);
  assertEquals(pairing.method, "paired");
  assert(Object.keys(savings).length >= 3);
  for (const [name, { difference: found, a, b }] of Object.entries(savings)) {
    assertAlmostEquals(found.saving_bps!, expected, 2e-6, name);
    assertAlmostEquals(found.saving_bps!, a.saving_bps! - b.saving_bps!, 2e-6, name);
    assert(found.interval_bps!.lower < expected && expected < found.interval_bps!.upper, name);
    assertEquals(found.interval_bps!.simultaneous, name !== "twap", name);
  }
  assertMatch(
    verdict,
    /^Against twap: [AB] saves \d.* bps more than [AB] \(95 % interval .* to .*\), which /,
  );
  assertEquals(question, [
    { name: "fees.add", a: -0.002, b: -0.001 },
    { name: "strategy", a: null, b: "twap+sweep" },
  ]);
  assert(settings.some(({ name }) => name === "tuned"));
  assert(only_in_a.includes("twap+join") && only_in_b.includes("pov+join"));
});

Deno.test("differenceOf() knows a difference from noise: one on every order from one of either sign", () => {
  const least = difference(raised(home, () => 0.25), home).savings["twap"]!.difference;
  assertEquals(least.verdict, "a-saves-more");
  for (const bps of [least.saving_bps!, least.interval_bps!.lower, least.interval_bps!.upper]) {
    assertAlmostEquals(bps, 0.25, 1e-9);
  }
  const noise = difference(home, raised(home, (order) => Math.floor(order / 2) % 2 ? 5 : -5));
  assertEquals(noise.savings["twap"]!.difference.verdict, "not-measurable");
  assertMatch(noise.verdict, /, which may be noise\.$/);
});

Deno.test("differenceOf() exchanged has all signs the other way round", () => {
  const [there, back] = [difference(home, sweep), difference(sweep, home)];
  for (const [name, { difference: found }] of Object.entries(there.savings)) {
    const other = back.savings[name]!.difference;
    assertAlmostEquals(other.saving_bps!, -found.saving_bps!, 1e-12, name);
    assertAlmostEquals(other.interval_bps!.lower, -found.interval_bps!.upper, 1e-9, name);
    assertAlmostEquals(other.interval_bps!.upper, -found.interval_bps!.lower, 1e-9, name);
    const codes = { "a-saves-more": "b-saves-more", "b-saves-more": "a-saves-more" } as const;
    assertEquals(other.verdict, codes[found.verdict as keyof typeof codes] ?? found.verdict, name);
  }
  // Both sentences name the side that saves more.
  const swapped = there.verdict.replace(
    /[AB] saves (.*) than [AB]/,
    (line) => line.replace(/[AB]/g, (side) => side === "A" ? "B" : "A"),
  );
  assertEquals(back.verdict, swapped);
});

Deno.test("differenceOf() takes orders that are not the same, or not told, as independent, and says which", () => {
  const older = changed<Partial<Artefact>>(home, (copy) => {
    delete copy.savings_by_order;
    (copy as { schema_version: number }).schema_version = 2;
  });
  const moved = changed(home, (copy) => {
    copy.savings_by_order = {
      ...copy.savings_by_order,
      quantity: home.savings_by_order.quantity.map((n) => n + 1),
    };
  });
  for (
    const [b, because] of [
      [older, "B is of an older sorlab and does not tell what each order saved"],
      [moved, "no order is the same (start, side and quantity)"],
    ] as const
  ) {
    const { pairing, savings } = difference(sweep, b);
    assertEquals([pairing.method, pairing.because], ["independent", because]);
    const { difference: found, a, b: other } = savings["twap"]!;
    assertEquals(found.saving_bps, a.saving_bps! - other.saving_bps!);
    const reach = Math.hypot(
      a.saving_bps! - a.interval_bps!.lower,
      other.interval_bps!.upper - other.saving_bps!,
    );
    assertAlmostEquals(found.interval_bps!.lower, found.saving_bps! - reach, 1e-12);
  }
  const half = changed(home, (copy) => {
    const { order, start_ns, side, quantity, notional, saving_bps, from } = copy.savings_by_order;
    const first = <T>(column: readonly T[]): readonly T[] => column.slice(0, 40);
    copy.savings_by_order = {
      from,
      order: first(order),
      start_ns: first(start_ns),
      side: first(side),
      quantity: first(quantity),
      notional: first(notional),
      saving_bps: Object.fromEntries(Object.entries(saving_bps).map(([name, each]) => [name, first(each)])),
    };
  });
  const most = difference(home, half);
  assertEquals(most.pairing, {
    method: "paired",
    because: "most orders are the same",
    orders_of_a: home.savings_by_order.order.length,
    orders_of_b: 40,
    orders_in_both: 40,
  });
  assertEquals(most.savings["twap"]!.difference.verdict, "same");
});

Deno.test("differenceOf() claims nothing where an artefact itself does not", () => {
  const unfair = changed(home, (copy) => {
    const { twap, ...others } = copy.comparisons;
    const reason = "9 of 80 orders cannot be compared";
    const confidence = {
      ...twap!.confidence!,
      interval_bps: null,
      reason,
      reason_code: "too-many-left-out",
    } as const;
    copy.comparisons = { ...others, twap: { ...twap!, confidence } };
  });
  const { verdict, savings } = difference(raised(home, () => 1), unfair);
  assertEquals(savings["twap"]!.difference.interval_bps, null);
  assertEquals(savings["twap"]!.difference.verdict, "not-measurable");
  assertEquals(
    verdict,
    "Against twap: A saves 1.00 bps more than B; whether that is noise cannot be told: B has no interval: 9 of 80 " +
      "orders cannot be compared.",
  );
});

Deno.test("differenceOf() warns of another tape, another version, tuning in sample and another baseline", () => {
  const other = changed(home, (copy) => {
    copy.run = { ...copy.run, tape_digest: "77", version: "0.2.0" };
    copy.search = { ...copy.search, in_sample: true, method: "grid" };
    const { twap, ...others } = copy.strategies;
    copy.strategies = { ...others, twap: { ...twap!, shortfall_bps: twap!.shortfall_bps! + 1 } };
  });
  const { warning_codes, tape, version } = difference(home, other);
  assertEquals(warning_codes, ["other-tape", "other-version", "in-sample", "other-baseline"]);
  assertEquals(tape, [{ name: "digest", a: RUN.tape_digest, b: "77" }]);
  assertEquals(version, [{ name: "version", a: "0.1.0", b: "0.2.0" }]);
});

Deno.test("differenceOf() judgements pairs their orders; a judgement and a back-test are not compared", () => {
  const { pairing, verdict } = difference(FULL, FULL);
  assertEquals(pairing.method, "paired");
  assertMatch(verdict, /A and B save the same\.$/);
  const refused: Error = assertThrows(() => difference(home, FULL), DataError);
  assertEquals(
    refused.message,
    "b.json: is of a judgement, and a.json of a back-test by market rules: two of a kind are compared",
  );
});

Deno.test("readCompared() names what is wrong with an artefact", () => {
  const fail = (value: unknown, message: string): void => {
    assertEquals(assertThrows(() => readCompared(value, "a.json"), DataError).message, `a.json: ${message}`);
  };
  const columns = home.savings_by_order;
  const withColumns = (change: object): unknown => ({ ...home, savings_by_order: { ...columns, ...change } });
  fail([], 'no artefact of sorlab: there is no "schema_version"');
  fail(
    { schema_version: 1, study: {} },
    "the artefact of a study: two of back-tests, or two of judgements, are compared",
  );
  fail(
    { ...home, schema_version: 1 },
    "an artefact of schema version 1; this sorlab compares versions 2 to 3: run the back-test again",
  );
  const { comparisons: _, ...less } = home;
  fail(less, "comparisons is missing");
  fail(withColumns({ side: [] }), "the columns of savings_by_order are not of one length");
  fail(withColumns({ from: "noon" }), '"noon" is no moment');
  fail(withColumns({ start_ns: columns.start_ns.toReversed() }), "savings_by_order.start_ns falls");
  fail(
    withColumns({ notional: columns.notional.map(() => 0) }),
    "savings_by_order.notional[0] is 0: not above 0",
  );
  fail(
    withColumns({ saving_bps: {} }),
    "savings_by_order.saving_bps.best_ask is no column as long as the others",
  );
});

Deno.test("differenceSummary() fits 60 and 80 columns, and drops the interval before a figure", () => {
  const found = difference(home, sweep);
  for (const columns of [60, 80]) {
    const lines = differenceSummary(found, { columns, ascii: false }).split("\n");
    assertEquals(lines.filter((line) => line.length > columns), []);
    const heading = lines.find((line) => line.startsWith("saving bps on"))!;
    assertMatch(heading, /A +B +A - B/);
    assert(lines.some((line) => line.includes("●")));
  }
  const narrow = differenceSummary(found, { columns: 40, ascii: true });
  assert(!narrow.includes("95 % interval\n") && !/[│├●┤]/.test(narrow));
});

Deno.test("pairingText() has words for one order, and for several", () => {
  const paired = (count: number): string =>
    pairingText({
      method: "paired",
      because: "the orders are the same",
      orders_of_a: count,
      orders_of_b: count,
      orders_in_both: count,
    });
  assertEquals(paired(1), "The one order is the same.");
  assertEquals(paired(80), "Paired order by order: the 80 orders are the same.");
});
