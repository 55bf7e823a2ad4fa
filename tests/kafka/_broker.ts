/**
 * The broker of the tests, started by the code of `sorlab kafka up`. All files share one, which listens in every way
 * that a test asks for: to start a broker takes longer than most tests. One file is run after the other, so that a
 * test may also kill it, if it starts it again.
 *
 * Where neither Java nor another broker (KAFKA_BOOTSTRAP) is there, the tests are ignored, with the reason.
 *
 * @module
 */

import { type BrokerState, signalBroker, startBroker, stopBroker } from "../../src/kafka/local/broker.ts";
import { kafkaJars } from "../../src/kafka/local/distribution.ts";
import { findJava } from "../../src/kafka/local/java.ts";
import { hasOpenssl, makeCertificates } from "./_certificates.ts";
import { freePorts } from "./_free_ports.ts";

const CACHE = decodeURIComponent(new URL("../../.kafka", import.meta.url).pathname);

/** Where the place of the broker is kept: files may be run in a thread each, and the environment is the process's. */
const VARIABLE = "SORLAB_TEST_KAFKA";

interface Installation {
  readonly java: string;
  readonly jars: string;
}

async function installation(): Promise<Installation | string> {
  const known = Deno.env.get(VARIABLE);
  if (known) return JSON.parse(known); // a place
  try {
    const java = await findJava(Deno.env.get("JAVA_HOME"));
    const jars = await kafkaJars({ cache: CACHE, kafkaHome: Deno.env.get("KAFKA_HOME") });
    return { java, jars };
  } catch (error) {
    return (error as Error).message;
  }
}

const installed = await installation();

/** Why no broker can be started here; empty where one can. */
export const NO_BROKER_OF_OUR_OWN: string = typeof installed === "string" ? installed : "";

/** Somebody else's, for what needs no more of a broker than to talk to it; empty where there is none. */
const EXTERNAL = Deno.env.get("KAFKA_BOOTSTRAP") ?? "";

/** Why there is no broker at all, neither ours nor somebody else's; empty where there is. */
export const NO_BROKER: string = EXTERNAL === "" && NO_BROKER_OF_OUR_OWN !== ""
  ? `${NO_BROKER_OF_OUR_OWN}, and KAFKA_BOOTSTRAP is unset`
  : "";

/** What it runs by, where it is, and where it listens on 127.0.0.1 by which security. */
interface Place extends Installation {
  /** Of its data and log, and of its certificates where openssl is there to make them. */
  readonly folder: string;
  /** Without any security; the controller's is the next one. */
  readonly port: number;
  /** As well, but its clients are told to stay with the next port, for a proxy to listen on. */
  readonly proxied: number;
  /** As well, of [::1]. */
  readonly ipv6: number;
  /** Users with passwords, over TLS. */
  readonly sasl: number;
  /** Users by their certificates. */
  readonly mutualTls: number;
}

/** Of all users that have one. */
export const PASSWORD = "correct horse battery";
const SCRAM_USERS = [["producer", "512"], ["reader", "512"], ["old", "256"]] as const;

/** Tests may not listen there themselves; where Linux does not tell, it is there. */
const { success: hasIpv6 } = await new Deno.Command("/bin/sh", {
  args: ["-c", '! [ -e /proc/net ] || grep -q "^0\\{31\\}1 " /proc/net/if_inet6'],
}).output();

const MOST_STARTS = 3;

/** It does not live long enough to earn what it takes to compile it well, its jars were checked, and nobody watches. */
const SHORT_LIVED = [
  "-XX:TieredStopAtLevel=1",
  "-XX:+UnlockDiagnosticVMOptions",
  "-XX:-BytecodeVerificationRemote",
  "-XX:-UsePerfData",
];

/**
 * What it need not do: note each half second that nothing happened, look for what could be compacted, tell itself
 * twice a second that it is there, and keep threads that wait for more clients than there are.
 */
const IDLE = {
  "metadata.max.idle.interval.ms": "0",
  "log.cleaner.enable": "false",
  "broker.heartbeat.interval.ms": "1500",
  "num.network.threads": "1",
  "num.io.threads": "2",
  "group.coordinator.threads": "1",
  "share.coordinator.threads": "1",
};

/** A broker, which a test may kill. */
export class TestBroker {
  readonly place: Place;
  #state: BrokerState | undefined;

  private constructor(place: Place) {
    this.place = place;
  }

  /** The one that is up, or else a new one; again on other ports where somebody else took these meanwhile. */
  static async shared(): Promise<TestBroker> {
    const known = Deno.env.get(VARIABLE);
    if (known) {
      const broker = new TestBroker(JSON.parse(known));
      await broker.up(); // should a test have failed while it was down
      return broker;
    }
    for (let tries = 1;; tries++) {
      const broker = new TestBroker(await newPlace());
      try {
        await broker.up();
        await broker.#removeInTheEnd();
        Deno.env.set(VARIABLE, JSON.stringify(broker.place));
        return broker;
      } catch (error) {
        // deno-lint-ignore no-console -- a failure before the first test is otherwise not shown
        console.warn(
          `tests/kafka: the broker on port ${broker.place.port} did not start: ${(error as Error).message}`,
        );
        await broker.#remove().catch(() => {});
        if (tries === MOST_STARTS) throw error;
      }
    }
  }

  get folder(): string {
    return this.place.folder;
  }

  get bootstrap(): string {
    return `127.0.0.1:${this.place.port}`;
  }

  /** Starts it, again after `kill`. */
  async up(): Promise<void> {
    this.#state = await startBroker({
      folder: this.folder,
      jars: this.place.jars,
      java: this.place.java,
      port: this.place.port,
      heapMb: 256,
      timeoutMs: 60_000,
      properties: { ...IDLE, ...listeners(this.place), ...(hasOpenssl ? security(this.folder) : {}) },
      formatArguments: SCRAM_USERS.flatMap(([name, bits]) => [
        "--add-scram",
        `SCRAM-SHA-${bits}=[name=${name},password=${PASSWORD}]`,
      ]),
      jvmArguments: SHORT_LIVED,
    });
  }

  /** Sends its process a signal. */
  async signal(signal: "KILL" | "STOP" | "CONT"): Promise<void> {
    await signalBroker(this.#state!, signal);
    // Until the process is gone the folder counts as having a broker.
    if (signal === "KILL") await stopBroker(this.folder);
  }

  async #remove(): Promise<void> {
    await stopBroker(this.folder);
    await Deno.remove(this.folder, { recursive: true });
  }

  /** No file is known to be the last: a shell waits for the end of this process, whatever that is. */
  async #removeInTheEnd(): Promise<void> {
    const { success } = await new Deno.Command("/bin/sh", {
      args: ["-c", `set -m; nohup sh -c '${REMOVE}' sh "$@" >/dev/null 2>&1 </dev/null &`, "sh"]
        .concat(String(Deno.pid), this.folder),
    }).output();
    if (!success) throw new Error("no shell can be started");
  }
}

/** GNU's tail waits without a program for each second. */
const REMOVE = `
tail --pid="$1" -f /dev/null
while kill -0 "$1"; do sleep 1; done
kill -KILL "$(sed "s/.*\\"pid\\":\\([0-9]*\\).*/\\1/" "$2/broker.json")"
rm -rf "$2"
`;

/** Ours where one can be started, or else where somebody else's is. */
export async function anyBroker(): Promise<{ bootstrap: string; own: TestBroker | undefined }> {
  if (NO_BROKER_OF_OUR_OWN !== "") return { bootstrap: EXTERNAL, own: undefined };
  const own = await TestBroker.shared();
  return { bootstrap: own.bootstrap, own };
}

async function newPlace(): Promise<Place> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sorlab kafka " }));
  if (hasOpenssl) await makeCertificates(folder);
  const [port, proxied, ipv6, sasl, mutualTls] = freePorts(5) as [number, number, number, number, number];
  return { ...installed as Installation, folder, port, proxied, ipv6, sasl, mutualTls };
}

function listeners({ port, proxied, ipv6, sasl, mutualTls }: Place): Record<string, string> {
  const all: Record<string, { protocol: string; address: string; told?: string }> = {
    PLAINTEXT: { protocol: "PLAINTEXT", address: `127.0.0.1:${port}` },
    PROXIED: { protocol: "PLAINTEXT", address: `127.0.0.1:${proxied}`, told: `127.0.0.1:${proxied + 1}` },
    ...(hasIpv6 ? { SIX: { protocol: "PLAINTEXT", address: `[::1]:${ipv6}` } } : {}),
    ...(hasOpenssl
      ? {
        SASL: { protocol: "SASL_SSL", address: `127.0.0.1:${sasl}` },
        MTLS: { protocol: "SSL", address: `127.0.0.1:${mutualTls}` },
      }
      : {}),
  };
  const list = (of: ([name, listener]: [string, (typeof all)[string]]) => string): string =>
    Object.entries(all).map(of).join(",");
  return {
    "listeners": `${list(([name, { address }]) => `${name}://${address}`)},CONTROLLER://127.0.0.1:${
      port + 1
    }`,
    "advertised.listeners": list(([name, { address, told = address }]) => `${name}://${told}`),
    "listener.security.protocol.map": `${
      list(([name, { protocol }]) => `${name}:${protocol}`)
    },CONTROLLER:PLAINTEXT`,
  };
}

/** Whoever comes without security may do all, as if there were no rights to be granted. */
function security(certificates: string): Record<string, string> {
  const jaas = (module: string, rest = "") => `org.apache.kafka.common.security.${module} required${rest};`;
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${certificates}/server.keystore`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": `${certificates}/ca.pem`,
    "listener.name.mtls.ssl.client.auth": "required",
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "listener.name.sasl.plain.sasl.jaas.config": jaas("plain.PlainLoginModule", ` user_plain="${PASSWORD}"`),
    "listener.name.sasl.scram-sha-256.sasl.jaas.config": jaas("scram.ScramLoginModule"),
    "listener.name.sasl.scram-sha-512.sasl.jaas.config": jaas("scram.ScramLoginModule"),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
  };
}
