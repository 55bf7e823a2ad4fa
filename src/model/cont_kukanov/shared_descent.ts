/** Descents of one problem at many penalties, which share what they find out. @module */

import { DistinctSamples } from "./_distinct_samples.ts";
import { FLAT, LEAST_GAIN, ROUGH_GAIN, stretchOf } from "./descent.ts";
import type { Prices } from "./_forms.ts";
import { LineTabulator } from "./_line_tabulator.ts";
import type { SampleMean } from "./sample_mean.ts";
import { RowIndex } from "./_row_index.ts";
import { disturb, eachUsualStart } from "./solver.ts";
import { seededRandom } from "../../market/random.ts";
import { LineTable, NO_PLACE, Station } from "./_station.ts";
import { pointWide, wideMoves } from "./_wide_moves.ts";

/** How one descent goes, as in `DescentOptions`. */
interface Manner {
  readonly wide: boolean;
  /** The least gain that is worth a step, as a part of S·(λ_u + θ + λ_o). */
  readonly leastGain: number;
}

const ROUGHLY: Manner = { wide: false, leastGain: ROUGH_GAIN };
const FULLY: Manner = { wide: true, leastGain: LEAST_GAIN };

/**
 * How often the best decision is disturbed, of three venues or more. Of 3,000 small instances in which more
 * than S may be sent, enumeration solves 5 better than descents without kicks, 2 with these, and none with the 64
 * of `Solver`.
 */
const KICKS = 4;

/**
 * The descents of `Solver` in whole shares, for many penalties of one problem: from the same starts and a few
 * kicks, along the same moves. They meet the same decisions again and again, and what
 * is found out about one ({@linkcode Station}) and the lines through it ({@linkcode LineTable}) holds for all
 * penalties, so that samples are looked at only where no descent came by before. An answer does not depend on
 * those before it.
 */
export class SharedDescent {
  #mean!: SampleMean;
  #prices: Prices = { sent: 0, missed: 0, excess: 0 };
  #perShare = 0;
  readonly #distinct = new DistinctSamples();
  /** Decisions met, and by number of places and index the stations that stand for them. */
  readonly #index = new RowIndex();
  readonly #stations: Station[][] = [];
  readonly #starts: Station[] = [];
  #visits = 0;
  /** Stations that the descent under way passed. */
  readonly #path: Station[] = [];
  readonly #tabulator = new LineTabulator();
  /** Tables made for any problem, of which the first so many are in use. */
  readonly #linePool: LineTable[] = [];
  #linesUsed = 0;
  #decision = new Float64Array(0);
  #direction = new Float64Array(0);
  #filled = new Float64Array(0);

  /** Takes over what a problem in whole shares has beside its penalties. */
  load(mean: SampleMean): void {
    const places = mean.venues + 1;
    this.#mean = mean;
    this.#distinct.load(mean);
    this.#index.begin(places);
    this.#stations[places] ??= [];
    this.#linesUsed = 0;
    if (this.#direction.length !== places) {
      this.#direction = new Float64Array(places);
      this.#decision = new Float64Array(places);
    }
    if (this.#filled.length < mean.samples) this.#filled = new Float64Array(mean.samples);
    this.#starts.length = 0;
    eachUsualStart(mean, this.#decision, () => this.#starts.push(this.#stationAt(this.#decision)));
  }

  /** Writes the best decision found at the penalties that the objective has now, and returns its V. */
  solve(decision: Float64Array): number {
    const { under, over, samples, problem, impact } = this.#mean;
    this.#perShare = under + over;
    this.#prices = {
      sent: problem.impact === undefined ? impact[0]! : 0,
      missed: under / samples,
      excess: over / samples,
    };
    let best: Station | undefined;
    let least = Infinity;
    this.#visits++;
    for (const start of this.#starts) {
      const station = this.#descendRoughly(start);
      const value = this.#value(station);
      if (value >= least) continue;
      best = station;
      least = value;
    }
    if (this.#mean.venues > 2) best = this.#kick(best!, least);
    const found = this.#descend(best!, FULLY);
    decision.set(found.decision);
    return this.#value(found);
  }

  /** The best of what a decision is disturbed to. */
  #kick(found: Station, value: number): Station {
    let best = found;
    let least = value;
    for (let kick = 0; kick < KICKS; kick++) {
      const station = this.#descendRoughly(best.kicked[kick] ??= this.#kicked(best, kick));
      const lower = this.#value(station);
      if (lower >= least) continue;
      best = station;
      least = lower;
    }
    return best;
  }

  #kicked({ decision }: Station, kick: number): Station {
    this.#decision.set(decision);
    disturb(this.#mean, seededRandom(kick + 1), this.#decision);
    return this.#stationAt(this.#decision);
  }

  /** Goes along with an earlier descent at these penalties from where they meet. */
  #descendRoughly(start: Station): Station {
    const path = this.#path;
    let passed = 0;
    let station = start;
    while (station.visit !== this.#visits) {
      path[passed++] = station;
      const next = this.#follow(station, ROUGHLY);
      if (next === undefined) break;
      station = next;
    }
    const end = station.visit === this.#visits ? station.end : station;
    for (let i = 0; i < passed; i++) {
      path[i]!.visit = this.#visits;
      path[i]!.end = end;
    }
    return end;
  }

  #value(station: Station): number {
    return station.cost.price(0, this.#prices);
  }

  #stationAt(decision: Float64Array): Station {
    const known = this.#index.count;
    const index = this.#index.indexOf(decision);
    const station = this.#stations[decision.length]![index] ??= new Station(decision.length);
    if (index < known) return station;
    this.#distinct.fill(decision, this.#filled);
    station.measure(this.#mean, this.#distinct, decision, this.#filled);
    return station;
  }

  #descend(from: Station, manner: Manner): Station {
    let station = from;
    while (true) {
      const next = this.#follow(station, manner) ??
        (manner.wide ? this.#moveWide(station) : undefined);
      if (next === undefined) return station;
      station = next;
    }
  }

  /** Takes the steepest move. */
  #follow(station: Station, { leastGain }: Manner): Station | undefined {
    const move = station.slopes.lowest(this.#prices);
    if (move < 0 || !(station.slopes.price(move, this.#prices) < -FLAT * this.#perShare)) return undefined;
    let line = station.lines[move];
    if (line === undefined) {
      this.#direction.fill(0);
      const [to, from] = [station.to[move]!, station.from[move]!];
      if (to !== NO_PLACE) this.#direction[to] = 1;
      if (from !== NO_PLACE) this.#direction[from] = -1;
      line = station.lines[move] = this.#tabulate(station);
    }
    return this.#step(station, line, leastGain);
  }

  #moveWide(station: Station): Station | undefined {
    for (let way = 0; way < wideMoves(this.#mean); way++) {
      const move = station.slopes.count + way;
      let line = station.lines[move];
      if (line === undefined) {
        const moves = pointWide(this.#mean, station.decision, way, this.#direction);
        line = station.lines[move] = moves ? this.#tabulate(station) : null;
      }
      const next = this.#step(station, line, LEAST_GAIN);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  /** The line through a decision in the direction; `null` if it has no length. */
  #tabulate({ decision }: Station): LineTable | null {
    const mean = this.#mean;
    const direction = this.#direction;
    const [low, high] = stretchOf(mean, decision, direction);
    if (!(low < high)) return null;
    const line = this.#linePool[this.#linesUsed++] ??= new LineTable();
    this.#distinct.fill(decision, this.#filled);
    this.#tabulator.fill(line, mean, this.#distinct, decision, this.#filled, { direction, low, high });
    return line;
  }

  /** Goes to the lowest point of a line, if that is worth it. */
  #step(station: Station, line: LineTable | null, leastGain: number): Station | undefined {
    if (line === null) return undefined;
    const step = line.gains.lowest(this.#prices);
    const gain = line.gains.price(step, this.#prices);
    if (gain > -leastGain * this.#mean.quantity * this.#perShare) return undefined;
    return line.next[step] ??= this.#goTo(station, line, line.at[step]!);
  }

  #goTo({ decision }: Station, { direction }: LineTable, step: number): Station {
    const next = this.#decision;
    for (let place = 0; place < next.length; place++) {
      const shares = decision[place]! + step * direction[place]!;
      next[place] = direction[place] === 0
        ? decision[place]!
        : Math.min(this.#mean.most[place]!, Math.max(0, shares));
    }
    return this.#stationAt(next);
  }
}
