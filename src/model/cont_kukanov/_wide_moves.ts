/** Moves of several places at once, tried where no small one lowers V. @module */

import { TAKE } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";

/** Ways in which limit orders grow together. */
const TOGETHER = 4;
/** Places up to which three of them are moved against each other: beyond, there are too many threes. */
const MOST_PLACES_OF_THREES = 6;

/** By number of places: moves that are the same whatever the decision. */
const fixedMoves: (readonly Int8Array[])[] = [];

/** How many moves {@linkcode pointWide} knows. */
export function wideMoves({ venues }: SampleMean): number {
  // With one venue the smaller moves suffice: V is convex there where it matters.
  return venues === 1 ? 0 : TOGETHER + fixedMovesOf(venues + 1).length;
}

/**
 * Points a direction to a move that is tried where nothing goes downhill at once: limit orders that grow together,
 * those that there are or all that there can be, by themselves or against taking; then lines that begin uphill, of
 * one place and of two against each other; then two places against a third. `false` where that moves nothing.
 */
export function pointWide(
  mean: SampleMean,
  decision: Float64Array,
  move: number,
  direction: Float64Array,
): boolean {
  if (move < TOGETHER) return pointTogether(mean, decision, move, direction);
  direction.set(fixedMovesOf(mean.venues + 1)[move - TOGETHER]!);
  return true;
}

function pointTogether(
  mean: SampleMean,
  decision: Float64Array,
  way: number,
  direction: Float64Array,
): boolean {
  const every = way >= TOGETHER / 2;
  direction[TAKE] = way % 2 === 0 ? 0 : -1;
  let moving = 0;
  for (let place = TAKE + 1; place <= mean.venues; place++) {
    const moves = mean.most[place]! > 0 && (every || decision[place]! > mean.same);
    direction[place] = moves ? 1 : 0;
    if (moves) moving++;
  }
  return moving > 0;
}

function fixedMovesOf(places: number): readonly Int8Array[] {
  return fixedMoves[places] ??= [
    ...exchanges(places),
    ...(places <= MOST_PLACES_OF_THREES ? threes(places) : []),
  ];
}

function* exchanges(places: number): Generator<Int8Array> {
  for (let to = 0; to < places; to++) {
    yield moveOf(places, [to], []);
    for (let from = to + 1; from < places; from++) yield moveOf(places, [to], [from]);
  }
}

function* threes(places: number): Generator<Int8Array> {
  for (let from = 0; from < places; from++) {
    for (let one = 0; one < places; one++) {
      for (let other = one + 1; other < places; other++) {
        if (one !== from && other !== from) yield moveOf(places, [one, other], [from]);
      }
    }
  }
}

function moveOf(places: number, growing: readonly number[], shrinking: readonly number[]): Int8Array {
  const move = new Int8Array(places);
  for (const place of growing) move[place] = 1;
  for (const place of shrinking) move[place] = -1;
  return move;
}
