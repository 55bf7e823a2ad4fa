/** Asks Maven alone for Kafka's jars, and says on standard error why there are none. @module */

import { kafkaJars } from "../../src/kafka/local/distribution.ts";

try {
  await kafkaJars({ cache: Deno.args[0]!, mirrors: [] });
} catch (error) {
  Deno.stderr.writeSync(new TextEncoder().encode((error as Error).message));
}
