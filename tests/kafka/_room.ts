/**
 * All tests of Kafka in one thread, as `deno task test` runs them: see tests/rooms/_room.ts. It stands here, so that
 * `--ignore=tests/kafka` leaves it out, and is no `_test.ts`, so that `deno task test tests/kafka` runs file by file.
 *
 * @module
 */

import { registerRoom } from "../rooms/_room.ts";

await registerRoom("kafka");
