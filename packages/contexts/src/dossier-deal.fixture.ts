import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { editMessage, eraseMessage, openConversation, sendMessage } from "@amanat/chat";
import { beginFileInput, type DossierView, payWayOf, publicId, uuidOf } from "@amanat/contracts";
import { changeSetting, type Ctx, deliverer, ensureQueue, feeder, inTransaction, newId, owedTo } from "@amanat/db";
import * as disputes from "@amanat/disputes";
import { dossierKey, downloadDossier, makeDossiers, ownDossier, publishedKeys, requestDossier } from "@amanat/dossier";
import { beginFile, type FilePorts, filePorts, receiveFile } from "@amanat/files";
import { anchor, sealFinished } from "@amanat/ledger";
import { MAIL_QUEUE } from "@amanat/mail";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { anchorsIn, keysIn, type Trust } from "@amanat/sdk/dossier";
import { anchorFile } from "@amanat/sealing";
import { proved, type TestDatabase, untilReadable } from "@amanat/testing";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONSUMERS, FEEDS } from "./composed.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { DOSSIER_SOURCE } from "./dossier-source.ts";
import { attachDelivered, FILE_READERS } from "./file-readers.ts";

const PRICE = 1_250_000n;
const PDF = Buffer.from("%PDF-1.4\n%%EOF");
export const KEY = dossierKey({ JWT_SECRET: "of a test" });

type Who = (options?: object) => Ctx;
const MEDIATORS = ["resolver", "resolver2", "resolver3"] as const;
type Mediator = (typeof MEDIATORS)[number];

/** A real deal: paid, talked about, delivered with a file, quarrelled about, divided by a ruling, and its record made. */
export class RecordedDeal {
  readonly stage: Stage;
  readonly #database: TestDatabase;
  readonly #ports: FilePorts;
  readonly #directory: string;
  dealId = "";
  caseId = "";
  /** Who ruled, who recused before, with the record they had asked for, and who never had the case. */
  mediators: { readonly ruled: Mediator; readonly recused: Mediator; readonly other: Mediator; readonly asked: DossierView } | undefined;

  private constructor(database: TestDatabase, stage: Stage, directory: string) {
    this.#database = database;
    this.stage = stage;
    this.#directory = directory;
    const env = { JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 10_485_760 } as const;
    this.#ports = filePorts({ ...env, S3_REGION: "us-east-1", S3_UPLOADS: "relayed", UPLOAD_PATH: directory }, FILE_READERS);
  }

  static async of(database: TestDatabase): Promise<RecordedDeal> {
    await ensureQueue(database.db, MAIL_QUEUE);
    const made = new RecordedDeal(database, await setStage(database.db), await mkdtemp(path.join(tmpdir(), "dossier-")));
    const feed = FEEDS.find(({ name }) => name === "chat.feed");
    if (feed === undefined) throw new Error("chat has no feed");
    await feeder(feed)(made.stage.system());
    await made.#live();
    return made;
  }

  /** Where a copy of the anchors lies. */
  get anchors(): string {
    return path.join(this.#directory, "anchors.jsonl");
  }

  /** A file beside it. */
  async put(name: string, content: Uint8Array | string): Promise<string> {
    const place = path.join(this.#directory, name);
    await writeFile(place, content);
    return place;
  }

  end = (): Promise<void> => rm(this.#directory, { recursive: true, force: true });

  /** What somebody knows who has the published keys and a copy of the anchors. */
  async trust(): Promise<Trust> {
    return {
      keys: keysIn(JSON.stringify(publishedKeys({ JWT_SECRET: "of a test" }))),
      anchors: anchorsIn(await readFile(this.anchors, "utf8")),
    };
  }

  async #react(): Promise<void> {
    await untilReadable(this.#database.db);
    do await deliverer(CONSUMERS)(this.stage.system());
    while ((await owedTo(this.stage.system(), CONSUMERS)) > 0);
  }

  async #seen(id: string): Promise<{ dealId: string; version: number }> {
    const { version } = await this.#database.db.prisma.deal.findUniqueOrThrow({ where: { id: uuidOf("deal", id) ?? "" } });
    return { dealId: id, version };
  }

  async #sent(ctx: Ctx, purpose: "delivery" | "message" | "evidence", content: Buffer): Promise<string> {
    const given = { purpose, fileName: "نقشه.pdf", type: "application/pdf", size: content.length };
    const { file, upload } = await beginFile(ctx, beginFileInput.parse(given), this.#ports);
    const asked = new URL(upload.url).searchParams;
    const address = { fileId: file.id, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
    await receiveFile(ctx, { ...address, length: content.length, content: Readable.from([content]) }, this.#ports);
    return file.id;
  }

  /** Whose second message is quoted later. */
  async #talk(id: string): Promise<string> {
    const { buyer, seller } = this.stage.people;
    const { id: conversationId } = await openConversation(buyer(), { dealId: id }, CHAT_PORTS);
    const send = (who: Ctx, text: string, fileIds: string[] = []) =>
      sendMessage(who, { conversationId, clientId: newId(), text, fileIds }, CHAT_PORTS);
    await send(buyer(), "سلام، کی می‌رسد؟");
    const second = await send(seller(), "Tomorrow <b>morning</b>");
    await editMessage(seller(), { conversationId, clientId: newId(), seq: second.seq, text: "Tomorrow at noon" }, CHAT_PORTS);
    const third = await send(buyer(), "my number is secret");
    await eraseMessage(this.stage.people.admin(), { conversationId, seq: third.seq }, CHAT_PORTS);
    await send(seller(), "here is a plan", [await this.#sent(seller(), "message", Buffer.concat([PDF, Buffer.from("\nplan")]))]);
    await send(buyer(), "thank you");
    return conversationId;
  }

  async #live(): Promise<void> {
    const { buyer, seller } = this.stage.people;
    const request = await marketplace.createRequest(buyer(), {
      title: "A logo for a bakery",
      description: "A logo for a bakery, as a drawing that can be printed.",
      productType: "digital_product",
      category: "design",
      asset: this.stage.asset,
      budgetMin: "1000000",
      budgetMax: "2000000",
      delivery: { mode: "online", channel: "By file" },
    });
    const bid = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO };
    const { id: offerId, version } = await marketplace.submitOffer(seller(), bid, this.stage.payIn);
    const { dealId: id } = await marketplace.acceptOffer(buyer(), { offerId, version }, this.stage.payIn);
    this.dealId = id;
    const intent = await payment.openIntent(buyer(), { dealId: id, refundAddress: REFUND_TO }, this.stage.payIn);
    await this.#react();
    await payment.watchIntents(this.stage.system(), this.stage.rail);
    const { pay } = await payment.getIntent(buyer(), { dealId: id }, this.stage.payIn);
    const place = this.stage.chain.pay({ to: (pay === null ? null : payWayOf(pay, "transfer"))?.to ?? "", amount: PRICE });
    await report(this.stage, intent.id, place);
    await payment.processInbox(this.stage.system(), this.stage.ports);
    await this.#react();
    this.stage.chain.mine(5);
    await payment.proveTransfers(this.stage.system(), this.stage.rail);
    await this.#react();
    await this.#sealed();
    const conversationId = await this.#talk(id);
    const fileId = await this.#sent(seller(), "delivery", PDF);
    await marketplace.startDelivery(
      seller(),
      { ...(await this.#seen(id)), handover: { kind: "artifact", fileIds: [fileId] } },
      attachDelivered,
    );
    await marketplace.markDelivered(seller(), await this.#seen(id));
    await this.#react();
    await this.#quarrel(conversationId);
    await this.#react();
    await this.#sealed();
  }

  async #version(): Promise<number> {
    return (await disputes.getCase(this.stage.people.buyer(), { caseId: this.caseId }, DISPUTE_PORTS)).version;
  }

  async #mediator(): Promise<Mediator> {
    const where = { id: uuidOf("case", this.caseId) ?? "" };
    const { mediatorId } = await this.#database.db.prisma.disputeCase.findUniqueOrThrow({ where });
    const found = MEDIATORS.find((name) => this.stage.people[name].id === mediatorId);
    if (found === undefined) throw new Error("nobody has the case");
    return found;
  }

  /** A case about the whole price: both bring something and state it, one offers to settle, a mediator recuses, and another divides it. */
  async #quarrel(conversationId: string): Promise<void> {
    const { people } = this.stage;
    const { buyer, seller } = people;
    await inTransaction(this.stage.system(), (tx) => changeSetting(tx, { key: "dispute.evidenceHours" }, 0));
    const words = { reason: "not_as_agreed", ask: "full_refund", certainty: "certain" } as const;
    const opening = { ...(await this.#seen(this.dealId)), ...words, statement: "It is not the logo we <i>agreed</i> on." };
    const { caseId } = await disputes.openDispute(buyer(), opening, DISPUTE_PORTS);
    this.caseId = caseId;
    const fileId = await this.#sent(seller(), "evidence", Buffer.concat([PDF, Buffer.from("\nevidence")]));
    await disputes.addEvidence(seller(), { kind: "file", caseId, fileId, note: "As sent" }, DISPUTE_PORTS);
    await disputes.addEvidence(buyer(), { kind: "message", caseId, conversationId, seq: 2, note: "They promised it" }, DISPUTE_PORTS);
    const half = [{ tranche: 1, release: "625000", refund: "625000" }];
    const offered = { caseId, version: await this.#version(), kind: "split", shares: half, note: "Half for each of us" } as const;
    await proved(seller(), (sure) => disputes.offerSettlement(sure, offered, DISPUTE_PORTS));
    const { id, version } = await this.#database.db.prisma.disputeSettlement.findFirstOrThrow({ where: { status: "open" } });
    const settlementId = publicId("settlement", id);
    await disputes.answerSettlement(buyer(), { caseId, settlementId, version, answer: "decline" }, DISPUTE_PORTS);
    const stated = { caseId, version: await this.#version(), statement: "It is exactly what was asked for." };
    await disputes.stateCase(seller(), stated, DISPUTE_PORTS);
    const recused = await this.#mediator();
    const asked = await requestDossier(people[recused](), { dealId: this.dealId }, DOSSIER_SOURCE);
    await disputes.recuse(people[recused](), { caseId, version: await this.#version() }, DISPUTE_PORTS);
    const ruled = await this.#mediator();
    const shares = [{ tranche: 1, release: "1000000", refund: "250000" }];
    const ruling = { caseId, version: await this.#version(), outcome: "split", shares, reasons: "Half of it came late." } as const;
    await proved(people[ruled](), (sure) => disputes.rule(sure, ruling, DISPUTE_PORTS));
    const other = MEDIATORS.find((name) => name !== recused && name !== ruled);
    if (other === undefined) throw new Error("there are three");
    this.mediators = { ruled, recused, other, asked };
  }

  #outside = () => ({
    files: this.#ports,
    dossiers: { key: KEY, origin: "http://localhost:3000" },
    ledgerAnchors: anchorFile(this.anchors),
  });

  /** What is booked is in blocks, and the blocks are told outside. */
  async #sealed(): Promise<void> {
    await untilReadable(this.#database.db);
    await sealFinished(this.stage.system(), 100);
    while ((await anchor(this.stage.system(), this.#outside().ledgerAnchors)) > 0);
  }

  /** A turn of the worker that makes records. */
  async turn(): Promise<void> {
    await this.#sealed();
    await makeDossiers(this.stage.system(), DOSSIER_SOURCE, this.#outside());
  }

  ask = (who: Who): Promise<DossierView> => requestDossier(who(), { dealId: this.dealId }, DOSSIER_SOURCE);
  own = async (who: Who): Promise<DossierView | null> => (await ownDossier(who(), { dealId: this.dealId }, DOSSIER_SOURCE)).dossier;

  /** A record as its reader has it in the end. */
  async made(who: Who): Promise<Uint8Array<ArrayBuffer>> {
    const asked = await this.ask(who);
    await this.turn();
    const own = await this.own(who);
    if (own?.id !== asked.id || own.state !== "ready") throw new Error(`the record is ${own?.state ?? "gone"}`);
    return this.downloaded(who(), asked);
  }

  /** Other bytes lie where the file lies that is evidence, until what follows is done. */
  async swapped<T>(then: () => Promise<T>): Promise<T> {
    const where = { subjectId: uuidOf("case", this.caseId) ?? "" };
    const { tenantId, id, objectId } = await this.#database.db.prisma.file.findFirstOrThrow({ where });
    const [place, { storage }] = [`tenants/${tenantId}/disputes/${id}/${objectId}`, this.#ports];
    const brought = await storage.readToBuffer(place);
    await storage.write(place, Buffer.alloc(brought.length, "%"), { mimeType: "application/pdf" });
    try {
      return await then();
    } finally {
      await storage.write(place, brought, { mimeType: "application/pdf" });
    }
  }

  async downloaded(ctx: Ctx, { id: dossierId }: Pick<DossierView, "id">): Promise<Uint8Array<ArrayBuffer>> {
    const out = new PassThrough();
    const read = buffer(out);
    read.catch(() => undefined);
    const call = { services: { files: this.#ports } };
    await downloadDossier(ctx, { dossierId }, out, { source: DOSSIER_SOURCE, call }).catch((error: unknown) => {
      out.destroy();
      throw error;
    });
    return new Uint8Array(await read);
  }
}
