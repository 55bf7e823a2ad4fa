/** A reference number, and how near to it a computed one has to be. @module */

/** A reference number beside what this executable computes. */
export interface Check {
  readonly name: string;
  /** What it should be, and how: about it, at most it, or it exactly. */
  readonly relation: "about" | "at most" | "exactly";
  readonly expected: number | string;
  readonly computed: number | string;
  /** How far off a number may be. */
  readonly tolerance: number;
  readonly passed: boolean;
}

/** Checks that belong together. */
export interface Group {
  readonly title: string;
  /** Computes them, each when it is asked for where that takes long. */
  run(): Iterable<Check>;
}

/** A number that should come out, give or take a tolerance. */
export function about(name: string, expected: number, computed: number, tolerance: number): Check {
  const passed = Math.abs(computed - expected) <= tolerance;
  return { name, relation: "about", expected, computed, tolerance, passed };
}

/** A number that should not be passed by more than a tolerance. */
export function atMost(name: string, expected: number, computed: number, tolerance: number): Check {
  return {
    name,
    relation: "at most",
    expected,
    computed,
    tolerance,
    passed: computed <= expected + tolerance,
  };
}

/** A number or a text that should come out as it is. */
export function exactly<T extends number | string>(name: string, expected: T, computed: T): Check {
  return { name, relation: "exactly", expected, computed, tolerance: 0, passed: computed === expected };
}
