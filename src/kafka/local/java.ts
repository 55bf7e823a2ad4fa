/** The Java that runs a broker. @module */

import { KafkaFailure } from "../failure.ts";
import { program } from "./shell.ts";

const OLDEST = 17;

/**
 * The Java that runs a broker: that of `JAVA_HOME`, else the one on the path.
 *
 * @throws {KafkaFailure} if there is none, or it is older than Kafka needs.
 */
export async function findJava(javaHome: string | undefined): Promise<string> {
  const java = javaHome ? `${javaHome}/bin/java` : "java";
  const { code, stderr, stdout } = await program(java, "-version");
  const version = /version "(?:1\.)?(\d+)/.exec(stderr + stdout)?.[1];
  if (code !== 0 || version === undefined) {
    throw new KafkaFailure("unreachable", `a broker needs Java ${OLDEST} or newer: ${java} does not run`);
  }
  if (Number(version) < OLDEST) {
    throw new KafkaFailure("unreachable", `a broker needs Java ${OLDEST} or newer: ${java} is ${version}`);
  }
  return java;
}
