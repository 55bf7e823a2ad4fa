/** A worker that evaluates a router's module once, to find out what it declares; see `open_module.ts`. @module */

import { thrownBy } from "./blame.ts";
import { confine } from "./confine.ts";
import { type Declaration, declarationOf } from "./declaration.ts";
import { evaluateModule } from "./evaluate.ts";
import { faultToPlain } from "./fault.ts";
import type { ModuleToOpen, Opened } from "./open_module.ts";

const scope = self as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<ModuleToOpen>) => void): void;
  postMessage(message: Opened): void;
};
// Taken before the thread is confined.
const answer = scope.postMessage.bind(scope);

scope.addEventListener("message", ({ data: { text, part, modules } }) => {
  confine();
  try {
    answer({ declaration: declared() });
  } catch (error) {
    answer({ error: faultToPlain(thrownBy({ text, modules }, error)) });
  }

  function declared(): Declaration {
    return declarationOf(evaluateModule({ modules }), part, text);
  }
});
