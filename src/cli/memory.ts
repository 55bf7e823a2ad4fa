/** `--max-memory`: a back-test that would need more is refused before it is begun, instead of being killed. @module */

import { UsageError } from "./errors.ts";
import type { Option } from "./options.ts";

const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** An amount of memory in bytes: `512M`, `1G`; mega is 1024², as in systemd's `MemoryMax` and in Docker. */
export const maxMemory: Option<number | undefined> = {
  placeholder: "SIZE",
  help: "refuse, at once and with what it would need, what takes more memory: 512M, 2G (no limit)",
  fallback: undefined,
  read(given) {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([kmg])i?b?$/i.exec(given) ?? [];
    if (number === undefined) throw new Error("not an amount of memory such as 512M or 2G");
    return Number(number) * UNITS[unit!.toLowerCase()]!;
  },
};

/** What the memory of a back-test depends on, once its tape is there. */
export interface Workload {
  readonly rows: number;
  /** Threads of the search. */
  readonly workers: number;
  /** Parent orders. */
  readonly orders: number;
  /** The tuned strategy and those that it is compared with. */
  readonly strategies: number;
  /** Points of the search that may come out differently. */
  readonly points: number;
}

// Measured on the peaks of whole runs (tests/cli/memory_test.ts holds the sum against such peaks); each is
// rounded up.
/** A thread: its heap and its compiled code. */
const WORKER_BYTES = 40e6;
/** Live quotes and the order of receipt, beside the tape itself, which is there already. */
const ROW_BYTES = 24;
/** The measures of an order, and its bootstrap. */
const ORDER_BYTES = 16e3;
/** What a point's simulation of an order leaves for the collector, which lets so much gather and no more. */
const GARBAGE_BYTES = 8e3;
const MOST_GARBAGE_BYTES = 64e6;
/** What is kept of it. */
const RESULT_BYTES = 1e3;
/** Code that is compiled on the way, the orders that are shown, and the artefact. */
const OTHER_BYTES = 46e6;

/** What a back-test will take beside the memory that is taken already, bytes: an estimate from above. */
export function bytesToCome({ rows, workers, orders, strategies, points }: Workload): number {
  const simulations = orders * points;
  return OTHER_BYTES + ROW_BYTES * rows + ORDER_BYTES * orders * strategies +
    (workers > 1 ? WORKER_BYTES * workers : 0) +
    Math.min(MOST_GARBAGE_BYTES, GARBAGE_BYTES * simulations) + RESULT_BYTES * simulations;
}

/**
 * Holds a back-test whose tape has been read to its limit.
 *
 * @throws {UsageError} saying what it would need, and what makes that less.
 */
export function checkMemory(limitBytes: number | undefined, workload: Workload): void {
  if (limitBytes === undefined) return;
  const needed = residentBytes() + bytesToCome(workload);
  if (needed <= limitBytes) return;
  const { rows, workers, orders, points } = workload;
  throw new UsageError(
    `--max-memory ${
      megabytes(limitBytes)
    }: ${rows} rows, ${orders} orders, ${points} points and ${workers} ` +
      `workers need about ${megabytes(needed)}; ` +
      "fewer --workers, --orders or --grid values, or a shorter time by --from and --to, take less",
  );
}

/**
 * Holds the reading of a tape to the limit, as it goes on.
 *
 * @param reading what is read, such as `reading day.csv`.
 * @throws {UsageError} once more is taken.
 */
export function checkMemoryWhile(reading: string, limitBytes: number | undefined): void {
  if (limitBytes === undefined) return;
  const taken = residentBytes();
  if (taken <= limitBytes) return;
  throw new UsageError(
    `--max-memory ${megabytes(limitBytes)}: ${reading} has taken ${megabytes(taken)} and is not done; ` +
      "a shorter time by --from and --to takes less",
  );
}

function residentBytes(): number {
  return Deno.memoryUsage().rss;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / UNITS["m"]!)}M`;
}
