/** Tasks dealt to shards: by size, the same wherever it is asked. @module */

/** A part of a study's tasks. */
export interface Shard {
  /** Which, from 0. */
  readonly index: number;
  /** Of how many. */
  readonly count: number;
}

/**
 * The tasks of a shard. The tasks' sizes are laid end to end and cut in as many equal lengths as there are shards; a
 * task belongs to the length in which its middle lies. So a shard's tasks follow each other (an input that many of
 * them share is read by few shards, mostly by one), and no shard is off the mean by more than its largest task.
 *
 * @throws {RangeError} if there is no such shard.
 *
 * @example
 * ```ts
 * import { tasksOf } from "./shards.ts";
 * import { assertEquals } from "@std/assert";
 * const tasks = [4, 1, 1, 1, 1].map((bytes) => ({ bytes }));
 * const shards = [0, 1].map((index) => tasksOf(tasks, { index, count: 2 }).length);
 * assertEquals(shards, [1, 4]);
 * ```
 */
export function tasksOf<Task extends { readonly bytes: number }>(
  tasks: readonly Task[],
  { index, count }: Shard,
): Task[] {
  if (!(index >= 0 && index < count)) throw new RangeError(`There is no shard ${index} of ${count}`);
  // A task without bytes takes time all the same.
  const sizes = tasks.map(({ bytes }) => Math.max(1, bytes));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  return tasks.filter((_, i) => {
    const middle = before + sizes[i]! / 2;
    before += sizes[i]!;
    return Math.floor(middle / total * count) === index;
  });
}
