/** Allocators by name. @module */

import type { Allocator, AllocatorName } from "./allocator.ts";
import type { SplitParameters } from "./cost.ts";
import { exactAllocator } from "./exact.ts";
import { greedyAllocator } from "./greedy.ts";
import { quadraticAllocator } from "./quadratic.ts";
import { recursiveAllocator } from "./recursive.ts";

/**
 * The allocator of this name.
 *
 * @param step shares in a step of its lattice, where it has one.
 * @param parameters of its cost, where it reads them.
 */
export function makeAllocator(name: AllocatorName, step: number, parameters: SplitParameters): Allocator {
  switch (name) {
    case "exact":
      return exactAllocator({ step });
    case "recursive":
      return recursiveAllocator({ step, ...parameters });
    case "greedy":
      return greedyAllocator();
    case "quadratic":
      return quadraticAllocator({ step, ...parameters });
  }
}
