/** Real artefacts, changed in places that a small back-test does not come to. @module */

import { assertArtefact } from "../_schema.ts";

/** The same, but that it may be changed. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

/** A changed copy, which is still an artefact by its schema. */
export function changed<T>(artefact: T, change: (draft: Draft<T>) => void): T {
  const draft = structuredClone(artefact);
  change(draft as Draft<T>);
  assertArtefact(draft);
  return draft;
}
