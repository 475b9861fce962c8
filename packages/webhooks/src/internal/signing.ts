import { createHmac, hkdfSync } from "node:crypto";
import { Webhook } from "standardwebhooks";

/** An endpoint as signing knows it. */
export type Signing = {
  readonly id: string;
  readonly secretNumber: number;
  readonly formerUntil: Date | null;
  readonly plainSignature: boolean;
};

/**
 * An endpoint's secret, as Standard Webhooks writes it. It follows from the installation's key, the endpoint and the number of its secret, so
 * that none is stored. Another key is another secret of every endpoint.
 */
export function secretOf(key: string, { id }: Pick<Signing, "id">, secretNumber: number): string {
  const bytes = hkdfSync("sha256", key, "", `amanat webhook ${id} ${secretNumber}`, 32);
  return `whsec_${Buffer.from(bytes).toString("base64")}`;
}

/** The secrets that verify at a time, the newest first: for a while also the one before. */
export function secretsOf(key: string, endpoint: Signing, at: Date): string[] {
  const { secretNumber, formerUntil } = endpoint;
  const former = formerUntil !== null && formerUntil > at ? [secretOf(key, endpoint, secretNumber - 1)] : [];
  return [secretOf(key, endpoint, secretNumber), ...former];
}

/** The headers of one attempt (Standard Webhooks 1.0): the message's id stays, time and signature are of this attempt. */
export function signedHeaders(key: string, endpoint: Signing, message: { id: string; body: string }, at: Date): Record<string, string> {
  const secrets = secretsOf(key, endpoint, at);
  const seconds = Math.floor(at.getTime() / 1_000);
  const plain = secrets.map((secret) => `v1=${createHmac("sha256", secret).update(`${seconds}.${message.body}`).digest("hex")}`);
  return {
    "content-type": "application/json",
    "user-agent": "Amanat-Webhooks/1",
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(message.id, at, message.body)).join(" "),
    ...(endpoint.plainSignature ? { "x-signature": [`t=${seconds}`, ...plain].join(",") } : {}),
  };
}
