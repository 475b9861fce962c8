import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { openConversation, sendMessage } from "@amanat/chat";
import { beginFileInput, payWayOf, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, type CtxOptions, deliverer, feeder, newId, owedTo, runTimer, TENANT_ID } from "@amanat/db";
import * as deals from "@amanat/deals";
import * as disputes from "@amanat/disputes";
import { beginFile, type FilePorts, filePorts, receiveFile } from "@amanat/files";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { proved, type TestDatabase, untilReadable } from "@amanat/testing";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONSUMERS, FEEDS, TIMERS } from "./composed.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { FILE_READERS } from "./file-readers.ts";
import { KINDS } from "./kinds.ts";

/** What the person who goes has left everywhere, to be looked for afterwards. */
export type Marks = { readonly name: string; readonly email: string; readonly text: string; readonly statement: string };

const PRICE = 1_250_000n;
const BLOCKS = 5;
const PDF = Buffer.from("%PDF-1.4\n%%EOF");

/** A buyer with a whole life here: every context holds something of theirs. */
export class Lived {
  readonly marks: Marks;
  readonly stage: Stage;
  readonly files: FilePorts;
  /** The deal's. */
  conversationId = "";
  dealId = "";
  readonly #database: TestDatabase;

  private constructor(database: TestDatabase, stage: Stage, files: FilePorts) {
    const n = newId().slice(-12);
    this.marks = { name: `Zarrin${n}`, email: `zarrin-${n}@amanat.test`, text: `Anemone${n}`, statement: `Crocus${n}` };
    this.#database = database;
    this.stage = stage;
    this.files = files;
  }

  static async of(database: TestDatabase): Promise<Lived> {
    const stage = await setStage(database.db);
    const UPLOAD_PATH = await mkdtemp(path.join(tmpdir(), "departures-"));
    const env = { JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 10_485_760 } as const;
    const lived = new Lived(database, stage, filePorts({ ...env, S3_REGION: "nowhere", S3_UPLOADS: "relayed", UPLOAD_PATH }, FILE_READERS));
    for (const feed of FEEDS) await feeder(feed)(stage.system());
    const { name, email } = lived.marks;
    await database.db.prisma.user.update({ where: { id: stage.people.buyer.id }, data: { name, email } });
    return lived;
  }

  /** The person who goes. */
  readonly leaver = (options: CtxOptions = {}): Ctx => {
    const ctx = this.stage.people.buyer({ idempotencyKey: `key-${newId()}`, ...options });
    return ctx.actor.kind === "user" ? { ...ctx, actor: { ...ctx.actor, name: this.marks.name } } : ctx;
  };
  get id(): string {
    return this.stage.people.buyer.id;
  }
  #seller = (): Ctx => this.stage.people.seller({ idempotencyKey: `key-${newId()}` });

  /** What happened is told to everybody: reactions, and feeds. */
  async react(ctx = this.stage.system()): Promise<void> {
    await untilReadable(this.#database.db);
    do await deliverer(CONSUMERS)(ctx);
    while ((await owedTo(ctx, CONSUMERS)) > 0);
    for (const feed of FEEDS) while ((await feeder(feed)(ctx)) > 0);
  }

  /** Deadlines of a purpose that are due for the person. */
  async fire(ctx: Ctx, purposes: readonly string[]): Promise<void> {
    for (const purpose of purposes) await runTimer(ctx, TIMERS, { purpose, subjectId: this.id });
  }

  #wish(title: string, text = this.marks.text) {
    const delivery = { mode: "physical", country: "IR", city: "Shiraz", address: text, postalCode: "71345" } as const;
    const of = { productType: "physical_product", category: "electronics", asset: this.stage.asset } as const;
    return { title, description: `What I want, ${text}, and nothing else`, ...of, budgetMin: "1000000", budgetMax: "2000000", delivery };
  }
  #bid(requestId: string, notes: string) {
    return { requestId, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO, notes };
  }

  async everything(): Promise<void> {
    // First, so that their endpoint hears of all that follows.
    await this.#rows();
    await this.#deal();
    await this.#market();
    await this.react();
  }

  /** What stays on the market until they go. */
  async #market(): Promise<void> {
    const { text } = this.marks;
    const own = await marketplace.createRequest(this.leaver(), this.#wish(`For ${text}`));
    const offer = await marketplace.submitOffer(this.#seller(), this.#bid(own.id, "I have one"), this.stage.payIn);
    await this.#talk({ offerId: offer.id });
    const others = await marketplace.createRequest(this.#seller(), this.#wish("A lens", "Hafez 2"));
    await marketplace.submitOffer(this.leaver(), this.#bid(others.id, text), this.stage.payIn);
    await this.react();
  }

  async #sent(ctx: Ctx): Promise<string> {
    const given = { purpose: "message", fileName: `${this.marks.text}.pdf`, type: "application/pdf", size: PDF.length };
    const { file, upload } = await beginFile(ctx, beginFileInput.parse(given), this.files);
    const asked = new URL(upload.url).searchParams;
    const address = { fileId: file.id, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
    await receiveFile(ctx, { ...address, length: PDF.length, content: Readable.from([PDF]) }, this.files);
    return file.id;
  }

  async #talk(about: Parameters<typeof openConversation>[1]): Promise<string> {
    const { text } = this.marks;
    const { id } = await openConversation(this.leaver(), about, CHAT_PORTS);
    const send = (ctx: Ctx, said: string, fileIds: string[] = []) =>
      sendMessage(ctx, { conversationId: id, clientId: newId(), text: said, fileIds }, CHAT_PORTS);
    await send(this.leaver(), `Hello, ${text}`, [await this.#sent(this.leaver())]);
    await send(this.#seller(), "Tomorrow at noon");
    await send(this.leaver(), `Thank you, ${text}`);
    return id;
  }

  async #seen(): Promise<{ dealId: string; version: number }> {
    const { version } = await this.stage.db.prisma.deal.findUniqueOrThrow({ where: { id: uuidOf("deal", this.dealId) ?? "" } });
    return { dealId: this.dealId, version };
  }

  /** A case that they take back. */
  async #quarrel(): Promise<void> {
    const words = { reason: "not_as_agreed", ask: "full_refund", certainty: "certain", statement: this.marks.statement } as const;
    const statement = `It is not what we agreed on, ${words.statement}.`;
    const { caseId } = await disputes.openDispute(this.leaver(), { ...(await this.#seen()), ...words, statement }, DISPUTE_PORTS);
    await this.react();
    const { version } = await disputes.getCase(this.leaver(), { caseId }, DISPUTE_PORTS);
    await disputes.withdrawCase(this.leaver(), { caseId, version }, DISPUTE_PORTS);
    await this.react();
  }

  /** A deal from the wish to the paid seller. */
  async #deal(): Promise<void> {
    const { stage } = this;
    const request = await marketplace.createRequest(this.leaver(), this.#wish("A laptop"));
    const offer = await marketplace.submitOffer(this.#seller(), this.#bid(request.id, "As new"), stage.payIn);
    const chosen = { offerId: offer.id, version: offer.version };
    this.dealId = (await marketplace.acceptOffer(this.leaver(), chosen, stage.payIn)).dealId;
    const asked = { dealId: this.dealId, refundAddress: REFUND_TO };
    const intent = await payment.openIntent(this.leaver(), asked, stage.payIn);
    await this.react();
    this.conversationId = await this.#talk({ dealId: this.dealId });
    await payment.watchIntents(stage.system(), stage.rail);
    const { pay } = await payment.getIntent(this.leaver(), { dealId: this.dealId }, stage.payIn);
    const place = stage.chain.pay({ to: (pay === null ? null : payWayOf(pay, "transfer"))?.to ?? "", amount: PRICE });
    await report(stage, intent.id, place);
    await payment.processInbox(stage.system(), stage.ports);
    await this.react();
    stage.chain.mine(BLOCKS);
    await payment.proveTransfers(stage.system(), stage.rail);
    await this.react();
    await this.#turns(4, () => payment.advanceSweeps(stage.system(), stage.rail));
    const handover = { kind: "parcel", carrier: "Post", tracking: "RR123456789" } as const;
    await marketplace.startDelivery(this.#seller(), { ...(await this.#seen()), handover });
    await marketplace.markDelivered(this.#seller(), await this.#seen());
    await this.react();
    await this.#quarrel();
    const inspected = await this.#seen();
    await proved(this.leaver(), (ctx) => deals.confirmDeal(ctx, inspected, KINDS));
    await this.react();
    const { id, amount, destination, version } = await stage.db.prisma.payout.findFirstOrThrow({
      where: { scope: uuidOf("deal", this.dealId) ?? "" },
    });
    const word = { payoutId: publicId("payout", id), version, amount: amount.toString(), destination };
    await proved(stage.people.admin(), (ctx) => payment.approvePayout(ctx, word, stage.payIn));
    await this.#turns(3, () => payment.advancePayouts(stage.system(), stage.rail));
    await this.react();
  }

  async #turns(count: number, turn: () => Promise<unknown>): Promise<void> {
    const ended = { where: { leaseUntil: { not: null } }, data: { leaseUntil: null } };
    for (let n = 0; n < count; n += 1) {
      await this.stage.db.prisma.payout.updateMany(ended);
      await this.stage.db.prisma.sweep.updateMany(ended);
      await turn();
      this.stage.chain.mine(BLOCKS);
    }
  }

  /** What other verbs would have written, in their tables. */
  async #rows(): Promise<void> {
    const { prisma } = this.#database.db;
    const { id: userId } = this;
    const { text, email } = this.marks;
    const [at, later] = [new Date(), new Date(Date.now() + 365 * 86_400_000)];
    const session = { id: newId(), userId, surface: "web", amr: ["pwd"], idleExpiresAt: later, absExpiresAt: later };
    await prisma.session.create({ data: { ...session, userAgent: text, address: "192.0.2.1", country: "IR" } });
    await prisma.identity.create({ data: { provider: "google", subject: `${TENANT_ID}:${email}`, userId, label: email } });
    await prisma.passkey.create({
      data: { credentialId: newId(), userId, publicKey: Buffer.from("k"), transports: [], deviceType: "singleDevice", name: text },
    });
    await prisma.apiKey.create({
      data: { id: newId(), tenantId: TENANT_ID, userId, name: text, prefix: newId(), hash: Buffer.from(newId()), scopes: [], cidrs: [] },
    });
    const challenge = { id: newId(), purpose: "email", subject: userId, secretHash: Buffer.from("h"), payload: { email } };
    await prisma.authChallenge.create({ data: { ...challenge, expiresAt: later } });
    await prisma.pushSubscription.create({
      data: {
        id: newId(),
        tenantId: TENANT_ID,
        userId,
        sessionId: session.id,
        endpoint: `https://push.test/${text}`,
        p256dh: "p",
        auth: "a",
        createdAt: at,
      },
    });
    await prisma.webhookEndpoint.create({
      data: {
        id: newId(),
        tenantId: TENANT_ID,
        ownerId: userId,
        ofTenant: false,
        url: `https://${text}.test`,
        description: text,
        types: [],
        plainSignature: false,
        createdAt: at,
      },
    });
    await prisma.noticePreference.create({ data: { userId, tenantId: TENANT_ID, off: [], updatedAt: at } });
    await prisma.export.create({ data: { id: newId(), tenantId: TENANT_ID, userId, askedAt: at, nextAt: later } });
  }
}
