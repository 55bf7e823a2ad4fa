/** A TCP proxy in between a client and a broker, which can cut, and swallow what the broker answers. */
export class Proxy {
  /** Answers of the broker that were swallowed, bytes. */
  swallowed = 0;
  /** Connections so far. */
  connections = 0;
  #listener: Deno.TcpListener;
  #targetPort: number;
  #open = new Set<Deno.TcpConn>();
  #swallowing = false;
  #work: Promise<void>[] = [];

  constructor(port: number, targetPort: number) {
    this.#targetPort = targetPort;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#work.push(this.#accept());
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

  async close(): Promise<void> {
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
    this.#open.add(client).add(broker);
    await Promise.all([
      this.#copy(client, broker, () => false),
      this.#copy(broker, client, () => this.#swallowing),
    ]);
    this.#open.delete(client);
    this.#open.delete(broker);
  }

  async #copy(from: Deno.TcpConn, to: Deno.TcpConn, swallows: () => boolean): Promise<void> {
    const buffer = new Uint8Array(1 << 16);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) break;
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
