/**
 * sorlab on a disk that fails: `_failing_process.ts NTH full|killed ARGUMENTS…`. It tells on standard error which
 * operations there were.
 *
 * @module
 */

import { run } from "../../src/cli/run.ts";
import { FailingDisk, type Fault } from "../_failing_disk.ts";

const [nth, fault, ...args] = Deno.args;
const disk = new FailingDisk(Number(nth), fault as Fault);
const code = await run(args);
Deno.stderr.writeSync(new TextEncoder().encode(`disk: ${disk.done.join(" ")}\n`));
Deno.exit(code);
