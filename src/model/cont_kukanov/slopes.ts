/** One-sided slopes of V. @module */

import { restAt, TAKE, takingSlopes } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";

/**
 * One-sided derivatives of V at a decision, money a share: along every coordinate and every exchange of
 * two. V has kinks wherever a sample's shares equal the order, so that two one-sided slopes say more than
 * a gradient. A move that leaves the bounds has slope `Infinity`. A decision from which no move goes
 * downhill is a local minimum as far as these moves can tell: its certificate.
 */
export class Slopes {
  /** By place: of one share more there. */
  up: Float64Array = new Float64Array(0);
  /** By place: of one share less there. */
  down: Float64Array = new Float64Array(0);
  /** At to·(K + 1) + from: of a share that moves. */
  exchange: Float64Array = new Float64Array(0);
  /** The lowest of all of them. */
  lowest: number = Infinity;
  /** The place that has a share more in that move, −1 where none has. */
  lowestTo: number = -1;
  /** The place that has a share less in that move, −1 where none has. */
  lowestFrom: number = -1;

  #places = 0;
  /** By sample: what its shares cost, if there is one more: λ_o, or −λ_u − θ. */
  #more = new Float64Array(0);
  /** By sample: what its shares cost, if there is one less. */
  #less = new Float64Array(0);
  /** The samples that fill exactly the order. */
  #exact = new Uint32Array(0);
  #exactSamples = 0;
  /** By place, a run of exact samples: whether the sample fills more with a share more there. */
  #grows = new Uint8Array(0);
  /** By place, a run of exact samples: whether the sample fills less with a share less there. */
  #shrinks = new Uint8Array(0);

  /**
   * Takes the slopes at a decision.
   *
   * @param filled A(X, ξ) of every sample.
   */
  measure(mean: SampleMean, decision: Float64Array, filled: Float64Array): void {
    this.#reserve(mean);
    this.#priceSamples(mean, filled);
    this.#priceTaking(mean, decision[TAKE]!);
    for (let venue = 0; venue < mean.venues; venue++) {
      this.#priceResting(mean, venue, decision[restAt(venue)]!);
    }
    this.#priceExchanges(mean);
    this.#forbid(mean, decision);
    this.#findLowest();
  }

  #reserve({ venues, samples }: SampleMean): void {
    const places = venues + 1;
    this.#places = places;
    if (this.up.length !== places) {
      this.up = new Float64Array(places);
      this.down = new Float64Array(places);
      this.exchange = new Float64Array(places * places);
    }
    if (this.#grows.length < places * samples) {
      this.#grows = new Uint8Array(places * samples);
      this.#shrinks = new Uint8Array(places * samples);
    }
    if (this.#exact.length < samples) {
      this.#more = new Float64Array(samples);
      this.#less = new Float64Array(samples);
      this.#exact = new Uint32Array(samples);
    }
  }

  #priceSamples({ samples, quantity, same, under, over }: SampleMean, filled: Float64Array): void {
    let exact = 0;
    for (let sample = 0; sample < samples; sample++) {
      const excess = filled[sample]! - quantity;
      this.#more[sample] = excess < -same ? -under : over;
      this.#less[sample] = excess > same ? over : -under;
      if (Math.abs(excess) <= same) this.#exact[exact++] = sample;
    }
    this.#exactSamples = exact;
  }

  // Shares taken fill for certain, so each sample's fills change by as many.
  #priceTaking({ samples, impact, problem, same }: SampleMean, taken: number): void {
    const slopes = takingSlopes(problem, taken, same);
    let more = 0;
    let less = 0;
    for (let sample = 0; sample < samples; sample++) {
      more += this.#more[sample]!;
      less += this.#less[sample]!;
    }
    this.up[TAKE] = impact[TAKE]! + slopes.up + more / samples;
    this.down[TAKE] = slopes.down - impact[TAKE]! - less / samples;
    this.#grows.fill(1, 0, this.#exactSamples);
    this.#shrinks.fill(1, 0, this.#exactSamples);
  }

  #priceResting(
    { samples, reach, byReach, credit, impact, same }: SampleMean,
    venue: number,
    resting: number,
  ): void {
    const place = restAt(venue);
    const run = venue * samples;
    let at = run + samples - 1;
    let more = 0;
    for (; at >= run && reach[byReach[at]!]! > resting + same; at--) more += this.#more[byReach[at]! - run]!;
    const growing = run + samples - 1 - at;
    let less = 0;
    for (let i = run + samples - 1; i > at; i--) less += this.#less[byReach[i]! - run]!;
    for (; at >= run && reach[byReach[at]!]! >= resting - same; at--) less += this.#less[byReach[at]! - run]!;
    const shrinking = run + samples - 1 - at;
    this.up[place] = impact[place]! + (more - credit[place]! * growing) / samples;
    this.down[place] = (credit[place]! * shrinking - less) / samples - impact[place]!;
    const flags = place * this.#exactSamples;
    for (let i = 0; i < this.#exactSamples; i++) {
      const spare = reach[run + this.#exact[i]!]! - resting;
      this.#grows[flags + i] = spare > same ? 1 : 0;
      this.#shrinks[flags + i] = spare >= -same ? 1 : 0;
    }
  }

  // A sample that fills exactly the order, and in which one place grows and the other shrinks, stays exact.
  #priceExchanges({ samples, under, over }: SampleMean): void {
    const places = this.#places;
    for (let to = 0; to < places; to++) {
      for (let from = 0; from < places; from++) {
        this.exchange[to * places + from] = to === from
          ? Infinity
          : this.up[to]! + this.down[from]! - (under + over) * this.#countBoth(to, from) / samples;
      }
    }
  }

  #countBoth(to: number, from: number): number {
    const grows = to * this.#exactSamples;
    const shrinks = from * this.#exactSamples;
    let both = 0;
    for (let i = 0; i < this.#exactSamples; i++) {
      both += this.#grows[grows + i]! & this.#shrinks[shrinks + i]!;
    }
    return both;
  }

  #forbid({ most, budget, same }: SampleMean, decision: Float64Array): void {
    const places = this.#places;
    let sent = 0;
    for (let place = 0; place < places; place++) sent += decision[place]!;
    for (let place = 0; place < places; place++) {
      if (decision[place]! >= most[place]! - same) {
        this.up[place] = Infinity;
        for (let from = 0; from < places; from++) this.exchange[place * places + from] = Infinity;
      }
      if (decision[place]! <= same) {
        this.down[place] = Infinity;
        for (let to = 0; to < places; to++) this.exchange[to * places + place] = Infinity;
      }
      if (sent >= budget - same) this.up[place] = Infinity;
    }
  }

  #findLowest(): void {
    const places = this.#places;
    this.lowest = Infinity;
    for (let place = 0; place < places; place++) {
      if (this.up[place]! < this.lowest) this.#keep(this.up[place]!, place, -1);
      if (this.down[place]! < this.lowest) this.#keep(this.down[place]!, -1, place);
    }
    for (let to = 0; to < places; to++) {
      for (let from = 0; from < places; from++) {
        const slope = this.exchange[to * places + from]!;
        if (slope < this.lowest) this.#keep(slope, to, from);
      }
    }
  }

  #keep(slope: number, to: number, from: number): void {
    this.lowest = slope;
    this.lowestTo = to;
    this.lowestFrom = from;
  }
}
