/** A worker that, for each task, says what it is able to do. @module */

import { serveTasks } from "../../src/search/serve_tasks.ts";

const ATTEMPTS: readonly (() => unknown)[] = [
  () => Deno.readDirSync(".").next(),
  () => Deno.writeTextFileSync("/dev/null", ""),
  () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync(),
  () => Deno.env.get("DATA_PATH"),
];

serveTasks(() => (task: number) => {
  try {
    ATTEMPTS[task]!();
    return "could";
  } catch (error) {
    return (error as Error).name;
  }
});
