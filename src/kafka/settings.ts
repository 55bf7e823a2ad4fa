/** Where the broker is and how to get in, from command line, file and environment. @module */

import { DataError } from "../market/data_error.ts";
import { parseBootstrap } from "./bootstrap.ts";

/** How a client proves who it is. */
interface SaslSettings {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

/** Files of PEM text for TLS. */
interface TlsSettings {
  /** Certificates to trust; the system's where it is absent. */
  readonly caFile?: string | undefined;
  /** The client's own certificate and its key. */
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Where the broker is and how to get in. Holds a secret: never print it. */
export interface KafkaSettings {
  /** `host:port`, one or more. */
  readonly brokers: readonly string[];
  readonly tls?: TlsSettings | undefined;
  readonly sasl?: SaslSettings | undefined;
}

/** What the settings are read from. */
interface SettingsSources {
  /** The command line's brokers, as {@linkcode parseBootstrap} reads them. */
  readonly bootstrap?: string | undefined;
  /** Text of a file of `name=value` lines, and its name for messages. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
  /** Looks a variable of the environment up. */
  readonly env: (name: string) => string | undefined;
}

const DEFAULT_BOOTSTRAP = "127.0.0.1:9092";

/** Property names of the file and the variables of the environment that mean the same. */
const PROPERTIES = {
  "bootstrap.servers": "KAFKA_BOOTSTRAP",
  "security.protocol": "KAFKA_SECURITY_PROTOCOL",
  "ssl.ca.file": "KAFKA_SSL_CA_FILE",
  "ssl.certificate.file": "KAFKA_SSL_CERTIFICATE_FILE",
  "ssl.key.file": "KAFKA_SSL_KEY_FILE",
  "sasl.mechanism": "KAFKA_SASL_MECHANISM",
  "sasl.username": "KAFKA_SASL_USERNAME",
  "sasl.password": "KAFKA_SASL_PASSWORD",
} as const;

type Property = keyof typeof PROPERTIES;

const PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];
const MECHANISMS: Record<string, SaslSettings["mechanism"]> = {
  "PLAIN": "plain",
  "SCRAM-SHA-256": "scram-sha-256",
  "SCRAM-SHA-512": "scram-sha-512",
};

/** Settings as a list for the help. */
export const SETTINGS_HELP: string = Object.entries(PROPERTIES)
  .map(([property, variable]) => `  ${property.padEnd(22)}${variable}`).join("\n");

/**
 * Puts the settings together: the command line beats the file, the file the environment.
 *
 * @throws {DataError} naming the property, if one is unknown or impossible. Never its value, where that is
 *   a secret.
 *
 * @example
 * ```ts
 * import { readSettings } from "./settings.ts";
 * import { assertEquals } from "@std/assert";
 * const settings = readSettings({ bootstrap: "10.0.0.5:9092", env: () => undefined });
 * assertEquals(settings.brokers, ["10.0.0.5:9092"]);
 * ```
 */
export function readSettings({ bootstrap, file, env }: SettingsSources): KafkaSettings {
  const given = file === undefined ? new Map<Property, string>() : parseProperties(file.text, file.name);
  const get = (property: Property): string | undefined =>
    given.get(property) ?? nonEmpty(env(PROPERTIES[property]));
  const brokers = brokersOf(
    bootstrap ?? get("bootstrap.servers") ?? DEFAULT_BOOTSTRAP,
    bootstrap === undefined && given.has("bootstrap.servers") ? file?.name : undefined,
  );
  const sasl = saslOf(get);
  const tls = {
    caFile: get("ssl.ca.file"),
    certificateFile: get("ssl.certificate.file"),
    keyFile: get("ssl.key.file"),
  };
  if ((tls.certificateFile === undefined) !== (tls.keyFile === undefined)) {
    throw new DataError("ssl.certificate.file and ssl.key.file need each other");
  }
  const protocol = (get("security.protocol") ?? usualProtocol(tls, sasl)).toUpperCase();
  if (!PROTOCOLS.includes(protocol)) {
    throw new DataError(`security.protocol is ${protocol}: use ${PROTOCOLS.join(", ")}`);
  }
  if (protocol.startsWith("SASL") && sasl === undefined) {
    throw new DataError(`security.protocol ${protocol} needs sasl.username and sasl.password`);
  }
  return {
    brokers,
    ...(protocol.endsWith("SSL") ? { tls } : {}),
    ...(protocol.startsWith("SASL") ? { sasl } : {}),
  };
}

function usualProtocol(tls: TlsSettings, sasl: SaslSettings | undefined): string {
  const encrypted = tls.caFile !== undefined || tls.certificateFile !== undefined;
  if (sasl === undefined) return encrypted ? "SSL" : "PLAINTEXT";
  return encrypted ? "SASL_SSL" : "SASL_PLAINTEXT";
}

function saslOf(get: (property: Property) => string | undefined): SaslSettings | undefined {
  const username = get("sasl.username");
  const password = get("sasl.password");
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined || password === undefined) {
    throw new DataError("sasl.username and sasl.password need each other");
  }
  const name = (get("sasl.mechanism") ?? "SCRAM-SHA-512").toUpperCase();
  const mechanism = Object.hasOwn(MECHANISMS, name) ? MECHANISMS[name] : undefined;
  if (mechanism === undefined) {
    throw new DataError(`sasl.mechanism is ${name}: use ${Object.keys(MECHANISMS).join(", ")}`);
  }
  return { mechanism, username, password };
}

function parseProperties(text: string, name: string): Map<Property, string> {
  const properties = new Map<Property, string>();
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const at = trimmed.indexOf("=");
    const property = (at < 0 ? trimmed : trimmed.slice(0, at)).trim();
    if (at < 0 || !Object.hasOwn(PROPERTIES, property)) {
      const known = Object.keys(PROPERTIES).join(", ");
      // What stands behind the name may be a secret.
      const place = { file: name, line: index + 1 };
      throw new DataError(`not a line NAME=VALUE of a known name: ${known}`, place);
    }
    properties.set(property as Property, trimmed.slice(at + 1).trim());
  }
  return properties;
}

function brokersOf(text: string, file: string | undefined): string[] {
  try {
    return parseBootstrap(text);
  } catch (error) {
    throw new DataError((error as Error).message, { file });
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
