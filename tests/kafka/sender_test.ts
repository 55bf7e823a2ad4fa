// The producer that takes over after a rejected send, against a real broker. See _harness.ts.
import { assertEquals } from "@std/assert";
import type { Producer } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { Sender } from "../../src/kafka/sender.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { contentsOf, NO_BROKER_OF_OUR_OWN, TestBroker } from "./_harness.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: the sender's tests ignored: ${NO_BROKER_OF_OUR_OWN}`);

let broker: TestBroker;

Deno.test.beforeAll(async () => {
  if (!ignored) broker = await TestBroker.start();
});

Deno.test.afterAll(async () => {
  if (!ignored) await broker.remove();
});

/** Sends four batches, of which the send numbered `failing` (from 0) is rejected; returns what arrived. */
async function sendFour(topic: string, failing: number, arrives: boolean): Promise<[string[], number]> {
  const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
  await ensureTopic(client, topic, 1);
  const producer = client.producer.bind(client);
  let sends = 0;
  client.producer = async (...args): Promise<Producer> => {
    const made = await producer(...args);
    const send = made.send.bind(made);
    made.send = async (record) => {
      if (sends++ !== failing) return await send(record);
      if (arrives) await send(record);
      throw new Error("the acknowledgement was lost");
    };
    return made;
  };
  const sender = await Sender.open(client, { topic, partition: 0, acks: "all", compression: "none" });
  for (const batch of ["a", "b", "c", "d"]) {
    await sender.send([`${batch}0`, `${batch}1`].map((value) => ({ value, partition: 0 })));
  }
  await sender.close();
  const arrived = await contentsOf(broker.bootstrap, topic);
  return [arrived.map(({ value }) => new TextDecoder().decode(value!)), sender.takeovers];
}

const ALL = ["a0", "a1", "b0", "b1", "c0", "c1", "d0", "d1"];

for (const [what, arrives] of [["had arrived", true], ["had not arrived", false]] as const) {
  Deno.test({
    name: `sorlab over Kafka: Sender takes over after a rejected send that ${what}, without gap or double`,
    ignore: ignored,
    async fn() {
      assertEquals(await sendFour(`sender-${arrives}`, 2, arrives), [ALL, 1]);
    },
  });
}
