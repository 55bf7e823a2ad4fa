import { assertEquals, assertStringIncludes } from "@std/assert";
import { permanentFailure } from "../../src/kafka/failure.ts";

const failureOf = (error: object) => permanentFailure(error, "read topic x");

Deno.test("trap: permanentFailure() takes no host for a certificate, whatever it is called", () => {
  for (
    const host of ["alert", "certificate", "alert.example.com", "self-signed-certificate", "tls-alert-number"]
  ) {
    for (
      const error of [
        { message: `Connection error: getaddrinfo ENOTFOUND ${host}`, code: "ENOTFOUND" },
        { message: `Connection error: connect ECONNREFUSED ${host}:9092`, code: "ECONNREFUSED" },
        { message: `failed to lookup address information for ${host}` },
        { message: `Connection timeout to ${host}:9092` },
      ]
    ) {
      assertEquals(failureOf(error), undefined, error.message);
    }
  }
});

Deno.test("permanentFailure() knows what a certificate that is not accepted looks like", () => {
  for (
    const message of [
      "Connection error: invalid peer certificate: UnknownIssuer",
      "Connection error: received fatal alert: CertificateRequired",
      "Connection error: self signed certificate in certificate chain",
      "Connection error: self-signed certificate",
      "unable to verify the first certificate",
      "write EPROTO ssl3_read_bytes:tlsv1 alert unknown ca:SSL alert number 48",
      "certificate has expired",
    ]
  ) {
    const failure = failureOf({ message });
    assertEquals(failure?.kind, "denied", message);
    assertStringIncludes(failure?.message ?? "", "certificate is not accepted");
  }
});

Deno.test("permanentFailure() names what the broker refuses, wherever kafkajs has put it", () => {
  for (
    const type of [
      "MESSAGE_TOO_LARGE",
      "RECORD_LIST_TOO_LARGE",
      "INVALID_TIMESTAMP",
      "INVALID_RECORD",
      "POLICY_VIOLATION",
      "UNSUPPORTED_COMPRESSION_TYPE",
    ]
  ) {
    const inner = { name: "KafkaJSProtocolError", type, message: "no" };
    for (const error of [inner, { cause: inner }, { originalError: inner }, { errors: [{}, inner] }]) {
      assertEquals(failureOf(error)?.kind, "denied", type);
      assertStringIncludes(failureOf(error)?.message ?? "", type);
    }
  }
});
