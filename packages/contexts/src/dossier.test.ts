import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { conversationRecord, editMessage, eraseMessage, openConversation, sendMessage } from "@amanat/chat";
import { beginFileInput, type DossierView, MANIFEST, payWayOf, publicId, SIGNATURE, uuidOf } from "@amanat/contracts";
import { canonicalJson, changeSetting, type Ctx, deliverer, ensureQueue, feeder, inTransaction, newId, owedTo } from "@amanat/db";
import * as disputes from "@amanat/disputes";
import { dossierKey, downloadDossier, makeDossiers, ownDossier, publishedKeys, requestDossier } from "@amanat/dossier";
import { beginFile, type FilePorts, filePorts, receiveFile } from "@amanat/files";
import { anchor, sealFinished } from "@amanat/ledger";
import { MAIL_QUEUE } from "@amanat/mail";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { PAID_TO, REFUND_TO, report, setStage, type Stage } from "@amanat/payment/testing/stage";
import { anchorsIn, keysIn, type Trust, type Verified, verifyDossier } from "@amanat/sdk/dossier";
import { anchorFile } from "@amanat/sealing";
import { proved, untilReadable, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONSUMERS, FEEDS } from "./composed.ts";
import { Forgery } from "./dossier.fixture.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { DOSSIER_SOURCE } from "./dossier-source.ts";
import { attachDelivered, FILE_READERS } from "./file-readers.ts";

/** The record of a real deal: paid, talked about, delivered with a file, quarrelled about, divided by a ruling; then whatever somebody might change in it. */

const database = useDatabase({ jobs: true });
const PRICE = 1_250_000n;
const PDF = Buffer.from("%PDF-1.4\n%%EOF");
const KEY = dossierKey({ JWT_SECRET: "of a test" });
let stage: Stage;
let ports: FilePorts;
let directory: string;
let dealId: string;
let whole: Forgery;
let zip: Uint8Array<ArrayBuffer>;
let trust: Trust;

const outside = () => ({
  files: ports,
  dossiers: { key: KEY, origin: "http://localhost:3000" },
  ledgerAnchors: anchorFile(path.join(directory, "anchors.jsonl")),
});

beforeAll(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  stage = await setStage(database.db);
  directory = await mkdtemp(path.join(tmpdir(), "dossier-"));
  const env = { JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 10_485_760 } as const;
  ports = filePorts({ ...env, S3_REGION: "us-east-1", S3_UPLOADS: "relayed", UPLOAD_PATH: directory }, FILE_READERS);
  await feeder(FEEDS.find(({ name }) => name === "chat.feed") ?? expect.fail("chat has a feed"))(stage.system());
  dealId = await live();
  zip = await made(stage.people.buyer);
  whole = await Forgery.of(zip);
  trust = {
    keys: keysIn(JSON.stringify(publishedKeys({ JWT_SECRET: "of a test" }))),
    anchors: anchorsIn(await readFile(path.join(directory, "anchors.jsonl"), "utf8")),
  };
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function react(): Promise<void> {
  await untilReadable(database.db);
  do await deliverer(CONSUMERS)(stage.system());
  while ((await owedTo(stage.system(), CONSUMERS)) > 0);
}
async function seen(id: string): Promise<{ dealId: string; version: number }> {
  const { version } = await database.db.prisma.deal.findUniqueOrThrow({ where: { id: uuidOf("deal", id) ?? "" } });
  return { dealId: id, version };
}
/** What is booked is in blocks, and the blocks are told outside. */
async function sealed(): Promise<void> {
  await untilReadable(database.db);
  await sealFinished(stage.system(), 100);
  while ((await anchor(stage.system(), outside().ledgerAnchors)) > 0);
}

async function sent(ctx: Ctx, purpose: "delivery" | "message" | "evidence", content: Buffer): Promise<string> {
  const given = { purpose, fileName: "نقشه.pdf", type: "application/pdf", size: content.length };
  const { file, upload } = await beginFile(ctx, beginFileInput.parse(given), ports);
  const asked = new URL(upload.url).searchParams;
  const address = { fileId: file.id, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
  await receiveFile(ctx, { ...address, length: content.length, content: Readable.from([content]) }, ports);
  return file.id;
}

async function talk(id: string): Promise<void> {
  const { buyer, seller } = stage.people;
  const { id: conversationId } = await openConversation(buyer(), { dealId: id }, CHAT_PORTS);
  const send = (who: Ctx, text: string, fileIds: string[] = []) =>
    sendMessage(who, { conversationId, clientId: newId(), text, fileIds }, CHAT_PORTS);
  await send(buyer(), "سلام، کی می‌رسد؟");
  const second = await send(seller(), "Tomorrow <b>morning</b>");
  await editMessage(seller(), { conversationId, clientId: newId(), seq: second.seq, text: "Tomorrow at noon" }, CHAT_PORTS);
  const third = await send(buyer(), "my number is secret");
  await eraseMessage(stage.people.admin(), { conversationId, seq: third.seq }, CHAT_PORTS);
  await send(seller(), "here is a plan", [await sent(seller(), "message", Buffer.concat([PDF, Buffer.from("\nplan")]))]);
  await send(buyer(), "thank you");
}

/** A case about the whole price: both state it, the seller brings a file, and a mediator divides it. */
async function quarrel(id: string): Promise<void> {
  const { buyer, seller } = stage.people;
  await inTransaction(stage.system(), (tx) => changeSetting(tx, { key: "dispute.evidenceHours" }, 0));
  const words = {
    reason: "not_as_agreed",
    ask: "full_refund",
    certainty: "certain",
    statement: "It is not the logo we agreed on.",
  } as const;
  const { caseId } = await disputes.openDispute(buyer(), { ...(await seen(id)), ...words }, DISPUTE_PORTS);
  const brought = Buffer.concat([PDF, Buffer.from("\nevidence")]);
  await disputes.addEvidence(
    seller(),
    { kind: "file", caseId, fileId: await sent(seller(), "evidence", brought), note: "As sent" },
    DISPUTE_PORTS,
  );
  const version = async () => (await disputes.getCase(buyer(), { caseId }, DISPUTE_PORTS)).version;
  await disputes.stateCase(seller(), { caseId, version: await version(), statement: "It is exactly what was asked for." }, DISPUTE_PORTS);
  const { mediatorId } = await database.db.prisma.disputeCase.findUniqueOrThrow({ where: { id: uuidOf("case", caseId) ?? "" } });
  const { resolver, resolver2, resolver3 } = stage.people;
  const mediator = [resolver, resolver2, resolver3].find((one) => one.id === mediatorId) ?? resolver;
  const shares = [{ tranche: 1, release: "1000000", refund: "250000" }];
  const ruling = { caseId, version: await version(), outcome: "split", shares, reasons: "Half of it came late." } as const;
  await proved(mediator(), (sure) => disputes.rule(sure, ruling, DISPUTE_PORTS));
}

async function live(): Promise<string> {
  const { buyer, seller } = stage.people;
  const request = await marketplace.createRequest(buyer(), {
    title: "A logo for a bakery",
    description: "A logo for a bakery, as a drawing that can be printed.",
    productType: "digital_product",
    category: "design",
    asset: stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "online", channel: "By file" },
  });
  const bid = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO };
  const { id: offerId, version } = await marketplace.submitOffer(seller(), bid, stage.payIn);
  const { dealId: id } = await marketplace.acceptOffer(buyer(), { offerId, version }, stage.payIn);
  const intent = await payment.openIntent(buyer(), { dealId: id, refundAddress: REFUND_TO }, stage.payIn);
  await react();
  await payment.watchIntents(stage.system(), stage.rail);
  const { pay } = await payment.getIntent(buyer(), { dealId: id }, stage.payIn);
  const place = stage.chain.pay({ to: (pay === null ? null : payWayOf(pay, "transfer"))?.to ?? "", amount: PRICE });
  await report(stage, intent.id, place);
  await payment.processInbox(stage.system(), stage.ports);
  await react();
  stage.chain.mine(5);
  await payment.proveTransfers(stage.system(), stage.rail);
  await react();
  await sealed();
  await talk(id);
  const fileId = await sent(seller(), "delivery", PDF);
  await marketplace.startDelivery(seller(), { ...(await seen(id)), handover: { kind: "artifact", fileIds: [fileId] } }, attachDelivered);
  await marketplace.markDelivered(seller(), await seen(id));
  await react();
  await quarrel(id);
  await react();
  await sealed();
  return id;
}

const turn = async (): Promise<void> => {
  await sealed();
  await makeDossiers(stage.system(), DOSSIER_SOURCE, outside());
};

/** A record as its reader has it in the end. */
async function made(who: (options?: object) => Ctx): Promise<Uint8Array<ArrayBuffer>> {
  const asked = await requestDossier(who(), { dealId }, DOSSIER_SOURCE);
  await turn();
  expect((await ownDossier(who(), { dealId }, DOSSIER_SOURCE)).dossier).toMatchObject({ id: asked.id, state: "ready", progress: 100 });
  return downloaded(who(), asked);
}
async function downloaded(ctx: Ctx, { id: dossierId }: Pick<DossierView, "id">): Promise<Uint8Array<ArrayBuffer>> {
  const out = new PassThrough();
  const read = buffer(out);
  read.catch(() => undefined);
  await downloadDossier(ctx, { dossierId }, out, { source: DOSSIER_SOURCE, call: { services: { files: ports } } }).catch(
    (error: unknown) => {
      out.destroy();
      throw error;
    },
  );
  return new Uint8Array(await read);
}

async function verdictOf(forge: (forgery: Forgery) => void, known: Trust = trust): Promise<Verified> {
  const forgery = whole.copy();
  forge(forgery);
  return verifyDossier(await forgery.zip(), known);
}
type Data = Record<string, unknown>;
const entry = (lines: { data: Data }[], kind: string): Data =>
  (lines.find(({ data }) => data["kind"] === kind) ?? expect.fail(`no ${kind}`)).data;

describe("an untouched record", () => {
  test("is proven with key and anchors, and consistent without one of them", async () => {
    expect(await verifyDossier(new Blob([zip]), trust)).toEqual({ verdict: "proven", reasons: [] });
    expect(await verifyDossier(await whole.zip(), trust)).toEqual({ verdict: "proven", reasons: [] });
    const without = [
      [{ ...trust, keys: null }, /--key/],
      [{ ...trust, anchors: null }, /--anchors/],
      [{ ...trust, anchors: new Map() }, /is not among the anchors/],
      [{ keys: null, anchors: null }, /--key/],
    ] as const;
    for (const [known, reason] of without) {
      const verified = await verifyDossier(new Blob([zip]), known);
      expect(verified).toMatchObject({ verdict: "consistent", reasons: expect.arrayContaining([expect.stringMatching(reason)]) });
    }
  });

  test("holds the whole deal: terms, timeline, chain of messages, files, postings in blocks, payments, rulings, and a page in each language", () => {
    for (const part of ["deal", "timeline", "chat", "ledger", "blocks", "anchors", "payments", "rulings", "files"] as const)
      expect(whole.lines(part).length, part).toBeGreaterThan(0);
    expect(whole.lines("files").filter(({ data }) => data["entry"] !== null)).toHaveLength(2);
    const pages = [...whole.files.keys()].filter((name) => name.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(0);
    for (const name of pages) {
      const page = whole.text(name);
      expect(page).toContain("Tomorrow &lt;b&gt;morning");
      expect(page).not.toMatch(/<script|https?:\/\/|secret/);
    }
  });

  test("is the same for both parties but for when it was made", async () => {
    const other = await Forgery.of(await made(stage.people.seller));
    for (const part of ["timeline", "chat", "ledger", "payments", "rulings", "files"] as const)
      expect(other.lines(part)).toEqual(whole.lines(part));
  });

  test("a key that signed before goes on proving what it signed", async () => {
    const now = dossierKey({ JWT_SECRET: "another secret of a test" });
    const keys = keysIn(JSON.stringify(publishedKeys({ JWT_SECRET: "any", DOSSIER_PUBLIC_KEYS: [now.publicKey, KEY.publicKey] })));
    expect(await verifyDossier(new Blob([zip]), { ...trust, keys })).toMatchObject({ verdict: "proven" });
    expect(await verifyDossier(new Blob([zip]), { ...trust, keys: keysIn(now.publicKey) })).toMatchObject({ verdict: "consistent" });
  });
});

const first = (part: Parameters<Forgery["change"]>[0], change: (data: Data) => void) => (forgery: Forgery) =>
  forgery.change(part, (lines) => {
    change(lines[0]?.data ?? expect.fail(`no ${part}`));
  });
const lost = (part: Parameters<Forgery["change"]>[0], at: number) => (forgery: Forgery) =>
  forgery.change(part, (lines) => lines.toSpliced(at, 1));
const fitting = (forge: (forgery: Forgery) => void) => (forgery: Forgery) => {
  forge(forgery);
  forgery.refit();
};
const message =
  (change: (data: Data) => void, kind = "message") =>
  (forgery: Forgery) =>
    forgery.change("chat", (lines) => {
      change(entry(lines, kind));
    });
const deliveredFile = (forgery: Forgery): string => [...forgery.files.keys()].find((name) => name.startsWith("files/")) ?? "";

/** What is done to it, and what is named. `fitting`: every hash of lines and manifest was made to fit. */
const ALTERATIONS: readonly (readonly [string, (forgery: Forgery) => void, RegExp])[] = [
  ["a message's text", message((data) => (data["text"] = "I agree to everything")), /^message \d+ of conv_\w+: what it says/],
  ["a message's text, all else fitting", fitting(message((data) => (data["text"] = "I agree"))), /^message \d+ of conv_\w+: what it says/],
  ["who wrote a message", fitting(message((data) => (data["author"] = newId()))), /^message \d+ of conv_\w+: who wrote it/],
  ["when it was written", fitting(message((data) => (data["at"] = "2020-01-01T00:00:00.000Z"))), /^message \d+ of conv_\w+: who wrote it/],
  ["a message that is gone", fitting(lost("chat", 3)), /^message \d+ of conv_\w+: is missing/],
  ["the last message that is gone", fitting(lost("chat", -1)), /^message \d+ of conv_\w+: is missing/],
  [
    "two messages that changed places",
    (f) => f.change("chat", (l) => [l[0], l[2], l[1], ...l.slice(3)].flatMap((x) => x ?? [])),
    /^message \d+ of/,
  ],
  ["an edit's text", fitting(message((data) => (data["text"] = "Never"), "edit")), /^message \d+ of conv_\w+: what it says/],
  [
    "a text erased without a trace",
    fitting(message((data) => Object.assign(data, { salt: null, text: null }))),
    /^message \d+ of conv_\w+: its text is gone/,
  ],
  [
    "a file beside a message",
    fitting(message((data) => (data["files"] = [publicId("file", newId())]))),
    /^message \d+ of conv_\w+: what it says/,
  ],
  ["a message written again", fitting((f) => f.change("chat", (l) => [...l, l[1] ?? expect.fail()])), /^message \d+ of conv_/],
  [
    "a file's bytes",
    (f) => f.put(deliveredFile(f), "%PDF-1.4 another"),
    /^file file_\w+: files\/file_\w+\.pdf is not what its SHA-256 says/,
  ],
  ["a file's bytes, the manifest fitting", fitting((f) => f.put(deliveredFile(f), "%PDF-1.4 another")), /^file file_\w+: /],
  ["a file that is gone", (f) => void f.files.delete(deliveredFile(f)), /^files\/file_\w+\.pdf: is missing/],
  ["a file that was added", (f) => f.put("files/another.pdf", "%PDF"), /^files\/another\.pdf: is not in the manifest/],
  ["a file's name", first("files", (data) => (data["fileName"] = "contract.pdf")), /^file file_\w+: it, or what stood before it/],
  [
    "a posting's amount",
    fitting(first("ledger", (data) => (data["amount"] = "1"))),
    /^posting [\w-]+ leg \d+: it is not what its hash says/,
  ],
  ["whose a posting is", fitting(first("ledger", (data) => (data["cp"] = newId()))), /^posting [\w-]+ leg \d+: it is not/],
  ["a posting that is gone", fitting(lost("ledger", 0)), /^posting [\w-]+ leg \d+: posting 1 of account \d+ is missing/],
  [
    "a posting written twice",
    fitting((f) => f.change("ledger", (l) => [...l, l[0] ?? expect.fail()])),
    /^posting [\w-]+ leg \d+: stands there twice/,
  ],
  [
    "a posting's way to its block",
    fitting(first("ledger", (data) => (data["position"] = 4_000))),
    /^posting [\w-]+ leg \d+: is not in block \d+/,
  ],
  ["a block's root", fitting(first("blocks", (data) => (data["root"] = "0".repeat(64)))), /^block \d+: it is not what its hash says/],
  ["a block that is gone", fitting(lost("blocks", 0)), /^block \d+: was anchored as \w+ and is missing/],
  ["an anchor", fitting(first("anchors", (data) => (data["hash"] = "0".repeat(64)))), /^block \d+: was anchored as 0+ and is/],
  ["a ruling's shares", fitting(first("rulings", (data) => (data["shares"] = []))), /^ruling rul_\w+: it is not what its digest says/],
  ["a ruling's reasons", first("rulings", (data) => (data["reasons"] = "Because.")), /^ruling rul_\w+: it is not what its digest says/],
  ["a ruling that is gone", lost("rulings", 0), /^rulings\.jsonl: has 0 lines, and had 1/],
  ["what happened", first("timeline", (data) => (data["type"] = "deal.cancelled.v1")), /^timeline entry 1 \(deal\.cancelled\.v1\): /],
  [
    "what happened, all else fitting",
    fitting(first("timeline", (data) => (data["at"] = "2020-01-01T00:00:00.000Z"))),
    /^manifest\.json: was not signed by key/,
  ],
  [
    "the price",
    (f) => f.change("deal", (l) => void (entry(l, "purchase")["price"] = "1")),
    /^the deal's terms: it, or what stood before it/,
  ],
  ["the platform's terms", first("deal", (data) => (data["version"] = "2030-01-01")), /^the deal's platform terms: /],
  [
    "what came on the chain",
    fitting(first("payments", (data) => (data["amount"] = "7"))),
    /^posting [\w-]+ leg \d+: moved 1250000, and 7 on the chain/,
  ],
  ["the page for people", (f) => f.put("record.en.html", "<p>nothing happened</p>"), /^record\.en\.html: is not (what|in)/],
  [
    "when it was made",
    (f) => f.put(MANIFEST, f.text(MANIFEST).replace(/"madeAt":"\d{4}/, '"madeAt":"2031')),
    /^manifest\.json: was not signed by key/,
  ],
  [
    "the signature",
    (f) => f.put(SIGNATURE, f.text(SIGNATURE).replace(/"signature":"./, '"signature":"_')),
    /^manifest\.json: was not signed by key/,
  ],
  ["the signature that is gone", (f) => void f.files.delete(SIGNATURE), /^manifest\.sig\.json: is missing/],
];

describe("what was altered is named", () => {
  test.each(ALTERATIONS)("%s", async (_what, forge, named) => {
    const verified = await verdictOf(forge);
    expect(verified.verdict).toBe("altered");
    expect(verified.verdict === "altered" && `${verified.subject}: ${verified.what}`).toMatch(named);
  });

  test("75: rewritten as a whole and signed by somebody else, it is not proven; with the real key's name it is altered", async () => {
    const theirs = dossierKey({ JWT_SECRET: "of a forger" });
    const rewritten = (forgery: Forgery): void => {
      first("timeline", (data) => (data["type"] = "deal.cancelled.v1"))(forgery);
      forgery.refit();
      forgery.sign(theirs);
    };
    expect(await verdictOf(rewritten)).toEqual({
      verdict: "consistent",
      reasons: [`it is signed by key ${theirs.id}, which is not among the published ones`],
    });
    const renamed = (forgery: Forgery): void => {
      rewritten(forgery);
      forgery.sign({ ...theirs, id: KEY.id });
    };
    expect(await verdictOf(renamed)).toMatchObject({ verdict: "altered", subject: MANIFEST });
  });

  test("75: a block rewritten with everything that follows from it is another than the one that was anchored", async () => {
    const anchors = new Map([...(trust.anchors ?? [])].map(([n]) => [n, "f".repeat(64)]));
    expect(await verifyDossier(new Blob([zip]), { ...trust, anchors })).toMatchObject({
      verdict: "altered",
      subject: expect.stringMatching(/^block \d+$/),
      what: expect.stringMatching(/^was anchored as f+ and is/),
    });
  });
});

/** A record with a case in it, as its chain is made. */
function withCase(forgery: Forgery, forge: (evidence: Data[]) => void = () => undefined): void {
  const id = "01a22ab3-cf9b-73a5-98ff-4c2e9e1cc8b2";
  let previous = hashOfParts(["amanat case 1", id]);
  const evidence = ["It never came.", "It did: see the picture.", ""].map((text, n): Data => {
    const [salt, at, by, author] = [Buffer.alloc(16, n), "2026-11-30T04:00:00.000Z", "buyer", newId()];
    const digest = hashOfParts(["text", salt, text]);
    const [kind, name, data] = ["statement", "Bita", { b: 1, a: "two" }];
    previous = hashOfParts([previous, id, String(n + 1), kind, by, author, name, at, canonicalJson(data), "", digest]);
    const hex = { salt: salt.toString("hex"), digest: digest.toString("hex"), hash: previous.toString("hex") };
    return { case: id, seq: n + 1, kind, at, by, author, name, text, data, file: null, ...hex };
  });
  const lines = (all: readonly Data[]) => all.map((data, n) => ({ n: n + 1, data, hash: "0".repeat(64) }));
  forgery.change("case", () => lines([{ type: "case", case: id, lastSeq: evidence.length }]));
  forge(evidence);
  forgery.change("evidence", () => lines(evidence));
  forgery.refit();
  forgery.sign(KEY);
}
function hashOfParts(parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.from(part).length);
    hash.update(length).update(part);
  }
  return hash.digest();
}

describe("53: a case's record", () => {
  test("is proven as it was written", async () => {
    expect(await verdictOf((forgery) => withCase(forgery))).toEqual({ verdict: "proven", reasons: [] });
  });
  test.each([
    ["the text of evidence", (all: Data[]) => Object.assign(all[1] ?? {}, { text: "It did not." }), /^evidence 2 of case .*: what it says/],
    ["who brought it", (all: Data[]) => Object.assign(all[1] ?? {}, { by: "seller" }), /^evidence 2 of case .*: who brought it/],
    ["what it is about", (all: Data[]) => Object.assign(all[0] ?? {}, { data: {} }), /^evidence 1 of case .*: who brought it/],
    ["evidence that is gone", (all: Data[]) => all.splice(1, 1), /^evidence 2 of case .*: is missing/],
    ["the last that is gone", (all: Data[]) => all.pop(), /^evidence 3 of case .*: is missing/],
  ])("is named where it was altered, also by whoever has the key: %s", async (_what, forge, named) => {
    const verified = await verdictOf((forgery) => withCase(forgery, (all) => void forge(all)));
    expect(verified.verdict === "altered" && `${verified.subject}: ${verified.what}`).toMatch(named);
  });
});

test("61: strangers and guards get no record, and nobody reads another's", async () => {
  const { buyer, seller, stranger, guard, admin } = stage.people;
  for (const who of [stranger, guard]) {
    await expect(requestDossier(who(), { dealId }, DOSSIER_SOURCE)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(ownDossier(who(), { dealId }, DOSSIER_SOURCE)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  const { dossier } = await ownDossier(buyer(), { dealId }, DOSSIER_SOURCE);
  for (const who of [seller, stranger, admin])
    await expect(downloaded(who(), dossier ?? expect.fail("there is one"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await verifyDossier(new Blob([await made(admin)]), trust)).toMatchObject({ verdict: "proven" });
});

test("what the record says of messages is the chain as it is kept", async () => {
  const kept = [];
  for await (const line of conversationRecord(stage.system(), uuidOf("deal", dealId) ?? "")) kept.push(line.type);
  expect(whole.lines("chat").map(({ data }) => data["type"])).toEqual(kept);
});
