/** The worker's end of a pool. @module */

import { toPlain } from "../market/data_error.ts";

/** What the pool sends: first a job, then tasks of it. */
export type Message<Job, Task> = { readonly job: Job } | { readonly tasks: readonly Task[] };

/** What comes back for tasks; an error may come of a job too. */
export type Answer<Result> = { readonly results: Result[] } | { readonly error: unknown };

/** The part of a worker's global scope used here. */
interface WorkerScope<Job, Task, Result> {
  onmessage: ((event: MessageEvent<Message<Job, Task>>) => void) | null;
  postMessage(message: Answer<Result>): void;
}

/**
 * Makes this worker do the tasks of the job it is given. It is all that a worker's module does.
 *
 * @param evaluatorOf makes what does the tasks of a job; the pool has the same for its own thread.
 */
export function serveTasks<Job, Task, Result>(evaluatorOf: (job: Job) => (task: Task) => Result): void {
  const scope = self as unknown as WorkerScope<Job, Task, Result>;
  let evaluate: ((task: Task) => Result) | undefined;
  scope.onmessage = ({ data }) => {
    try {
      if ("job" in data) evaluate = evaluatorOf(data.job);
      else scope.postMessage({ results: data.tasks.map((task) => evaluate!(task)) });
    } catch (error) {
      scope.postMessage({ error: toPlain(error) });
    }
  };
}
