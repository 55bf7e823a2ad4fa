/** kafkajs's connection to a server, which does not survive being cut or falling silent. @module */

import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { KafkaJSConnectionClosedError, KafkaJSConnectionError } from "kafkajs/src/errors.js";
import Connection from "kafkajs/src/network/connection.js";

/** What is used of a connection of kafkajs's. */
interface InnerConnection {
  readonly host: string;
  readonly port: number;
  readonly broker: string;
  readonly ssl: unknown;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly socketFactory: (args: unknown) => Socket;
  readonly requestQueue: { scheduleRequestTimeoutCheck(): void };
  socket: Socket | undefined;
  connectionStatus: string;
  authenticatedAt: unknown;
  authHandlers: { onError(): void } | null;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  isConnected(): boolean;
  disconnect(): Promise<boolean>;
  processData(data: Buffer): void;
  rejectRequests(error: Error): void;
  logError(message: string): void;
}

/** What is used of a request. */
interface Request {
  readonly requestTimeout?: number | null | undefined;
}

/** The other members of a group notice by their heartbeats, every three seconds mostly, that they have to join. */
const LEAST_JOIN_MS = 4_000;

/** The length in front of an answer. */
const LENGTH_BYTES = 4;

/** Connections on their way, so that two requests do not make two. */
const underway = new WeakMap<InnerConnection, Promise<void>>();

/**
 * Has a connection begin anew each time it is made: kafkajs keeps what it has read of an answer when the
 * connection is cut, takes the next one's bytes for the rest of it, and waits for ever; and it goes on using
 * a connection on which a request has found no answer.
 */
export function replaceConnection(): void {
  const { prototype } = Connection as unknown as { prototype: Record<string, unknown> };
  const send = prototype["send"] as (this: InnerConnection, request: Request) => Promise<unknown>;
  prototype["connect"] = function (this: InnerConnection): Promise<void> {
    if (this.isConnected()) return Promise.resolve();
    const connecting = underway.get(this) ?? open(this).finally(() => underway.delete(this));
    underway.set(this, connecting);
    return connecting;
  };
  prototype["send"] = async function (this: InnerConnection, request: Request): Promise<unknown> {
    const { socket } = this;
    try {
      return await send.call(this, { ...request, requestTimeout: boundOf(this, request) });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "KafkaJSRequestTimeoutError") throw error;
      const silent = connectionError(this, error.message);
      if (this.socket === socket) await drop(this, silent);
      throw silent;
    }
  };
}

/**
 * How long to wait for an answer: kafkajs waits for that to joining a group longer than for others, as the group's
 * other members may have to join first; longer than a deadline that is short has time for.
 */
function boundOf({ requestTimeout }: InnerConnection, request: Request): number | null | undefined {
  const asked = request.requestTimeout;
  return asked === undefined || asked === null
    ? asked
    : Math.min(asked, Math.max(requestTimeout, LEAST_JOIN_MS));
}

function open(connection: InnerConnection): Promise<void> {
  leave(connection.socket);
  connection.chunks = [];
  connection.bytesBuffered = 0;
  connection.bytesNeeded = LENGTH_BYTES;
  connection.authHandlers = null;
  connection.authenticatedAt = null;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = async (error: Error): Promise<void> => {
    clearTimeout(timer);
    connection.logError(error.message);
    await drop(connection, error);
    reject(error);
  };
  const timer = setTimeout(
    () => fail(connectionError(connection, "Connection timeout")),
    connection.connectionTimeout,
  );
  const { host, port, ssl } = connection;
  try {
    const socket = connection.socketFactory({
      host,
      port,
      ssl,
      onConnect() {
        clearTimeout(timer);
        connection.connectionStatus = "connected";
        connection.requestQueue.scheduleRequestTimeoutCheck();
        resolve();
      },
    });
    connection.socket = socket;
    socket.on("data", (data: Buffer) => connection.processData(data));
    socket.on("end", () => {
      void fail(new KafkaJSConnectionClosedError("Closed connection", { host, port } as never));
    });
    const onError = (error: Error & { code?: string }): void => {
      void fail(connectionError(connection, `Connection error: ${error.message}`, error.code));
    };
    socket.on("error", onError);
  } catch (error) {
    void fail(connectionError(connection, `Failed to connect: ${(error as Error).message}`));
  }
  return promise;
}

/** Fails what waits for an answer, and makes room for another connection. */
async function drop(connection: InnerConnection, error: Error): Promise<void> {
  leave(connection.socket);
  connection.authHandlers?.onError();
  connection.rejectRequests(error);
  await connection.disconnect();
}

/** Closes a socket, of which nothing is to be heard any more. */
function leave(socket: Socket | undefined): void {
  if (socket === undefined) return;
  for (const event of ["data", "end", "error"]) socket.removeAllListeners(event);
  socket.on("error", () => {}); // it would end the process otherwise
  socket.destroy();
}

function connectionError({ broker }: InnerConnection, message: string, code?: string): Error {
  return new KafkaJSConnectionError(message, { broker, code } as never);
}
