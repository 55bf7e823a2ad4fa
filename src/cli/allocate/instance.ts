/** An instance of the Cont & Kukanov model, as a JSON file gives it. @module */

import { DataError } from "../../market/data_error.ts";
import { seededRandom } from "../../market/random.ts";
import type { Distribution } from "../../model/cont_kukanov/outflow/distribution.ts";
import { empirical } from "../../model/cont_kukanov/outflow/empirical.ts";
import { exponential } from "../../model/cont_kukanov/outflow/exponential.ts";
import { drawSamples, independentOutflow, mixedOutflow } from "../../model/cont_kukanov/outflow/joint.ts";
import { pareto } from "../../model/cont_kukanov/outflow/pareto.ts";
import { poisson } from "../../model/cont_kukanov/outflow/poisson.ts";
import type { Problem } from "../../model/cont_kukanov/sample_mean.ts";
import { makeLadder, type TakingLadder } from "../../model/cont_kukanov/taking_ladder.ts";
import { ProblemError } from "../../model/problem_error.ts";
import { firstRepeated } from "../../market/first_repeated.ts";
import { JsonObject, numberOf } from "./json_object.ts";

/** One order to place, as a file gives it. */
export interface Instance {
  /** Names of the venues. */
  readonly names: readonly string[];
  readonly problem: Problem;
  /** The outflow of a single venue by itself, where its distribution is given. */
  readonly distribution: Distribution | undefined;
  /** Whether the samples were drawn, and not given. */
  readonly drawn: boolean;
}

/** How samples are made where a distribution is given. */
interface Sampling {
  readonly samples: number;
  readonly seed: number;
  /** Whether only whole shares fill, rest and are taken. */
  readonly whole: boolean;
}

const SHARES = { min: 0, max: 1e9 };
const SOME_SHARES = { min: 1, max: 1e9 };
/** Dollars a share. */
const MONEY = { min: 0, max: 1e6 };
const SIGNED_MONEY = { min: -1e6, max: 1e6 };
const PART = { min: 0, max: 1 };
const POSITIVE = { min: Number.MIN_VALUE, max: 1e9 };
/** Says in a sample that the price went through. */
const INFINITE = "inf";

const KEYS = [
  "order_size",
  "half_spread",
  "take_fee",
  "lambda_over",
  "lambda_under",
  "theta_queue",
  "overfill",
  "quotes",
  "venues",
  "common",
  "samples",
];

/** What the help says of the file. */
export const INSTANCE_HELP =
  `The instance is a JSON object; money is dollars a share, prices are relative to the mid. It has
order_size, half_spread, take_fee, lambda_over, lambda_under and theta_queue (0). "venues" is a
list of {"name", "queue", "rebate" (0), "most" (shares that may rest there), "outflow"}. "quotes"
limits what can be taken, [{"size", "over_mid", "fee" (0)}, …], in the place of take_fee;
"overfill": false lets nothing fill too much. An outflow is {"kind": "exponential" or "poisson",
"mean"}, {"kind": "pareto", "least", "tail"} or {"kind": "empirical", "samples": […]}; with
"common": {"alpha", "outflow"} a venue's is alpha·common + (1 − alpha)·its own. Or no venue has
one, and "samples" is a list of rows, a number for each venue, "${INFINITE}" where the price went through.
Other keys are errors.`;

/**
 * Reads an instance.
 *
 * @param value of the file's JSON.
 * @param name what errors call the file.
 * @throws {DataError} naming the value that cannot be.
 */
export function parseInstance(value: unknown, name: string, sampling: Sampling): Instance {
  return inFile(name, () => readInstance(new JsonObject(value, name, KEYS), name, sampling));
}

/** Puts the file's name before what the model itself refuses. */
export function inFile<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ProblemError) throw new DataError(error.message, { file: name }, { cause: error });
    throw error;
  }
}

function readInstance(object: JsonObject, name: string, sampling: Sampling): Instance {
  const venues = object.list("venues").map((venue, i) =>
    new JsonObject(venue, `${name}: venues[${i}]`, ["name", "queue", "rebate", "most", "outflow"])
  );
  const names = venues.map((venue) => venue.text("name"));
  const twice = firstRepeated(names);
  if (twice !== undefined) {
    throw new DataError(`two venues are called ${JSON.stringify(twice)}`, { file: name });
  }
  const ladder = object.has("quotes") ? readLadder(object, name) : undefined;
  const quantity = object.number("order_size", SOME_SHARES);
  const { outflow, distribution, drawn } = readOutflow(object, venues, name, sampling);
  return {
    names,
    distribution,
    drawn,
    problem: {
      quantity,
      halfSpread: object.number("half_spread", MONEY),
      takeFee: ladder === undefined
        ? object.number("take_fee", SIGNED_MONEY)
        : object.numberOr("take_fee", SIGNED_MONEY, 0),
      lambdaOver: object.number("lambda_over", MONEY),
      lambdaUnder: object.number("lambda_under", MONEY),
      thetaQueue: object.numberOr("theta_queue", MONEY, 0),
      addRebate: Float64Array.from(venues, (venue) => venue.numberOr("rebate", SIGNED_MONEY, 0)),
      queue: Float64Array.from(venues, (venue) => venue.number("queue", SHARES)),
      mostPosted: Float64Array.from(venues, (venue) => venue.numberOr("most", SHARES, quantity)),
      mostSent: object.flag("overfill") === false ? quantity : undefined,
      whole: sampling.whole,
      ladder,
      outflow,
    },
  };
}

function readLadder(object: JsonObject, name: string): TakingLadder {
  return makeLadder(
    object.list("quotes").map((value, i) => {
      const quote = new JsonObject(value, `${name}: quotes[${i}]`, ["size", "over_mid", "fee"]);
      return {
        size: quote.number("size", SHARES),
        cost: quote.number("over_mid", SIGNED_MONEY) + quote.numberOr("fee", SIGNED_MONEY, 0),
      };
    }),
  );
}

function readOutflow(
  object: JsonObject,
  venues: readonly JsonObject[],
  name: string,
  { samples, seed }: Sampling,
): Pick<Instance, "distribution" | "drawn"> & { outflow: Float64Array } {
  const given = venues.findIndex((venue) => venue.has("outflow"));
  if (object.has("samples")) {
    if (given >= 0) {
      throw new DataError(`samples and venues[${given}].outflow exclude each other`, { file: name });
    }
    if (object.has("common")) throw new DataError("samples and common exclude each other", { file: name });
    return { outflow: readSamples(object, venues.length), distribution: undefined, drawn: false };
  }
  const own = venues.map((venue, i) => {
    if (!venue.has("outflow")) {
      throw new DataError(`needs "samples", or venues[${i}] needs "outflow" (see --help)`, { file: name });
    }
    return readDistribution(venue.any("outflow"), venue.place("outflow"));
  });
  const random = seededRandom(seed);
  if (!object.has("common")) {
    const outflow = drawSamples(independentOutflow(own), samples, random);
    return { outflow, distribution: own.length === 1 ? own[0] : undefined, drawn: true };
  }
  const common = new JsonObject(object.any("common"), object.place("common"), ["alpha", "outflow"]);
  const shared = readDistribution(common.any("outflow"), common.place("outflow"));
  const mixed = mixedOutflow(common.number("alpha", PART), shared, own);
  return { outflow: drawSamples(mixed, samples, random), distribution: undefined, drawn: true };
}

function readSamples(object: JsonObject, venues: number): Float64Array {
  const rows = object.list("samples");
  const outflow = new Float64Array(rows.length * venues);
  rows.forEach((row, sample) => {
    const where = `${object.place("samples")}[${sample}]`;
    if (!Array.isArray(row) || row.length !== venues) {
      throw new DataError(
        `${where} is ${JSON.stringify(row)}: needs a number for each of ${venues} venues`,
      );
    }
    row.forEach((value, venue) => {
      outflow[sample * venues + venue] = sharesOf(value, `${where}[${venue}]`);
    });
  });
  return outflow;
}

function sharesOf(value: unknown, where: string): number {
  return value === INFINITE ? Infinity : numberOf(value, where, { min: 0, max: Number.MAX_VALUE });
}

function readDistribution(value: unknown, where: string): Distribution {
  const distribution = new JsonObject(value, where, ["kind", "mean", "least", "tail", "samples"]);
  const kind = distribution.text("kind");
  const read = DISTRIBUTIONS[kind];
  if (read === undefined || !Object.hasOwn(DISTRIBUTIONS, kind)) {
    throw new DataError(
      `${where}: kind is ${JSON.stringify(kind)}: use ${Object.keys(DISTRIBUTIONS).join(", ")}`,
    );
  }
  const keys = ["kind", ...read.keys];
  return read.make(new JsonObject(value, where, keys));
}

const DISTRIBUTIONS: Readonly<
  Record<string, { readonly keys: readonly string[]; make(object: JsonObject): Distribution }>
> = {
  exponential: { keys: ["mean"], make: (object) => exponential(object.number("mean", POSITIVE)) },
  poisson: { keys: ["mean"], make: (object) => poisson(object.number("mean", POSITIVE)) },
  pareto: {
    keys: ["least", "tail"],
    make: (object) => pareto(object.number("least", POSITIVE), object.number("tail", POSITIVE)),
  },
  empirical: {
    keys: ["samples"],
    make: (object) =>
      empirical(Float64Array.from(
        object.list("samples"),
        (value, i) => sharesOf(value, `${object.place("samples")}[${i}]`),
      )),
  },
};
