/** `sorlab allocate --model cont-kukanov`: one instance of the model, solved and explained. @module */

import { type Change, type Changes, findChanges } from "../../model/cont_kukanov/changes.ts";
import { searchLattice } from "../../model/cont_kukanov/exhaustive.ts";
import { explain, type Explanation } from "../../model/cont_kukanov/explain.ts";
import { lowerBound } from "../../model/cont_kukanov/lower_bound.ts";
import { type Penalties, restAt, TAKE } from "../../model/cont_kukanov/model.ts";
import { solveOneVenue } from "../../model/cont_kukanov/one_venue.ts";
import { SampleMean } from "../../model/cont_kukanov/sample_mean.ts";
import { Slopes } from "../../model/cont_kukanov/slopes.ts";
import { Solver } from "../../model/cont_kukanov/solver.ts";
import { approximate } from "../../model/cont_kukanov/stochastic_approximation.ts";
import { roundToWhole } from "../../model/cont_kukanov/whole_shares.ts";
import { alignColumns, dropColumns } from "../../report/terminal/align_columns.ts";
import { choice, flag, integer, text, type Values } from "../options.ts";
import { readOptions } from "../read_arguments.ts";
import { fitted, jsonText, printableLines, printResult, stdoutColumns } from "../output.ts";
import { inFile, type Instance, parseInstance } from "./instance.ts";
import { readInput } from "./read_input.ts";

/** Options of `sorlab allocate --model cont-kukanov`. */
export const contKukanovOptions = {
  model: choice(["cont-kukanov"], "this model"),
  instance: text("FILE", "the instance, JSON; - is standard input (default)"),
  method: choice(
    ["exact", "paper"],
    "least mean cost over the samples, or the paper's stochastic approximation",
  ),
  samples: integer(1000, { min: 1, max: 1e6 }, "samples to draw of the distributions"),
  seed: integer(1, { min: 0, max: 0xffffffff }, "what they are drawn from"),
  fractions: flag("let fractions of a share fill, rest and be taken, as in the paper"),
  change: integer(
    undefined,
    { min: 1, max: 1e9 },
    "shares by which a decision has to differ to be another (1% of the order)",
  ),
  exhaustive: flag("compare with every decision in lots of --step shares"),
  step: integer(100, { min: 1, max: 1e9 }, "shares of such a lot"),
  format: choice(["json", "table"], "how to print the answer"),
};

type OptionValues = Values<typeof contKukanovOptions>;

/** Solves one instance and explains the answer. */
export async function allocateContKukanov(args: readonly string[]): Promise<void> {
  const values = readOptions(args, contKukanovOptions);
  const { value, name } = await readInput(values.instance, "an instance", "--instance");
  const { samples, seed, fractions } = values;
  const instance = parseInstance(value, name, { samples, seed, whole: !fractions });
  const answer = inFile(name, () => answerOf(instance, values));
  await printResult(
    values.format === "json" ? `${jsonText(answer, 2)}\n` : `${printableLines(tableOf(answer))}\n`,
  );
}

/** A decision and what is known about it. */
interface Solution {
  readonly decision: Float64Array;
  readonly mean: SampleMean;
  readonly slopes: Slopes;
}

function solve({ problem }: Instance, method: "exact" | "paper"): Solution {
  if (method === "exact") {
    const solver = new Solver();
    const decision = new Float64Array(problem.queue.length + 1);
    solver.solve(problem, decision);
    return { decision, mean: solver.mean, slopes: solver.slopes };
  }
  const mean = new SampleMean();
  mean.load(problem);
  const decision = approximate({ ...problem, whole: false });
  if (problem.whole) roundToWhole(decision);
  const slopes = new Slopes();
  const filled = new Float64Array(mean.samples);
  mean.fill(decision, filled);
  slopes.measure(mean, decision, filled);
  return { decision, mean, slopes };
}

type Answer = ReturnType<typeof answerOf>;

function answerOf(instance: Instance, values: OptionValues) {
  const { names, problem, drawn } = instance;
  const { decision, mean, slopes } = solve(instance, values.method);
  const explanation = explain(mean, decision, slopes);
  const { bound } = lowerBound(mean);
  const least = values.change ?? Math.max(1, Math.round(problem.quantity / 100));
  const changesOf = (parameter: keyof Penalties): Record<string, unknown> =>
    namedChanges(findChanges(problem, decision, parameter, { least }), names);
  return {
    model: "cont-kukanov",
    method: values.method,
    summary: summaryOf(instance, decision, explanation),
    order_size: problem.quantity,
    samples: mean.samples,
    seed: drawn ? values.seed : null,
    parameters: {
      lambda_over: problem.lambdaOver,
      lambda_under: problem.lambdaUnder,
      theta_queue: problem.thetaQueue,
    },
    cost: {
      total: tidy(explanation.value),
      per_share: tidy(explanation.value / problem.quantity),
      taking: tidy(explanation.parts.taking),
      resting: tidy(explanation.parts.resting),
      impact: tidy(explanation.parts.impact),
      under: tidy(explanation.parts.under),
      over: tidy(explanation.parts.over),
    },
    short: {
      probability: tidy(explanation.short),
      probability_at_smooth_optimum: tidy(explanation.shortAtSmoothOptimum),
      expected_shares: tidy(explanation.expectedShort),
    },
    excess: {
      probability: tidy(explanation.excess),
      expected_shares: tidy(explanation.expectedExcess),
      unwinding_cost: tidy(explanation.parts.over),
    },
    take: {
      shares: tidy(decision[TAKE]!),
      one_more: tidy(explanation.take.oneMore),
      one_less: tidy(explanation.take.oneLess),
    },
    venues: explanation.venues.map((venue, k) => ({
      name: names[k]!,
      queue: problem.queue[k]!,
      rest: tidy(venue.shares),
      reached: tidy(venue.reached),
      filled_in_full: tidy(venue.filledInFull),
      expected_fill: tidy(venue.expectedFill),
      needed: tidy(venue.needed),
      needed_in_full: tidy(venue.neededInFull),
      expected_excess: tidy(venue.expectedExcess),
      excess_cost: tidy(venue.excessCost),
      one_more: tidy(venue.oneMore),
      one_less: tidy(venue.oneLess),
    })),
    certificate: certificateOf(slopes, names),
    lower_bound: { total: tidy(bound), gap: tidy(explanation.value - bound) },
    ...closedFormOf(instance),
    ...exhaustiveOf(mean, explanation.value, names, values),
    changes: values.method === "exact"
      ? {
        least_shares: least,
        lambda_over: changesOf("lambdaOver"),
        lambda_under: changesOf("lambdaUnder"),
        theta_queue: changesOf("thetaQueue"),
      }
      : null,
  };
}

/** To 1e-9 dollars or shares; `null` for a move that is not allowed. */
function tidy(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  const rounded = Number(value.toFixed(9));
  return rounded === 0 ? 0 : rounded;
}

function namedDecision(decision: Float64Array, names: readonly string[]): Record<string, unknown> {
  return {
    take: tidy(decision[TAKE]!),
    rest: Object.fromEntries(names.map((name, venue) => [name, tidy(decision[restAt(venue)]!)])),
  };
}

function certificateOf(
  { lowest, lowestTo, lowestFrom }: Slopes,
  names: readonly string[],
): Record<string, unknown> {
  const nameOf = (place: number): string => place === TAKE ? "taking" : names[place - restAt(0)]!;
  const move = lowestFrom < 0
    ? `one more at ${nameOf(lowestTo)}`
    : lowestTo < 0
    ? `one less at ${nameOf(lowestFrom)}`
    : `one from ${nameOf(lowestFrom)} to ${nameOf(lowestTo)}`;
  return { least_slope: tidy(lowest), move: Number.isFinite(lowest) ? move : null };
}

function closedFormOf({ problem, distribution }: Instance): Record<string, unknown> {
  if (
    distribution === undefined || problem.ladder !== undefined || problem.mostPosted![0]! < problem.quantity
  ) {
    return {};
  }
  const { lambdaLow, lambdaHigh, take, rest } = solveOneVenue(problem, distribution);
  return {
    closed_form: {
      take: tidy(take),
      rest: tidy(rest),
      lambda_under_low: tidy(lambdaLow),
      lambda_under_high: tidy(lambdaHigh),
    },
  };
}

function exhaustiveOf(
  mean: SampleMean,
  value: number,
  names: readonly string[],
  { exhaustive, step }: OptionValues,
): Record<string, unknown> {
  if (!exhaustive) return {};
  const best = searchLattice(mean, step);
  return {
    exhaustive: {
      step,
      decisions: best.decisions,
      ...namedDecision(best.decision, names),
      total: tidy(best.value),
      gap: tidy(value - best.value),
    },
  };
}

function namedChanges({ below, above }: Changes, names: readonly string[]): Record<string, unknown> {
  const change = ({ at, within, decision, searchedTo }: Change): Record<string, unknown> => ({
    at: at === null ? null : tidy(at),
    within: tidy(within),
    searched_to: tidy(searchedTo),
    ...(decision === null ? {} : namedDecision(decision, names)),
  });
  return { below: change(below), above: change(above) };
}

function summaryOf({ names, problem }: Instance, decision: Float64Array, explanation: Explanation): string {
  const shares = (count: number): string => String(Number(count.toFixed(2)));
  const rests = names.flatMap((name, venue) => {
    const resting = decision[restAt(venue)]!;
    return resting > 0 ? [`${shares(resting)} at ${name}`] : [];
  });
  const cents = explanation.value / problem.quantity * 100;
  return `take ${shares(decision[TAKE]!)} of ${problem.quantity} shares now, rest ${
    rests.length === 0 ? "none" : rests.join(", ")
  }: expected ${cents.toFixed(3)} cents a share over the mid`;
}

/** Columns that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["all needed", "in full", "needed", "reached", "queue"];

function tableOf(answer: Answer): string {
  const heading = [
    "venue",
    "queue",
    "rest",
    "reached",
    "in full",
    "fills",
    "needed",
    "all needed",
    "one more $",
  ];
  const rows = answer.venues.map((venue) => [
    venue.name,
    String(venue.queue),
    String(venue.rest),
    percent(venue.reached),
    percent(venue.filled_in_full),
    fixed(venue.expected_fill, 1),
    percent(venue.needed),
    percent(venue.needed_in_full),
    fixed(venue.one_more, 5),
  ]);
  const { short, excess, lower_bound: bound, cost } = answer;
  const lines = [
    alignColumns(dropColumns([heading, ...rows], stdoutColumns(), DISPENSABLE), stdoutColumns()),
    answer.summary,
    `too few: ${percent(short.probability)}, ${fixed(short.expected_shares, 1)} shares on average; ` +
    `too many: ${percent(excess.probability)}, ${fixed(excess.expected_shares, 1)} shares, ` +
    `${fixed(excess.unwinding_cost, 4)} dollars to unwind`,
    `cost ${fixed(cost.total, 4)} dollars; no decision costs less than ${
      fixed(bound.total, 4)
    } on these samples`,
  ];
  return fitted(lines.join("\n"));
}

function percent(probability: number | null): string {
  return `${fixed(probability === null ? null : 100 * probability, 1)}%`;
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? "-" : value.toFixed(decimals);
}
