/** The worker's end of a pool. @module */

import { toPlain } from "../market/data_error.ts";
import { faultToPlain } from "../strategy/external/fault.ts";
import { Watch } from "../strategy/external/watch.ts";

/** What the pool sends: first a job, with memory to tell what is being done, then tasks of it. */
type Message<Job, Task> =
  | { readonly job: Job; readonly watched?: SharedArrayBuffer | undefined }
  | { readonly tasks: readonly Task[] };

/** What comes back for tasks; an error may come of a job too. */
export type Answer<Result> = { readonly results: Result[] } | { readonly error: unknown };

/** The part of a worker's global scope used here. */
interface WorkerScope<Job, Task, Result> {
  addEventListener(type: "message", listener: (event: MessageEvent<Message<Job, Task>>) => void): void;
  postMessage(message: Answer<Result>): void;
}

/**
 * Makes this worker do the tasks of the job it is given. It is all that a worker's module does.
 *
 * @param evaluatorOf makes what does the tasks of a job; the pool has the same for its own thread.
 * @param hooks what to do once the job is there, and before any task.
 */
export function serveTasks<Job, Task, Result>(
  evaluatorOf: (job: Job, watch?: Watch) => (task: Task) => Result,
  { onReady = () => {} }: { readonly onReady?: () => void } = {},
): void {
  const scope = self as unknown as WorkerScope<Job, Task, Result>;
  // Kept, as a confined thread has no `postMessage` to look up any more.
  const answer = scope.postMessage.bind(scope);
  let evaluate: ((task: Task) => Result) | undefined;
  scope.addEventListener("message", ({ data }) => {
    try {
      if ("job" in data) {
        evaluate = evaluatorOf(data.job, data.watched && new Watch(data.watched));
        onReady();
      } else answer({ results: data.tasks.map((task) => evaluate!(task)) });
    } catch (error) {
      answer({ error: faultToPlain(toPlain(error)) });
    }
  });
}
