// `sorlab allocate --model cont-kukanov` as its users meet it.
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { seeds } from "../_seeds.ts";
import { assertFails, Folder, type Outcome } from "./_process.ts";

const POISSON = { kind: "poisson", mean: 2200 };
const VENUE = { name: "A", queue: 2000, rebate: 0.002, outflow: POISSON };
const INSTANCE = {
  order_size: 1000,
  half_spread: 0.02,
  take_fee: 0.003,
  lambda_over: 0.05,
  lambda_under: 0.05,
  theta_queue: 0.0005,
  venues: [VENUE],
};
/** Sixty shares are sure to fill at A; at B all or nothing, as likely. */
const SAMPLED = {
  ...INSTANCE,
  order_size: 100,
  venues: [{ name: "A", queue: 1000, rebate: 0.002 }, { name: "B", queue: 10 }],
  samples: [[1060, "inf"], [1060, 0], [1060, "inf"], [1060, 0]],
};

function run(folder: Folder, instance: unknown, ...args: string[]): Promise<Outcome> {
  const stdin = typeof instance === "string" ? instance : JSON.stringify(instance);
  return folder.run(["allocate", "--model", "cont-kukanov", ...args], { stdin });
}

// deno-lint-ignore no-explicit-any -- whatever the answer's JSON holds
async function answer(folder: Folder, instance: unknown, ...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await run(folder, instance, ...args);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

Deno.test("sorlab allocate --model cont-kukanov explains its answer", async () => {
  await using folder = await Folder.make();
  const found = await answer(folder, SAMPLED, "--exhaustive", "--step", "10");
  assertEquals(
    found.summary,
    "take 0 of 100 shares now, rest 60 at A, 40 at B: expected -0.660 cents a share over the mid",
  );
  const { total, per_share, ...parts } = found.cost;
  assertAlmostEquals((Object.values(parts) as number[]).reduce((sum, part) => sum + part), total);
  assertAlmostEquals(per_share, total / 100);
  assertEquals(found.short, {
    probability: 0.5,
    probability_at_smooth_optimum: 0.731343284,
    expected_shares: 20,
  });
  assertEquals(found.excess, { probability: 0, expected_shares: 0, unwinding_cost: 0 });
  const [a, b] = found.venues;
  assertEquals([a.name, a.rest, a.reached, a.filled_in_full, a.needed, a.needed_in_full], [
    "A",
    60,
    1,
    1,
    1,
    1,
  ]);
  assertEquals([b.name, b.rest, b.reached, b.filled_in_full, b.expected_fill], ["B", 40, 0.5, 0.5, 20]);
  assert(b.one_more > 0 && b.one_less > 0 && found.take.one_less === null);
  assert(found.certificate.least_slope > 0);
  assert(found.lower_bound.total <= total);
  assertAlmostEquals(found.lower_bound.gap, total - found.lower_bound.total, 1e-8);
  assertEquals(found.exhaustive.rest, { A: 60, B: 40 });
  assertEquals(found.exhaustive.gap, 0);
  assertEquals([found.samples, found.seed], [4, null]);
});

Deno.test("sorlab allocate --model cont-kukanov tells at which parameters the answer would change", async () => {
  await using folder = await Folder.make();
  const { changes } = await answer(folder, SAMPLED, "--change", "5");
  assertEquals(changes.least_shares, 5);
  // Forty shares at B earn .02 half of the time, else they cost λ_u + θ; taking them costs .023 and θ.
  const { above, below } = changes.lambda_under;
  assertAlmostEquals(above.at, 2 * 0.023 + 0.02 - 0.0005, above.within + 1e-9);
  assertEquals([above.take, above.rest], [40, { A: 60, B: 0 }]);
  assertEquals(below.at, null);
});

Deno.test("sorlab allocate --model cont-kukanov gives the closed form of one venue beside its answer", async () => {
  await using folder = await Folder.make();
  const samples = seeds(5000, 20_000);
  const found = await answer(folder, INSTANCE, "--samples", String(samples));
  assertEquals([found.closed_form.take, found.closed_form.rest], [786, 214]);
  assertAlmostEquals(found.venues[0].rest, 214, 3);
  assertEquals([found.samples, found.seed], [samples, 1]);
});

Deno.test("sorlab allocate --model cont-kukanov is the same for the same seed, and in paper mode no better", async () => {
  await using folder = await Folder.make();
  const mixed = {
    ...INSTANCE,
    venues: [VENUE, { ...VENUE, name: "B" }],
    common: { alpha: 0.6, outflow: POISSON },
  };
  const samples = ["--samples", String(seeds(200, 1000))];
  const [first, again, other, paper] = await Promise.all([
    run(folder, mixed, ...samples),
    run(folder, mixed, ...samples, "--seed", "1"),
    run(folder, mixed, ...samples, "--seed", "2"),
    answer(folder, mixed, ...samples, "--method", "paper"),
  ]);
  assertEquals(first, again);
  assert(first.stdout !== other.stdout);
  const exact = JSON.parse(first.stdout);
  assert(exact.cost.total < paper.cost.total);
  assertEquals([exact.method, paper.method, paper.changes], ["exact", "paper", null]);
});

Deno.test("sorlab allocate --model cont-kukanov keeps to quotes, bounds and orders that may not overfill", async () => {
  await using folder = await Folder.make();
  const bounded = await answer(folder, {
    ...SAMPLED,
    take_fee: undefined,
    quotes: [{ size: 30, over_mid: 0.02, fee: 0.003 }, { size: 5, over_mid: 0.03 }],
    venues: [{ ...SAMPLED.venues[0], most: 50 }, { ...SAMPLED.venues[1], most: 0 }],
    overfill: false,
  });
  assertEquals([bounded.take.shares, bounded.venues[0].rest, bounded.venues[1].rest], [35, 50, 0]);
  assertAlmostEquals(bounded.cost.taking, 30 * 0.023 + 5 * 0.03);
  assertAlmostEquals(bounded.lower_bound.gap, 0, 1e-6);
});

Deno.test("sorlab allocate --model cont-kukanov prints a table", async () => {
  await using folder = await Folder.make();
  const { stdout } = await run(folder, SAMPLED, "--format", "table");
  assertEquals(
    stdout,
    `venue  queue  rest  reached  in full  fills  needed  all needed  one more $
A       1000    60   100.0%   100.0%   60.0  100.0%      100.0%     0.00050
B         10    40    50.0%    50.0%   20.0  100.0%      100.0%     0.01550
take 0 of 100 shares now, rest 60 at A, 40 at B: expected -0.660 cents a share over the mid
too few: 50.0%, 20.0 shares on average; too many: 0.0%, 0.0 shares, 0.0000 dollars to unwind
cost -0.6600 dollars; no decision costs less than -0.6600 on these samples
`,
  );
});

Deno.test("sorlab allocate --model cont-kukanov says what is wrong with an instance, and where", async () => {
  await using folder = await Folder.make();
  const fail = async (instance: unknown, line: string): Promise<void> =>
    assertFails(await run(folder, instance), 3, `standard input${line}`);
  const change = (changes: Record<string, unknown>, line: string): Promise<void> =>
    fail({ ...INSTANCE, ...changes }, line);
  const venue = (changes: Record<string, unknown>, line: string): Promise<void> =>
    change({ venues: [VENUE, { ...VENUE, name: "B", ...changes }] }, line);
  const outflow = (value: unknown, line: string): Promise<void> => venue({ outflow: value }, line);
  await Promise.all([
    fail("", ": is empty; needs an instance (see --help)"),
    fail([], " is []: not an object"),
    change({ order_sise: 5 }, ' has the unknown key "order_sise"; did you mean order_size?'),
    change({ order_size: undefined }, ' needs "order_size", a number'),
    change({ order_size: -5 }, ": order_size is -5: not a number from 1 to 1000000000"),
    change({ order_size: "5" }, ': order_size is "5": not a number from 1 to 1000000000'),
    change({ order_size: 10.5 }, ": Cannot use an order of 10.5 shares: not whole"),
    change({ take_fee: undefined }, ' needs "take_fee", a number'),
    change({ overfill: 1 }, ": overfill is 1: not true or false"),
    change({ venues: [] }, ' needs "venues", a list that is not empty'),
    change({ venues: [VENUE, VENUE] }, ': two venues are called "A"'),
    change(
      { lambda_under: 0.01 },
      ": Assumption A3 is violated: it wants λ_u > h + f, but λ_u is 0.01, h + f is 0.023",
    ),
    change({ quotes: [{ size: 100 }] }, ': quotes[0] needs "over_mid", a number'),
    change({ common: { alpha: 2, outflow: POISSON } }, ": common: alpha is 2: not a number from 0 to 1"),
    venue({ queue: -1 }, ": venues[1]: queue is -1: not a number from 0 to 1000000000"),
    venue({ name: "" }, ': venues[1] needs "name", a text'),
    venue({ outflow: undefined }, ': needs "samples", or venues[1] needs "outflow" (see --help)'),
    outflow(
      { kind: "normal" },
      ': venues[1]: outflow: kind is "normal": use exponential, poisson, pareto, empirical',
    ),
    outflow({ kind: "poisson" }, ': venues[1]: outflow needs "mean", a number'),
    outflow(
      { kind: "poisson", mean: 5, tail: 3 },
      ': venues[1]: outflow has the unknown key "tail"; there is kind, mean',
    ),
    outflow(
      { kind: "empirical", samples: [3, -1] },
      `: venues[1]: outflow: samples[1] is -1: not a number from 0 to ${Number.MAX_VALUE}`,
    ),
    fail({ ...SAMPLED, samples: [[1060]] }, ": samples[0] is [1060]: needs a number for each of 2 venues"),
    fail(
      { ...SAMPLED, samples: [[1, "infinite"]] },
      `: samples[0][1] is "infinite": not a number from 0 to ${Number.MAX_VALUE}`,
    ),
    fail(
      { ...SAMPLED, venues: [SAMPLED.venues[0], { ...SAMPLED.venues[1], outflow: POISSON }] },
      ": samples and venues[1].outflow exclude each other",
    ),
  ]);
  const broken = await run(folder, '{"venues": [}');
  assertMatch(broken.stderr, /^sorlab: standard input: no JSON: .+\n$/);
});

Deno.test("sorlab allocate --model cont-kukanov refuses impossible arguments, and enumerating for ever", async () => {
  await using folder = await Folder.make();
  const fail = async (args: string, code: number, line: string): Promise<void> =>
    assertFails(await run(folder, INSTANCE, ...args.split(" ")), code, line);
  await Promise.all([
    fail("--allocator exact", 2, "unknown option --allocator; --help lists the options"),
    fail("--samples 0", 2, "--samples 0: must be at least 1"),
    fail("--method best", 2, "--method best: use exact or paper"),
    fail("--instance nope.json", 4, "cannot read nope.json: no such file"),
  ]);
  const many = { ...INSTANCE, venues: ["A", "B", "C", "D", "E"].map((name) => ({ ...VENUE, name })) };
  const { code, stderr } = await run(folder, many, "--exhaustive", "--step", "1");
  assertEquals(code, 3);
  assertStringIncludes(stderr, "decisions over 1000 samples");
  const { stderr: model } = await folder.run(["allocate", "--model", "best"]);
  assertEquals(model, "sorlab: --model best: use static or cont-kukanov\n");
});
