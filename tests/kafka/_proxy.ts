import type { TestBroker } from "./_broker.ts";

/** A TCP proxy between a client and a broker, which can cut, swallow what the broker answers, fall silent. */
export class Proxy {
  /** What the broker has answered, bytes. */
  answered = 0;
  /** Answers of the broker that were swallowed, bytes. */
  swallowed = 0;
  /** Connections so far. */
  connections = 0;
  #listener: Deno.TcpListener;
  #targetPort: number;
  #open = new Set<Deno.TcpConn>();
  #swallowing = false;
  #cutAt = Infinity;
  #silent = new Set<Deno.TcpConn>();
  #silentFrom = -1;
  #work: Promise<void>[] = [];
  #isClosed = false;

  private constructor(port: number, targetPort: number) {
    this.#targetPort = targetPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#work.push(this.#accept());
  }

  /** Where the broker tells the clients of its proxied listener to stay. */
  static before({ place: { proxied } }: TestBroker): Proxy {
    return new Proxy(proxied + 1, proxied);
  }

  get bootstrap(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** From now on what the broker answers is lost; what it is told still arrives. */
  swallowAnswers(): void {
    this.#swallowing = true;
  }

  /** Cuts all connections; new ones are whole again. */
  cut(): void {
    this.#swallowing = false;
    for (const connection of this.#open) close(connection);
    this.#open.clear();
  }

  /** Resets all connections once the broker has answered so many more bytes, in the middle of an answer. */
  cutAfter(bytes: number): void {
    this.#cutAt = this.answered + bytes;
  }

  /** Passes nothing on of the connections there are, and leaves them open; new ones are whole. */
  silence(): void {
    for (const connection of this.#open) this.#silent.add(connection);
  }

  /** Falls silent on the connection that asks this next, and passes the question on no more. */
  silenceAtRequest(apiKey: number): void {
    this.#silentFrom = apiKey;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listener.close();
    this.cut();
    await Promise.all(this.#work);
  }

  async #accept(): Promise<void> {
    try {
      for await (const client of this.#listener) this.#work.push(this.#serve(client));
    } catch {
      return; // closed
    }
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    this.connections++;
    let broker: Deno.TcpConn;
    try {
      broker = await Deno.connect({ hostname: "127.0.0.1", port: this.#targetPort });
    } catch {
      return close(client);
    }
    if (this.#isClosed) { // while it connected
      close(broker);
      return close(client);
    }
    this.#open.add(client).add(broker);
    await Promise.all([
      this.#copy(client, broker, client, () => false),
      this.#copy(broker, client, client, () => this.#swallowing),
    ]);
    for (const each of [client, broker]) {
      this.#open.delete(each);
      this.#silent.delete(each);
    }
  }

  async #copy(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    client: Deno.TcpConn,
    swallows: () => boolean,
  ): Promise<void> {
    const buffer = new Uint8Array(1 << 16);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) break;
        // A request: its length in four bytes, and what is asked in two.
        if (from === client && count > 6 && buffer[4]! * 256 + buffer[5]! === this.#silentFrom) {
          this.#silentFrom = -1;
          this.#silent.add(from).add(to);
        }
        if (this.#silent.has(from)) continue;
        if (from !== client) {
          const part = Math.min(count, this.#cutAt - this.answered);
          this.answered += count;
          if (part < count) {
            this.#cutAt = Infinity;
            await to.write(buffer.subarray(0, part));
            return this.cut();
          }
        }
        if (swallows()) {
          this.swallowed += count;
          continue;
        }
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch { /* cut */ }
    close(from);
    close(to);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch { /* closed already */ }
}
