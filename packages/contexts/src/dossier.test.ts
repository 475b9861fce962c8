import { spawnSync } from "node:child_process";
import path from "node:path";
import { conversationRecord } from "@amanat/chat";
import { MANIFEST, uuidOf } from "@amanat/contracts";
import { dossierKey, publishedKeys } from "@amanat/dossier";
import { keysIn, type Trust, type Verified, verifyDossier } from "@amanat/sdk/dossier";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALTERATIONS, CASE_ALTERATIONS, first } from "./dossier-alterations.fixture.ts";
import { KEY, RecordedDeal } from "./dossier-deal.fixture.ts";
import { Forgery } from "./dossier.fixture.ts";

/** The record of a real deal, and whatever somebody might change in it. */

const database = useDatabase({ jobs: true });
let deal: RecordedDeal;
let whole: Forgery;
let zip: Uint8Array<ArrayBuffer>;
let trust: Trust;

beforeAll(async () => {
  deal = await RecordedDeal.of(database);
  zip = await deal.made(deal.stage.people.buyer);
  whole = await Forgery.of(zip);
  trust = await deal.trust();
});
afterAll(() => deal.end());

async function verdictOf(forge: (forgery: Forgery) => void, known: Trust = trust): Promise<Verified> {
  const forgery = whole.copy();
  forge(forgery);
  return verifyDossier(await forgery.zip(), known);
}
const kinds = (part: "evidence" | "settlements" | "rulings", word = "kind") => whole.lines(part).map(({ data }) => data[word]);

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
    for (const part of [
      "deal",
      "timeline",
      "chat",
      "ledger",
      "blocks",
      "anchors",
      "payments",
      "case",
      "evidence",
      "settlements",
      "rulings",
      "files",
    ] as const)
      expect(whole.lines(part).length, part).toBeGreaterThan(0);
    expect(whole.lines("files").filter(({ data }) => data["entry"] !== null)).toHaveLength(3);
    const pages = [...whole.files.keys()].filter((name) => name.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(0);
    for (const name of pages) {
      const page = whole.text(name);
      for (const words of ["Tomorrow &lt;b&gt;morning", "we &lt;i&gt;agreed&lt;/i&gt; on", "Half for each of us", "Half of it came late."])
        expect(page).toContain(words);
      expect(page).not.toMatch(/<script|https?:\/\/|secret/);
    }
  });

  test("53: holds its case as it went: each entry, what was offered and answered, and what was ruled", () => {
    const evidence = [
      "opened",
      "statement",
      "file",
      "message",
      "settlement",
      "answer",
      "statement",
      "assigned",
      "left",
      "assigned",
      "ruling",
      "ended",
    ];
    expect(kinds("evidence")).toEqual(evidence);
    expect(kinds("settlements", "status")).toEqual(["declined"]);
    expect(kinds("rulings", "status")).toEqual(["executed"]);
    expect(whole.lines("case").map(({ data }) => data["cause"] ?? data["status"])).toEqual(["resolved", "recused", "ruled"]);
  });

  test("is the same for both parties but for when it was made", async () => {
    const other = await Forgery.of(await deal.made(deal.stage.people.seller));
    for (const part of ["timeline", "chat", "ledger", "payments", "case", "evidence", "settlements", "rulings", "files"] as const)
      expect(other.lines(part)).toEqual(whole.lines(part));
  });

  test("a key that signed before goes on proving what it signed", async () => {
    const now = dossierKey({ JWT_SECRET: "another secret of a test" });
    const keys = keysIn(JSON.stringify(publishedKeys({ JWT_SECRET: "any", DOSSIER_PUBLIC_KEYS: [now.publicKey, KEY.publicKey] })));
    expect(await verifyDossier(new Blob([zip]), { ...trust, keys })).toMatchObject({ verdict: "proven" });
    expect(await verifyDossier(new Blob([zip]), { ...trust, keys: keysIn(now.publicKey) })).toMatchObject({ verdict: "consistent" });
  });
});

describe("what was altered is named", () => {
  test.each([...ALTERATIONS, ...CASE_ALTERATIONS])("%s", async (_what, forge, named) => {
    const verified = await verdictOf(forge);
    expect(verified.verdict).toBe("altered");
    expect(verified.verdict === "altered" && `${verified.subject}: ${verified.what}`).toMatch(named);
  });

  test("53: other bytes in the store, and the record made of them: the evidence is named", async () => {
    const { people } = deal.stage;
    const made = await deal.swapped(() => deal.made(people.buyer));
    expect(await verifyDossier(new Blob([made]), trust)).toMatchObject({
      verdict: "altered",
      subject: expect.stringMatching(/^evidence 3 of case_\w+$/),
      what: expect.stringMatching(/^file_\w+ is not the file that was brought/),
    });
    expect(await verifyDossier(new Blob([await deal.made(people.buyer)]), trust)).toMatchObject({ verdict: "proven" });
  });

  test("evidence whose bytes are gone proves nothing", async () => {
    const gone = (forgery: Forgery): void => {
      const { file } = whole.lines("evidence")[2]?.data ?? {};
      const line = forgery.lines("files").find(({ data }) => data["id"] === file);
      forgery.files.delete(String(line?.data["entry"]));
      forgery.change("files", (lines) =>
        lines.map(({ data, ...rest }) => ({ ...rest, data: data["id"] === file ? { ...data, entry: null } : data })),
      );
      forgery.refit();
      forgery.sign(KEY);
    };
    const reasons = [expect.stringMatching(/^the file of evidence 3 of case_\w+ is gone$/)];
    expect(await verdictOf(gone)).toEqual({ verdict: "consistent", reasons });
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

test("61: strangers, guards and mediators who recused or never had its case get no record, and nobody reads another's", async () => {
  const { mediators } = deal;
  const { people } = deal.stage;
  const { ruled, recused, other, asked } = mediators ?? expect.fail("there was a case");
  for (const name of ["stranger", "seller2", "guard", recused, other] as const) {
    await expect(deal.ask(people[name]), name).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(deal.own(people[name]), name).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  // It was asked for while the case was theirs, and made meanwhile.
  const { status } = await database.db.prisma.dossier.findUniqueOrThrow({ where: { id: uuidOf("dossier", asked.id) ?? "" } });
  expect(status).toBe("ready");
  await expect(deal.downloaded(people[recused](), asked)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const own = (await deal.own(people.buyer)) ?? expect.fail("there is one");
  for (const name of ["seller", "stranger", "admin", ruled] as const)
    await expect(deal.downloaded(people[name](), own), name).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const name of ["admin", ruled] as const)
    expect(await verifyDossier(new Blob([await deal.made(people[name])]), trust), name).toMatchObject({ verdict: "proven" });
});

test("what the record says of messages is the chain as it is kept", async () => {
  const kept = [];
  for await (const line of conversationRecord(deal.stage.system(), uuidOf("deal", deal.dealId) ?? "")) kept.push(line.type);
  expect(whole.lines("chat").map(({ data }) => data["type"])).toEqual(kept);
});

describe("the command says what it found, and ends with it", () => {
  const CLI = path.resolve(import.meta.dirname, "../../sdk/dist/cli.js");
  function ran(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", timeout: 60_000 });
    return `${status} ${stdout}${stderr}`;
  }

  test("0 proven, 2 not proven, 1 altered, 64 asked wrongly", async () => {
    const record = await deal.put("record.zip", zip);
    const keys = await deal.put("keys.json", JSON.stringify(publishedKeys({ JWT_SECRET: "of a test" })));
    const trusted = ["--key", keys, "--anchors", deal.anchors];
    expect(ran("verify-dossier", record, ...trusted)).toMatch(/^0 proven/);
    expect(ran("verify", record, "--key", keys)).toMatch(/^2 consistent, not proven: no outside anchors/);
    const forgery = whole.copy();
    forgery.change("evidence", (lines) => lines.toSpliced(2, 1));
    const forged = await deal.put("forged.zip", new Uint8Array(await (await forgery.zip()).arrayBuffer()));
    expect(ran("verify", forged, ...trusted)).toMatch(/^1 NOT AS IT WAS: evidence 3 of case_\w+: is missing/);
    expect(ran("verify", await deal.put("none.zip", "no archive"))).toMatch(/^1 NOT AS IT WAS: the archive/);
    for (const wrong of [[], ["verify"], ["verify", "nothing.zip"], ["prove", record], ["verify", record, "--key", "nothing.json"]])
      expect(ran(...wrong), wrong.join(" ")).toMatch(/^64 amanat: /);
  });
});
