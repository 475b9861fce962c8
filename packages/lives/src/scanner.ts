import { createHmac } from "node:crypto";
import type { ScannerWebhook } from "@amanat/contracts";
import { receiveWebhook } from "@amanat/payment";
import { hex, TOKEN } from "@amanat/payment/testing";
import type { HostileChain, Place } from "./chain.ts";
import { Violation } from "./faults.ts";
import { eachOf, insist } from "./insist.ts";
import { PROVIDERS, type Scene, SECRET } from "./scene.ts";

const AT_ONCE = 12;

type Report = {
  event: ScannerWebhook["event"];
  targetId: string;
  chain: HostileChain;
  place: Place;
  to: string;
  amount: bigint;
  token?: string;
};
type Delivery = { round: number; id: string; report: Report; forged: boolean };

/** How the reports of one deal travel. */
export type Manners = { copies: number; delay: number; backwards: boolean };

/** A scanner that tells the truth, though not always once, in order, or in time. */
export class UnrulyScanner {
  readonly #scene: Pick<Scene, "clock" | "system" | "hit">;
  #waiting: Delivery[] = [];
  #sent = 0;

  constructor(scene: Pick<Scene, "clock" | "system" | "hit">) {
    this.#scene = scene;
  }

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Reports what happened, in the manners of that deal, in `round` at the earliest. */
  tell(round: number, reports: readonly Report[], { copies, delay, backwards }: Manners): void {
    const inOrder = backwards ? reports.toReversed() : reports;
    if (backwards && reports.length > 1) this.#scene.hit("webhooks out of order");
    if (delay > 0) this.#scene.hit("webhook late");
    for (const report of inOrder) {
      const id = hex(8, "delivery", (this.#sent += 1));
      for (let copy = 0; copy < copies; copy += 1) this.#waiting.push({ round: round + delay + copy, id, report, forged: false });
      if (copies > 1) this.#scene.hit("webhook twice");
    }
  }

  /** A report nobody signed: it must be refused, whatever it says. */
  forge(round: number, report: Report): void {
    this.#scene.hit("webhook forged");
    this.#waiting.push({ round, id: hex(8, "forged", (this.#sent += 1)), report, forged: true });
  }

  /** Delivers what is due. */
  async deliver(round: number): Promise<void> {
    const due = this.#waiting.filter((delivery) => delivery.round <= round);
    this.#waiting = this.#waiting.filter((delivery) => delivery.round > round);
    await eachOf(due, AT_ONCE, (delivery) => this.#deliver(delivery));
  }

  async #deliver({ id, report, forged }: Delivery): Promise<void> {
    const { clock } = this.#scene;
    const { event, targetId, chain, place, to, amount, token = TOKEN } = report;
    const body: ScannerWebhook = {
      event,
      targetId,
      transfer: {
        chain: chain.id,
        ...place,
        token,
        from: `0x${"aa".repeat(20)}`,
        to,
        amount: amount.toString(),
        via: "deposit",
        referenceHash: null,
      },
      confirmations: 1,
      finalized: false,
      at: new Date(clock.ms).toISOString(),
    };
    const raw = JSON.stringify(body);
    const timestamp = String(Math.floor(clock.ms / 1000));
    const signature = createHmac("sha256", forged ? "a guess" : SECRET)
      .update(`${timestamp}.${id}.${raw}`)
      .digest("hex");
    const headers = { "x-amn-timestamp": timestamp, "x-amn-delivery": id, "x-amn-signature": signature };
    const { http } = await insist(() => receiveWebhook(this.#scene.system(), "amn.scanner", { raw: Buffer.from(raw), headers }, PROVIDERS));
    if (http !== (forged ? 401 : 200)) throw new Violation(`a ${forged ? "forged" : "signed"} webhook was answered ${http}`);
  }
}
