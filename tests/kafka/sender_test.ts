// The producer that takes over after a rejected send, against a real broker. See _broker.ts.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Kafka, logLevel, type Producer } from "kafkajs";
import { KafkaClient } from "../../src/kafka/client.ts";
import { KafkaFailure } from "../../src/kafka/failure.ts";
import { Sender } from "../../src/kafka/sender.ts";
import { ensureTopic } from "../../src/kafka/topic.ts";
import { NO_BROKER_OF_OUR_OWN, TestBroker } from "./_broker.ts";
import { contentsOf } from "./_harness.ts";

const ignored = NO_BROKER_OF_OUR_OWN !== "";
// deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
if (ignored) console.warn(`tests/kafka: the sender's tests ignored: ${NO_BROKER_OF_OUR_OWN}`);

let broker: TestBroker;

Deno.test.beforeAll(async () => {
  if (!ignored) broker = await TestBroker.shared();
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

/** Sends two batches with something happening between and after them; returns the failure's message. */
async function disturbed(
  topic: string,
  disturb: {
    between?: (client: KafkaClient) => Promise<unknown>;
    after?: (client: KafkaClient) => Promise<unknown>;
  },
): Promise<string> {
  const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
  await ensureTopic(client, topic, 1);
  const batch = () => ["a", "b", "c"].map((value) => ({ value, partition: 0 }));
  const sender = await Sender.open(client, { topic, partition: 0, acks: "all", compression: "none" });
  try {
    const failure = await assertRejects(async () => {
      await sender.send(batch());
      await disturb.between?.(client);
      await sender.send(batch());
      await disturb.after?.(client);
      await sender.verify();
    }, KafkaFailure) as KafkaFailure;
    assertEquals(failure.kind, "incomplete");
    return failure.message;
  } finally {
    await sender.close();
  }
}

function anew(topic: string): (client: KafkaClient) => Promise<void> {
  return async (client) => {
    await client.admin((admin) => admin.deleteTopics({ topics: [topic] }), "delete it");
    await ensureTopic(client, topic, 1);
  };
}

const CHANGES = {
  "the topic is made anew between": {
    between: anew("the-topic-is-made-anew-between"),
    says: "topic the-topic-is-made-anew-between has come to offset 0, and had acknowledged all before 3",
  },
  "the topic is made anew at the end": {
    after: anew("the-topic-is-made-anew-at-the-end"),
    says:
      "of 6 messages that partition 0 of topic the-topic-is-made-anew-at-the-end acknowledged as 0 to 5, 0 are",
  },
  "messages are deleted": {
    after: async () => {
      const admin = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      await admin.fetchTopicOffsets("messages-are-deleted"); // kafkajs finds no leader otherwise
      const partitions = [{ partition: 0, offset: "2" }];
      await admin.deleteTopicRecords({ topic: "messages-are-deleted", partitions });
      await admin.disconnect();
    },
    says: "acknowledged as 0 to 5, 4 are left",
  },
};

for (const [what, { says, ...disturb }] of Object.entries(CHANGES)) {
  Deno.test({
    name: `trap: sorlab over Kafka: Sender tells when ${what}`,
    ignore: ignored,
    async fn() {
      assertStringIncludes(await disturbed(what.replaceAll(" ", "-"), disturb), says);
    },
  });
}

Deno.test({
  name: "sorlab over Kafka: Sender counts the messages that another writes between",
  ignore: ignored,
  async fn() {
    const topic = "another-writes-between";
    const client = await KafkaClient.connect({ brokers: [broker.bootstrap] }, { timeoutMs: 20_000 });
    await ensureTopic(client, topic, 1);
    const options = { topic, partition: 0, acks: "all", compression: "none" } as const;
    const [one, other] = [await Sender.open(client, options), await Sender.open(client, options)];
    await one.send([{ value: "a", partition: 0 }]);
    await other.send([{ value: "b", partition: 0 }, { value: "c", partition: 0 }]);
    await one.send([{ value: "d", partition: 0 }]);
    await one.verify();
    assertEquals([one.strangers, other.strangers], [2, 1]);
    await one.close();
    await other.close();
  },
});
