import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { exitCodeOf, messageOf, VerificationError } from "../../src/cli/errors.ts";
import { poisson } from "../../src/model/cont_kukanov/outflow/poisson.ts";
import { baselineOutflow, baselineTerms, centsPerShare } from "../../src/verify/baseline.ts";
import { about, atMost, exactly } from "../../src/verify/check.ts";
import { verify } from "../../src/cli/verify.ts";
import { DENO_RUN } from "../_deno_run.ts";
import { IS_LONG } from "../_seeds.ts";
import { Folder, type Outcome, outcomeOf } from "./_process.ts";

Deno.test("about(), atMost() and exactly() pass what is right and fail what is wrong", () => {
  const verdicts = [
    about("within", 0.737, 0.741, 0.005),
    about("off", 0.737, 0.743, 0.005),
    about("no number", 0.737, NaN, 0.005),
    atMost("below", 1.54, 0.7, 0.03),
    atMost("a little above", 1.54, 1.56, 0.03),
    atMost("above", 1.54, 1.58, 0.03),
    atMost("no number at all", 1.54, NaN, 0.03),
    exactly("same", 214, 214),
    exactly("other", 214, 215),
  ].map(({ passed }) => passed);
  assertEquals(verdicts, [true, false, false, true, true, false, false, true, false]);
});

Deno.test("baselineOutflow() gives mean costs as exact as they are said to be", () => {
  const problem = { ...baselineTerms(1000, 2), outflow: baselineOutflow(2, 65_536) };
  for (const [take, rest] of [[578, 212], [333, 333], [0, 600]] as const) {
    const exact = exactCentsOfTwoVenues(take, rest);
    assertAlmostEquals(centsPerShare(problem, Float64Array.of(take, rest, rest)), exact, 0.001);
  }
});

/**
 * W(take, rest, rest) for an order of 1,000 at two venues: given ξ_0, all pairs of ε_1 and ε_2. The more fills at the
 * first, the fewer of the second's fill too little: sums over those are kept up to date.
 */
function exactCentsOfTwoVenues(take: number, rest: number): number {
  const { cdf } = poisson(2200);
  const [least, most] = [1930, 2480]; // what lies beyond has a probability of 1e-8
  const probability = Float64Array.from(
    { length: most - least },
    (_, i) => cdf(least + i) - cdf(least + i - 1),
  );
  let fill = 0;
  let short = 0;
  for (let i = 0; i < probability.length; i++) {
    const fills = probability.map((_, j) =>
      Math.min(rest, Math.max(0, 0.6 * (least + i) + 0.4 * (least + j) - 2000))
    );
    let few = fills.length;
    let probabilityOfFew = probability.reduce((sum, each) => sum + each);
    let fillOfFew = probability.reduce((sum, each, k) => sum + each * fills[k]!, 0);
    for (let j = 0; j < fills.length; j++) {
      const needed = 1000 - take - fills[j]!;
      for (; few > 0 && fills[few - 1]! >= needed; few--) {
        probabilityOfFew -= probability[few - 1]!;
        fillOfFew -= probability[few - 1]! * fills[few - 1]!;
      }
      short += probability[i]! * probability[j]! * (probabilityOfFew * needed - fillOfFew);
      fill += 2 * probability[i]! * probability[j]! * fills[j]!;
    }
  }
  const over = take + fill - 1000 + short;
  const dollars = 0.023 * take - 0.022 * fill + 0.0005 * (take + 2 * rest + short) + 0.05 * (short + over);
  return dollars / 10;
}

Deno.test("verify() fails with exit code 1 where one number is wrong", async () => {
  const groups = [{ title: "two", run: () => [about("right", 1, 1, 0.1), about("wrong", 1, 2, 0.1)] }];
  const error = await assertRejects(
    () => verify(groups, { format: "table", quiet: true }),
    VerificationError,
    "1 of 2 reference numbers FAIL",
  );
  assertEquals(exitCodeOf(error), 1);
  assertEquals(messageOf(error), "1 of 2 reference numbers FAIL");
});

/** Runs a program beside this test without any permission. */
async function runAlone(name: string): Promise<Outcome> {
  const path = decodeURIComponent(new URL(name, import.meta.url).pathname);
  const command = new Deno.Command(Deno.execPath(), {
    args: [...DENO_RUN, path],
    stdout: "piped",
    stderr: "piped",
  });
  return await outcomeOf(command.spawn());
}

Deno.test("sorlab verify passes every reference number, without any permission", async () => {
  await using folder = await Folder.make();
  const started = performance.now();
  // In the short run without most of those that take long. The executable has them all: tests/binary_test.ts.
  const { code, stdout } = IS_LONG
    ? await folder.run(["verify", "--format", "json"], { permissions: [] })
    : await runAlone("_verify_few.ts");
  assert(performance.now() - started < 60_000);
  const { failed, total, groups } = JSON.parse(stdout);
  const wrong = groups.flatMap(({ checks }: { checks: { passed: boolean }[] }) =>
    checks.filter(({ passed }) => !passed)
  );
  assertEquals([wrong, failed, code], [[], 0, 0]);
  // Fixed points, optima and Table 1 alone are 75; in the short run 50.
  assert(total > (IS_LONG ? 140 : 110), `${total} numbers are too few`);
  const titles = groups.map(({ title }: { title: string }) => title).join("\n");
  for (
    const part of [
      "fixed decisions",
      "Table 1",
      "Figure 2",
      "Poisson",
      "interior",
      "not convex",
      "pseudocode",
    ]
  ) {
    assertStringIncludes(titles, part);
  }
  assertStringIncludes(titles, "Chriss");
  assertStringIncludes(titles, "2005");
});

Deno.test("sorlab verify --help leads with examples, and it takes no other arguments", async () => {
  await using folder = await Folder.make();
  const help = await folder.run(["verify", "--help"]);
  assertMatch(help.stdout, /^(.+\n)+\nExamples\n(.*\n)+\nOptions\n( .*\n)+/);
  const { code, stderr } = await folder.run(["verify", "--formt", "json"]);
  assertEquals([code, stderr], [2, "sorlab: unknown option --formt; did you mean --format?\n"]);
});
