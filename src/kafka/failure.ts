/** Failures with Kafka that a user can act on. @module */

/**
 * Why something with Kafka cannot be done:
 *
 * - `unreachable`: no broker answers, or none answers in time;
 * - `denied`: the broker refuses the user or the request, or its certificate is not trusted;
 * - `incomplete`: what is in the topic is not whole, or not what its producer said.
 */
export type FailureKind = "unreachable" | "denied" | "incomplete";

/** A failure that a user can act on: one line, which names the broker or topic and the remedy. */
export class KafkaFailure extends Error {
  override readonly name = "KafkaFailure";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** What a broker refuses however often it is asked. */
const REFUSALS = new Set([
  "INVALID_RECORD",
  "INVALID_REQUIRED_ACKS",
  "INVALID_TIMESTAMP",
  "MESSAGE_TOO_LARGE",
  "POLICY_VIOLATION",
  "RECORD_LIST_TOO_LARGE",
  "UNSUPPORTED_COMPRESSION_TYPE",
  "UNSUPPORTED_FOR_MESSAGE_FORMAT",
]);

/** How kafkajs describes an error: its class by `name`, the protocol's error by `type`, and its causes. */
interface ClientError {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
  readonly errors?: unknown;
}

/**
 * What an error of the client means.
 *
 * @param what being done, such as `write to topic mock_l1_stream`.
 * @returns `undefined` where it may pass: no answer yet, a coordinator still loading.
 */
export function permanentFailure(error: unknown, what: string): KafkaFailure | undefined {
  if (error instanceof KafkaFailure) return error;
  for (const cause of causesOf(error)) {
    const type = String(cause.type ?? "");
    const message = String(cause.message ?? "");
    if (/AUTHORIZATION_FAILED/.test(type)) {
      return new KafkaFailure("denied", `not allowed to ${what}: ${type}`, { cause: error });
    }
    if (REFUSALS.has(type)) {
      const refusal = `cannot ${what}: the broker refuses it: ${type} (${firstLine(message)})`;
      return new KafkaFailure("denied", refusal, { cause: error });
    }
    const reason = authenticationFault(cause, message);
    if (reason !== undefined) {
      return new KafkaFailure("denied", `cannot ${what}: ${reason}`, { cause: error });
    }
  }
  return undefined;
}

/** How Node, OpenSSL and Deno's own TLS say that a certificate is not accepted, by either side. */
const NO_CERTIFICATE = new RegExp(
  [
    "invalid peer certificate",
    "UnknownIssuer",
    "NotValidForName",
    "self[- ]signed certificate",
    "certificate (has expired|is not|required|unknown|verify)",
    "unable to (verify|get)",
    "(fatal|tls|ssl).{0,40}\\balert\\b",
    "\\balert (number|handshake|bad|unknown|certificate)",
  ].join("|"),
  "i",
);

/** A message that names a host, without a code. */
const NAMED_HOST = /getaddrinfo|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|lookup address|dns error|Connection timeout/;

/** Codes of an address that leads nowhere: what such a message names is a host, whatever it is called. */
const NO_CONNECTION = /^E[A-Z_]+$/;

function authenticationFault({ name, type, code }: ClientError, message: string): string | undefined {
  if (name === "KafkaJSSASLAuthenticationError" || type === "SASL_AUTHENTICATION_FAILED") {
    return `the broker does not accept the user name or password (${firstLine(message)})`;
  }
  if (type === "UNSUPPORTED_SASL_MECHANISM") return "the broker does not offer this SASL mechanism";
  const isAddress = typeof code === "string" && NO_CONNECTION.test(code) && code !== "EPROTO";
  if (!isAddress && !NAMED_HOST.test(message) && NO_CERTIFICATE.test(message)) {
    return `TLS: the other side's certificate is not accepted (${firstLine(message)}); check the CA file`;
  }
  return undefined;
}

/** Whether an error is the client's own, which the client tries again by itself. */
export function isClientError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith("KafkaJS");
}

/** Whether an error says that the topic does not exist. */
export function isMissingTopic(error: unknown): boolean {
  return causesOf(error).some(({ type }) => type === "UNKNOWN_TOPIC_OR_PARTITION");
}

/** The error and its causes, the outermost first. */
function causesOf(error: unknown): ClientError[] {
  const causes: ClientError[] = [];
  const add = (value: unknown): void => {
    if (typeof value !== "object" || value === null || causes.includes(value) || causes.length > 16) return;
    const cause: ClientError = value;
    causes.push(cause);
    add(cause.cause);
    add(cause.originalError);
    if (Array.isArray(cause.errors)) { for (const each of cause.errors) add(each); }
  };
  add(error);
  return causes;
}

/** First line of an error's message, for one line on standard error. */
export function reasonOf(error: unknown): string {
  return firstLine(error instanceof Error ? error.message : String(error));
}

function firstLine(message: string): string {
  return message.split("\n")[0]!.replace(/^Connection error: /, "");
}
