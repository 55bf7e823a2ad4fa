/** A thread that does tasks of a study, one after the other. @module */

import { fromPlain } from "../market/data_error.ts";
import type { Part } from "./part.ts";
import type { Asked, Unit } from "./task.ts";
import type { Order, Report } from "./task_worker.ts";

/** A thread of its own, which may read files and nothing else. */
export class TaskThread implements Disposable {
  #worker: Worker;

  /** Starts it. */
  constructor({ version, question, reading, perOrder }: Asked) {
    this.#worker = new Worker(new URL("./task_worker.ts", import.meta.url).href, {
      type: "module",
      deno: { permissions: { read: true } },
    });
    this.#send({ asked: { version, question, reading, perOrder } });
  }

  /**
   * Does the tasks of an input; nothing else may be asked until it has.
   *
   * @param path of the input here.
   * @param onPart told of each part, one after the other.
   */
  async run(unit: Unit, path: string, onPart: (part: Part) => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let kept = Promise.resolve();
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if ("part" in data) {
        kept = kept.then(() => onPart(data.part));
        kept.catch(reject);
      } else if ("error" in data) reject(fromPlain(data.error));
      else kept.then(resolve, reject);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A thread of the study failed: ${event.message}`));
    };
    this.#send({ unit, path });
    await promise;
  }

  #send(order: Order): void {
    this.#worker.postMessage(order);
  }

  /** Ends it, whatever it is at. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
