/** sorlab, the program. @module */

import { run } from "./src/cli/run.ts";

// Not Deno.exitCode: a client that gave up on a silent broker still has timers, which nobody waits for.
Deno.exit(await run(Deno.args));
