/**
 * Outflows of all venues together, and samples of them.
 *
 * @module
 */

import { ProblemError } from "../../problem_error.ts";
import type { Random } from "../../../market/random.ts";
import type { Distribution } from "./distribution.ts";

/** How many shares leave each queue until T. */
export interface JointOutflow {
  readonly venues: number;
  /** Uniform numbers that make a sample. */
  readonly uniforms: number;
  /** Writes a sample, ξ_k by venue, into `outflow` from `offset` on. */
  make(uniform: Float64Array, outflow: Float64Array, offset: number): void;
}

/**
 * Venues whose outflows have nothing to do with each other.
 *
 * @example
 * ```ts
 * import { exponential } from "./exponential.ts";
 * import { drawSamples, independentOutflow } from "./joint.ts";
 * import { seededRandom } from "../../../market/random.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const outflow = independentOutflow([exponential(2200), exponential(2500)]);
 * assertEquals(drawSamples(outflow, 100, seededRandom(1)).length, 200);
 * ```
 */
export function independentOutflow(venues: readonly Distribution[]): JointOutflow {
  return {
    venues: venues.length,
    uniforms: venues.length,
    make(uniform, outflow, offset) {
      for (let venue = 0; venue < venues.length; venue++) {
        outflow[offset + venue] = venues[venue]!.quantile(uniform[venue]!);
      }
    },
  };
}

/**
 * Correlated venues: ξ_k = α·ξ_0 + (1 − α)·ε_k, the mix of the paper's section 5.
 *
 * @param alpha weight of what the venues have in common, from 0 to 1.
 * @param common ξ_0.
 * @param own ε_k of each venue.
 * @throws {ProblemError} for another weight.
 */
export function mixedOutflow(
  alpha: number,
  common: Distribution,
  own: readonly Distribution[],
): JointOutflow {
  if (!(alpha >= 0 && alpha <= 1)) throw new ProblemError(`Cannot mix outflows by ${alpha}: not from 0 to 1`);
  return {
    venues: own.length,
    uniforms: own.length + 1,
    make(uniform, outflow, offset) {
      const shared = alpha * common.quantile(uniform[own.length]!);
      for (let venue = 0; venue < own.length; venue++) {
        outflow[offset + venue] = shared + (1 - alpha) * own[venue]!.quantile(uniform[venue]!);
      }
    },
  };
}

/** Samples drawn at random: a row each. */
export function drawSamples(outflow: JointOutflow, samples: number, random: Random): Float64Array {
  return makeSamples(outflow, samples, (_, uniform) => {
    for (let i = 0; i < uniform.length; i++) uniform[i] = random();
  });
}

/**
 * Samples spread evenly instead of at random, a row each: means over them miss the truth by about 1/N
 * instead of 1/√N. Sample i is made of the fractions of ½ + i·φ^−j, with φ^(d + 1) = φ + 1 for d uniform
 * numbers: the additive recurrence of M. Roberts, "The unreasonable effectiveness of quasirandom sequences"
 * (2018). For few venues; with ten or more it is no better than chance.
 */
export function spreadSamples(outflow: JointOutflow, samples: number): Float64Array {
  let phi = 2;
  for (let i = 0; i < 100; i++) phi = (1 + phi) ** (1 / (outflow.uniforms + 1));
  const steps = Float64Array.from({ length: outflow.uniforms }, (_, j) => phi ** -(j + 1));
  return makeSamples(outflow, samples, (sample, uniform) => {
    for (let i = 0; i < uniform.length; i++) uniform[i] = (0.5 + sample * steps[i]!) % 1;
  });
}

function makeSamples(
  outflow: JointOutflow,
  samples: number,
  fill: (sample: number, uniform: Float64Array) => void,
): Float64Array {
  const rows = new Float64Array(samples * outflow.venues);
  const uniform = new Float64Array(outflow.uniforms);
  for (let sample = 0; sample < samples; sample++) {
    fill(sample, uniform);
    outflow.make(uniform, rows, sample * outflow.venues);
  }
  return rows;
}
