import { toPlain } from "../market/data_error.ts";
import { evaluatorOf, type Job, type ResultOf, type TaskOf } from "./evaluator.ts";

/** What the pool sends: first a job, then tasks of it. */
export type Message = { readonly job: Job } | { readonly tasks: readonly TaskOf<Job>[] };

/** What comes back for tasks; an error may come of a job too. */
export type Answer = { readonly results: ResultOf<Job>[] } | { readonly error: unknown };

/** The part of a worker's global scope used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Message>) => void) | null;
  postMessage(message: Answer): void;
}

const scope = self as unknown as WorkerScope;
let evaluate: ((task: TaskOf<Job>) => ResultOf<Job>) | undefined;

scope.onmessage = ({ data }) => {
  try {
    if ("job" in data) evaluate = evaluatorOf(data.job);
    else scope.postMessage({ results: data.tasks.map((task) => evaluate!(task)) });
  } catch (error) {
    scope.postMessage({ error: toPlain(error) });
  }
};
