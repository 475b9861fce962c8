import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { beginFileInput, handoverSchema, payWayOf, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, deliverer, ensureQueue, newId, owedTo } from "@amanat/db";
import * as deals from "@amanat/deals";
import * as disputes from "@amanat/disputes";
import { beginFile, type FilePorts, filePorts, getFile, linkToFile, openFile, receiveFile, removeFile } from "@amanat/files";
import { MAIL_QUEUE } from "@amanat/mail";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { untilReadable, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONSUMERS } from "./composed.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { attachDelivered, FILE_READERS } from "./file-readers.ts";
import { KINDS } from "./kinds.ts";

/** Files that stand in something: what a seller hands over, and what a side brings into a case. Who reads them then. */

const database = useDatabase({ jobs: true });
const PRICE = 1_250_000n;
const PDF = Buffer.from("%PDF-1.4\n%%EOF");
let stage: Stage;
let ports: FilePorts;
/** As `ports`, where what looks for harm does not answer. */
let unscanned: FilePorts;
let directory: string;

beforeAll(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  stage = await setStage(database.db);
  directory = await mkdtemp(path.join(tmpdir(), "delivered-"));
  const env = { JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 10_485_760 } as const;
  const stored = { ...env, S3_REGION: "us-east-1", S3_UPLOADS: "relayed", UPLOAD_PATH: directory } as const;
  ports = filePorts(stored, FILE_READERS);
  unscanned = filePorts({ ...stored, CLAMD_ADDRESS: path.join(directory, "nobody.sock") }, FILE_READERS);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const wish = () =>
  ({
    title: "A logo for a bakery",
    description: "A logo for a bakery, as a drawing that can be printed.",
    productType: "digital_product",
    category: "design",
    asset: stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "online", channel: "By file" },
  }) as const;

/** A deal whose price is held: the seller's turn. */
async function paidDeal(): Promise<{ dealId: string; version: number }> {
  const { buyer, seller } = stage.people;
  const request = await marketplace.createRequest(buyer(), wish());
  const bid = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO };
  const { id: offerId, version } = await marketplace.submitOffer(seller(), bid, stage.payIn);
  const { dealId } = await marketplace.acceptOffer(buyer(), { offerId, version }, stage.payIn);
  const intent = await payment.openIntent(buyer(), { dealId, refundAddress: REFUND_TO }, stage.payIn);
  await react();
  await payment.watchIntents(stage.system(), stage.rail);
  const { pay } = await payment.getIntent(buyer(), { dealId }, stage.payIn);
  const place = stage.chain.pay({ to: (pay === null ? null : payWayOf(pay, "transfer"))?.to ?? "", amount: PRICE });
  await report(stage, intent.id, place);
  await payment.processInbox(stage.system(), stage.ports);
  await react();
  stage.chain.mine(5);
  await payment.proveTransfers(stage.system(), stage.rail);
  await react();
  return seen(dealId);
}

async function react(): Promise<void> {
  await untilReadable(database.db);
  do await deliverer(CONSUMERS)(stage.system());
  while ((await owedTo(stage.system(), CONSUMERS)) > 0);
}

async function seen(dealId: string): Promise<{ dealId: string; version: number }> {
  const { version } = await database.db.prisma.deal.findUniqueOrThrow({ where: { id: uuidOf("deal", dealId) ?? "" } });
  return { dealId, version };
}

/** A file that this person has sent whole. */
async function sent(ctx: Ctx, purpose: "delivery" | "message" | "evidence" = "delivery", through = ports): Promise<string> {
  const given = { purpose, fileName: "logo.pdf", type: "application/pdf", size: PDF.length };
  const { file, upload } = await beginFile(ctx, beginFileInput.parse(given), through);
  const asked = new URL(upload.url).searchParams;
  const address = { fileId: file.id, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
  await receiveFile(ctx, { ...address, length: PDF.length, content: Readable.from([PDF]) }, through);
  return file.id;
}

async function read(ctx: Ctx, fileId: string): Promise<Buffer> {
  const { url } = await linkToFile(ctx, { fileId, variant: "whole", hours: 1 }, ports);
  const asked = new URL(url).searchParams;
  const given = { fileId, variant: "whole", until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
  return Buffer.concat(await (await openFile(ctx, given, ports)).content.toArray());
}

const handed = (fileIds: string[]) => ({ kind: "artifact", fileIds }) as const;
const shownTo = async (ctx: Ctx, dealId: string) => {
  const deal = await deals.getDeal(ctx, { dealId }, KINDS);
  return handoverSchema.parse("handover" in deal ? deal.handover : null).files.map(({ id }) => id);
};

describe("files of a delivery", () => {
  test("stand in their deal: its parties and the staff read them, nobody else, and their owner can not remove them", async () => {
    const { buyer, seller, stranger, guard } = stage.people;
    const deal = await paidDeal();
    const fileId = await sent(seller());
    await expect(getFile(buyer(), { fileId }, ports)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await marketplace.startDelivery(seller(), { ...deal, handover: handed([fileId, fileId]) }, attachDelivered);
    expect(await shownTo(buyer(), deal.dealId)).toEqual([fileId]);
    for (const reader of [buyer(), seller(), guard()]) expect(await read(reader, fileId)).toEqual(PDF);
    for (const asked of [getFile(stranger(), { fileId }, ports), read(stranger(), fileId)])
      await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { version } = await getFile(seller(), { fileId }, ports);
    await expect(removeFile(seller(), { fileId, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("are the seller's own, whole, for a delivery and in no other deal; otherwise nothing is handed over", async () => {
    const { buyer, seller } = stage.people;
    const deal = await paidDeal();
    const elsewhere = await sent(seller());
    const other = await paidDeal();
    await marketplace.startDelivery(seller(), { ...other, handover: handed([elsewhere]) }, attachDelivered);
    const begun = await beginFile(seller(), { purpose: "delivery", fileName: "a.pdf", type: "application/pdf", size: 5 }, ports);
    const good = await sent(seller());
    for (const [fileId, code] of [
      [await sent(buyer()), "NOT_FOUND"],
      [publicId("file", newId()), "NOT_FOUND"],
      [begun.file.id, "INVALID_STATE"],
      [await sent(seller(), "message"), "INVALID_STATE"],
      [elsewhere, "INVALID_STATE"],
    ] as const) {
      const refused = marketplace.startDelivery(seller(), { ...deal, handover: handed([good, fileId]) }, attachDelivered);
      await expect(refused).rejects.toMatchObject({ code });
    }
    expect((await getFile(seller(), { fileId: good }, ports)).attached).toBe(false);
    const none = marketplace.startDelivery(seller(), { ...deal, handover: handed([]) }, attachDelivered);
    await expect(none).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "handover.url", code: "link_or_file" }] });
    const many = Array.from({ length: 11 }, () => publicId("file", newId()));
    const tooMany = marketplace.startDelivery(seller(), { ...deal, handover: handed(many) }, attachDelivered);
    await expect(tooMany).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("come with a correction again or not; what the buyer has seen stays readable", async () => {
    const { buyer, seller } = stage.people;
    const deal = await paidDeal();
    const [first, second, third] = [await sent(seller()), await sent(seller()), await sent(seller())];
    await marketplace.startDelivery(seller(), { ...deal, handover: handed([first, second]) }, attachDelivered);
    const now = await seen(deal.dealId);
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => marketplace.correctHandover(seller(), { ...now, handover: handed([second, third]) }, attachDelivered)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await shownTo(buyer(), deal.dealId)).toEqual([second, third]);
    expect(await read(buyer(), first)).toEqual(PDF);
  });

  test("are handed over once: the same key again answers the same", async () => {
    const { seller } = stage.people;
    const deal = await paidDeal();
    const given = { ...deal, handover: handed([await sent(seller())]) };
    const once = { idempotencyKey: `key-${newId()}` };
    const answer = await marketplace.startDelivery(seller(once), given, attachDelivered);
    expect(await marketplace.startDelivery(seller(once), given, attachDelivered)).toEqual(answer);
  });
});

describe("files of a case", () => {
  const asked = {
    reason: "not_delivered",
    ask: "full_refund",
    certainty: "certain",
    statement: "Nothing has come by the day we agreed on.",
  } as const;
  const bring = (ctx: Ctx, caseId: string, fileId: string) =>
    disputes.addEvidence(ctx, { kind: "file", caseId, fileId, note: "The folder, as it came." }, DISPUTE_PORTS);

  test("54 unscanned file: it is no evidence, and nobody is shown it", async () => {
    const { buyer, seller, stranger, guard } = stage.people;
    const { caseId } = await disputes.openDispute(buyer(), { ...(await paidDeal()), ...asked }, DISPUTE_PORTS);
    const begun = await beginFile(buyer(), { purpose: "evidence", fileName: "a.pdf", type: "application/pdf", size: PDF.length }, ports);
    await expect(bring(buyer(), caseId, begun.file.id)).rejects.toMatchObject({ code: "INVALID_STATE" });
    const held = await sent(buyer(), "evidence", unscanned);
    expect(await getFile(buyer(), { fileId: held }, ports)).toMatchObject({ state: "held" });
    await expect(bring(buyer(), caseId, held)).rejects.toMatchObject({ code: "INVALID_STATE" });
    const { data } = await disputes.caseRecord(seller(), { caseId, limit: 20 }, DISPUTE_PORTS);
    expect(data.map(({ kind }) => kind)).toEqual(["opened", "statement"]);

    const file = await sent(buyer(), "evidence");
    await expect(read(seller(), file)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await bring(buyer(), caseId, file);
    expect(await read(seller(), file)).toEqual(PDF);
    const record = await disputes.caseRecord(seller(), { caseId, limit: 20 }, DISPUTE_PORTS);
    const said = { fileName: "logo.pdf", size: PDF.length, type: "application/pdf" };
    expect(record.data.at(-1)?.data).toEqual({ ...said, sha256: createHash("sha256").update(PDF).digest("hex") });
    for (const reader of [stranger(), guard()]) await expect(read(reader, file)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { version } = await getFile(buyer(), { fileId: file }, ports);
    await expect(removeFile(buyer(), { fileId: file, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(bring(buyer(), caseId, await sent(buyer(), "delivery"))).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(bring(seller(), caseId, file)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
