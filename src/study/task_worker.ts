/** A worker that does tasks of a study; see `task_thread.ts`. @module */

import { toPlain } from "../market/data_error.ts";
import { type Asked, runUnit, type Unit } from "./task.ts";
import type { Part } from "./part.ts";

/** What the pool sends: first what is asked, then tasks and where their input lies. */
export type Order = { readonly asked: Asked } | { readonly unit: Unit; readonly path: string };

/** What comes back: a part for each task, then that all are done; or an error, and no more. */
export type Report = { readonly part: Part } | { readonly done: true } | { readonly error: unknown };

const scope = self as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<Order>) => void): void;
  postMessage(message: Report): void;
};

let asked: Asked | undefined;

scope.addEventListener("message", async ({ data }) => {
  if ("asked" in data) {
    asked = data.asked;
    return;
  }
  try {
    for await (const part of runUnit(asked!, data.unit, data.path)) scope.postMessage({ part });
    scope.postMessage({ done: true });
  } catch (error) {
    scope.postMessage({ error: toPlain(error) });
  }
});
