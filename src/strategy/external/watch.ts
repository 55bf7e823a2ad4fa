/** What a thread is at while it asks a router, told to another thread through shared memory. @module */

import type { StrategyPart } from "./router.ts";

// Cells: calls begun and ended, counted together so that an odd number is a call that lasts; then what it is about.
const CALLS = 0;
const PART = 1;
const ORDER = 2;
const DECISION = 3;
const CELLS = 4;

const PARTS = ["schedule", "placement"] as const satisfies readonly StrategyPart[];
/** Neither an order nor a decision: the module is being evaluated. */
const NONE = -1;

/** A call of a router that is not over. */
export interface OpenCall {
  /** Tells it from other calls of the same thread. */
  readonly number: number;
  /** Which part of the strategy is asked. */
  readonly part: StrategyPart;
  /** Index of the parent order; `undefined` while the module is evaluated. */
  readonly order: number | undefined;
  /** Index of its decision or slice, likewise. */
  readonly decision: number | undefined;
}

/** The thread's own end: it notes every call. */
export class Watch {
  #cells: Int32Array;

  /** @param shared of {@linkcode watchMemory}. */
  constructor(shared: SharedArrayBuffer) {
    this.#cells = new Int32Array(shared);
    this.#cells[ORDER] = NONE;
  }

  /** The parent order that is worked from now on. */
  work(order: number): void {
    this.#cells[ORDER] = order;
  }

  /** A call begins. */
  begin(part: StrategyPart, decision = NONE): void {
    this.#cells[PART] = PARTS.indexOf(part);
    this.#cells[DECISION] = decision;
    Atomics.add(this.#cells, CALLS, 1);
  }

  /** It is over. */
  end(): void {
    Atomics.add(this.#cells, CALLS, 1);
  }
}

/** Memory that a {@linkcode Watch} writes and {@linkcode openCall} reads. */
export function watchMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT);
}

/** The call that a thread is in; `undefined` where it is in none. */
export function openCall(shared: SharedArrayBuffer): OpenCall | undefined {
  const cells = new Int32Array(shared);
  const number = Atomics.load(cells, CALLS);
  if (number % 2 === 0) return undefined;
  const indexIn = (cell: number): number | undefined => cells[cell] === NONE ? undefined : cells[cell];
  return { number, part: PARTS[cells[PART]!]!, order: indexIn(ORDER), decision: indexIn(DECISION) };
}

/** Looks at a call until it is overdue. */
const LOOKS = 8;

/**
 * Looks now and then whether a thread is still in the same call.
 *
 * @param timeoutMs how long a call may take, about.
 * @param onOverdue told once of a call that takes longer.
 * @returns what ends it.
 */
export function watchCalls(
  shared: SharedArrayBuffer,
  timeoutMs: number,
  onOverdue: (call: OpenCall) => void,
): () => void {
  let seen: OpenCall | undefined;
  let looks = 0;
  const timer = setInterval(() => {
    const call = openCall(shared);
    looks = call !== undefined && call.number === seen?.number ? looks + 1 : 0;
    seen = call;
    if (call === undefined || looks < LOOKS) return;
    clearInterval(timer);
    onOverdue(call);
  }, Math.max(1, timeoutMs / LOOKS));
  return () => clearInterval(timer);
}
