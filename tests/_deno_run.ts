/** How tests start sorlab, or a program that imports it. @module */

/**
 * Of Deno, before permissions and the program. The npm packages are there, as the test itself has them: to make sure
 * of that, one process after the other, takes as long as to start sorlab.
 */
export const DENO_RUN: readonly string[] = ["run", "--quiet", "--node-modules-dir=manual"];
