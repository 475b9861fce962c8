import { Prisma } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelRequest, createRequest, listRequests } from "./index.ts";
import { lookUp, narrows, type Question, walk, WALKED } from "./internal/search-doc.ts";
import { acceptOffer, bid, submitOffer, wish, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeAll(async () => {
  w = await world(database.db);
});

/** What is written, and what somebody looks for it by. Invisible characters are written out. */
const FOUND: readonly (readonly [what: string, written: string, asked: string])[] = [
  ["a word", "Refurbished laptop", "laptop"],
  ["capitals", "Refurbished LAPTOP", "laptop"],
  ["capitals asked", "refurbished laptop", "LAPTOP"],
  ["the last word not finished", "Refurbished laptop", "lap"],
  ["two words", "Red leather bag", "leather bag"],
  ["two words in the other order", "Red leather bag", "bag leather"],
  ["three words in any order", "Red leather bag", "bag red leather"],
  ["words that stand apart", "Red leather bag", "red bag"],
  ["two spaces asked", "Red leather bag", "leather  bag"],
  ["two spaces written", "Red leather  bag", "leather bag"],
  ["spaces around", "Red leather bag", "  bag "],
  ["no-break space", "Red leather\u00a0bag", "leather bag"],
  ["ideographic space", "Red leather bag", "leather\u3000bag"],
  ["a line's end", "Red leather\nbag", "leather bag"],
  ["marks around words", "«Red», leather: (bag)!", "red leather bag"],
  ["marks asked", "Red leather bag", 'red, "leather" (bag)?'],
  ["accents left out", "Café crème", "cafe creme"],
  ["accents asked, not written", "Cafe creme", "café crème"],
  ["composed and decomposed", "Caf\u00e9", "Cafe\u0301"],
  ["decomposed and composed", "Cafe\u0301", "caf\u00e9"],
  ["French", "Traduction d’un contrat", "traduction contrat"],
  ["the curly apostrophe", "l’école", "l'école"],
  ["the word behind an apostrophe", "l’école française", "ecole"],
  ["ligatures", "Œuvre d’art", "oeuvre"],
  ["æ", "Encyclopædia", "encyclopaedia"],
  ["ß", "Straße", "strasse"],
  ["ss asked as ß", "Strasse", "straße"],
  ["Turkish dotted İ", "İstanbul", "istanbul"],
  ["Turkish dotless ı", "Topkapı", "topkapi"],
  ["Vietnamese without marks", "Điện thoại cũ", "dien thoai cu"],
  ["Vietnamese, other composition", "Tiếng Việt", "Tie\u0302\u0301ng Vie\u0302\u0323t"],
  ["Polish and Danish", "Łódź Ørsted", "lodz orsted"],
  ["Cyrillic capitals", "ПЕРЕВОД", "перевод"],
  ["Greek final sigma", "ΟΔΟΣ", "οδος"],
  ["full width", "Ｌａｐｔｏｐ", "laptop"],
  ["hyphen joined", "e-mail design", "email"],
  ["hyphen parted", "second-hand bag", "second hand"],
  ["parted asked with a hyphen", "second hand bag", "second-hand"],
  ["joined asked with a hyphen", "secondhand bag", "second-hand"],
  ["a dot between letters", "node.js expert", "nodejs"],
  ["the part before a dot", "example.com", "example"],
  ["soft hyphen", "trans\u00adlation", "translation"],
  ["zero-width joiner and direction marks", "\u202atrans\u200dlation\u202c", "translation"],
  ["Arabic yeh, Persian asked", "كيف چرمي", "کیف چرمی"],
  ["Persian, Arabic yeh and kaf asked", "کیف چرمی", "كيف چرمي"],
  ["alef maksura", "موسيقى", "موسیقی"],
  ["hamza on alef", "تأمين", "تامین"],
  ["hamza under alef", "إيران", "ایران"],
  ["alef with madda left out", "آموزش", "اموزش"],
  ["alef with madda asked", "اموزش", "آموزش"],
  ["hamza on waw", "مسؤول", "مسوول"],
  ["hamza on yeh", "مسئول", "مسیول"],
  ["heh with hamza", "خانهٔ ما", "خانه ما"],
  ["heh with yeh above", "خانۀ ما", "خانه"],
  ["teh marbuta", "ترجمة", "ترجمه"],
  ["heh doachashmee", "ھمراه", "همراه"],
  ["hamza alone", "اجزاء", "اجزا"],
  ["harakat", "مُتَرجِم", "مترجم"],
  ["shadda", "معلّم", "معلم"],
  ["superscript alef", "رحمٰن", "رحمن"],
  ["tatweel", "کتـــاب", "کتاب"],
  ["presentation forms", "\ufedb\ufe98\ufe8e\ufe8f", "کتاب"],
  ["Persian digits", "گوشی ۱۲۸ گیگ", "گوشی 128"],
  ["Arabic digits", "گوشی ١٢٨", "گوشی ۱۲۸"],
  ["Latin digits asked in Persian", "iPhone 15", "iphone ۱۵"],
  ["half-space left out", "کتاب\u200cخانه", "کتابخانه"],
  ["half-space as a space", "کتاب\u200cخانه", "کتاب خانه"],
  ["half-space asked, joined written", "کتابخانه", "کتاب\u200cخانه"],
  ["half-space asked, space written", "کتاب خانه", "کتاب\u200cخانه"],
  ["the part behind a half-space", "پیش\u200cنویس", "نویس"],
  ["می with half-space, joined asked", "می\u200cخواهم", "میخواهم"],
  ["می with space, joined asked", "می خواهم", "میخواهم"],
  ["می joined, half-space asked", "میخواهم", "می\u200cخواهم"],
  ["می with space, half-space asked", "می خواهم", "می\u200cخواهم"],
  ["می joined, space asked", "میخواهم", "می خواهم"],
  ["ها with space, joined asked", "کتاب ها", "کتابها"],
  ["های with half-space, joined asked", "کتاب\u200cهای نو", "کتابهای نو"],
  ["های joined, half-space asked", "کتابهای نو", "کتاب\u200cهای نو"],
  ["ترین with space, half-space asked", "بزرگ ترین", "بزرگ\u200cترین"],
  ["an unfinished word with half-space", "کتاب\u200cخانه", "کتاب\u200cخا"],
  ["zero-width space for a half-space", "کتاب\u200bخانه", "کتابخانه"],
  ["Persian beside Latin", "لپ\u200cتاپ MacBook", "macbook لپتاپ"],
  ["two Han characters", "苹果手机维修", "手机"],
  ["Han within a run", "苹果手机维修", "果手机"],
  ["one Han character, first", "手机维修", "手"],
  ["one Han character, last", "手机维修", "修"],
  ["Han words in any order", "手机维修", "维修 手机"],
  ["Han beside Latin", "iPhone手机", "iphone 手机"],
  ["kana", "ノートパソコン", "パソコン"],
  ["half-width kana", "ﾊﾟｿｺﾝ", "パソコン"],
  ["emoji between words", "red 🎒 bag", "red bag"],
];

const NOT_FOUND: readonly (readonly [what: string, written: string, asked: string])[] = [
  ["another word", "Red leather bag", "shoe"],
  ["one word of two", "Red leather bag", "red shoe"],
  ["a finished word that is only the beginning of one", "Refurbished laptop", "lap refurbished"],
  ["the end of a word", "Refurbished laptop", "top"],
  ["another number", "iPhone 15", "iphone 16"],
  ["Han in another order", "手机", "机手"],
  ["no letter", "Red leather bag", "%"],
  ["no letter, Persian", "کیف", "؟ ـ َ"],
  ["an operator", "Red leather bag", "red | shoe"],
  ["invisible characters", "Red leather bag", "\u200b\u200d\u202e"],
];

async function answers(pairs: typeof FOUND): Promise<(boolean | null)[]> {
  return database.as("app", async (client) => {
    const { rows } = await client.query<{ found: boolean | null }>(
      `SELECT search_vector(written, '') @@ search_query(asked) AS found FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS p(written, asked, n) ORDER BY n`,
      [pairs.map(([, written]) => written), pairs.map(([, , asked]) => asked)],
    );
    return rows.map((row) => row.found);
  });
}

describe("the fold", () => {
  test("finds what people mean alike", async () => {
    expect(FOUND.length).toBeGreaterThanOrEqual(60);
    const found = await answers(FOUND);
    expect(FOUND.filter((_, n) => found[n] !== true).map(([what]) => what)).toEqual([]);
  });

  test("and not what they do not", async () => {
    const found = await answers(NOT_FOUND);
    expect(NOT_FOUND.filter((_, n) => found[n] === true).map(([what]) => what)).toEqual([]);
  });

  test("takes whatever was ever written: long words, long texts, nothing, marks only, operators and quotes", async () => {
    const texts = [
      "",
      " ",
      "ـ",
      "''\\'':*",
      "a".repeat(5_000),
      "a-".repeat(2_500),
      "字".repeat(5_000),
      "é\u0301".repeat(2_500),
      "'&|!()<->\\ x",
      "_ __ _a_",
      "-a-",
      "\u{20000}\u{2f800}",
    ];
    const asked = await answers(texts.flatMap((written) => texts.map((query) => ["", written, query] as const)));
    expect(asked).toHaveLength(texts.length ** 2);
  });
});

describe("the list", () => {
  const titles = async (search: string) => (await listRequests(w.anonymous(), { search })).data.map((one) => one.title);
  const post = (title: string) => createRequest(w.buyer({ clock: w.clock }), { ...wish, title });

  test("finds in title and description, through the whole product", async () => {
    await post("قاب عکسِ چوبی");
    expect(await titles("عكس  قاب")).toEqual(["قاب عکسِ چوبی"]);
    expect(await titles("قاب refurbished warranty")).toEqual(["قاب عکسِ چوبی"]);
    expect(await titles("قاب plastic")).toEqual([]);
  });

  test("a long question is cut or refused, one without letters finds nothing; none fails", async () => {
    expect(await titles(Array.from({ length: 25 }, (_, n) => `w${n % 10}`).join(" "))).toEqual([]);
    expect(await titles("؟!")).toEqual([]);
    await expect(listRequests(w.anonymous(), { search: "a".repeat(10_240) })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(listRequests(w.anonymous(), { search: Array(60).fill("word").join(" ") })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
    await expect(listRequests(w.anonymous(), { search: "a\u0000b" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("what closes is gone at once, what opens again is back, and the rows are the open requests'", async () => {
    const cancelled = await post("Vanishing umbrella");
    const matched = await post("Vanishing parasol");
    await cancelRequest(w.buyer({ clock: w.clock }), { requestId: cancelled.id, version: cancelled.version });
    const offer = await submitOffer(w.seller({ clock: w.clock }), bid(matched));
    expect(await titles("vanishing")).toEqual(["Vanishing parasol"]);
    await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    expect(await titles("vanishing")).toEqual([]);
    // Nobody pays: the request opens again.
    w.clock.advance(16 * 60_000);
    await w.tick();
    expect(await titles("vanishing")).toEqual(["Vanishing parasol"]);
    w.clock.advance(91 * 86_400_000);
    await w.tick();
    expect(await titles("vanishing")).toEqual([]);
    const open = await database.db.prisma.request.findMany({
      where: { status: { in: ["active", "received_offers"] } },
      select: { id: true },
    });
    const docs = await database.db.prisma.searchDoc.findMany({ select: { subjectId: true } });
    expect(docs.map((doc) => doc.subjectId).toSorted()).toEqual(open.map((row) => row.id).toSorted());
  });
});

describe("bounded work", () => {
  /** `npm run prove -- search` has many more. */
  const MORE = Number(process.env["AMANAT_SEARCH_ROWS"] ?? 5_000);
  const ROWS = WALKED + MORE;
  const FILL = `
    WITH made AS (
      INSERT INTO "Request" ("id", "tenantId", "buyerId", "title", "description", "productType", "category", "assetId", "budgetMin", "budgetMax",
        "urgency", "delivery", "status", "expiresAt", "createdAt")
      SELECT gen_random_uuid(), $1, $2, 'Common thing ' || n,
        CASE WHEN n % 1000 = 0 THEN 'medium' WHEN n > ${WALKED} + 10 THEN 'ancient' ELSE 'plain' END,
        'service', CASE WHEN n > ${ROWS} - 30 THEN 'documents' ELSE 'other' END, $3, 5, CASE WHEN n > ${ROWS} - 30 THEN 1000000 ELSE 10 END,
        'normal', '{"mode":"online","channel":"mail"}', 'active', now() + interval '1 day', now() - make_interval(secs => n)
      FROM generate_series($4::int, $5::int) n RETURNING *)
    INSERT INTO "SearchDoc" SELECT "id", "tenantId", 'request', "assetId", "budgetMin", "budgetMax",
      ARRAY['kind=request', 'productType=' || "productType", 'category=' || "category", 'urgency=' || "urgency", 'asset=' || "assetId"],
      "createdAt", search_vector("title", "description") FROM made`;

  /** A word one in a thousand has, one that only the oldest have, a category and a price of thirty. */
  beforeAll(async () => {
    // In parts: a long transaction would hold back the sealing that other tests of this server wait for.
    const part = 2_500;
    await database.as("owner", async (client) => {
      for (let from = 1; from <= ROWS; from += part)
        await client.query(FILL, [w.buyer().actor.tenantId, w.buyer.id, wish.asset, from, from + part - 1]);
    });
    await database.as("superuser", (client) => client.query('VACUUM ANALYZE "SearchDoc", "Request"'));
  });

  let slowestMs = 0;
  afterAll(() => {
    if (MORE > 5_000)
      process.stdout.write(`\n${QUESTIONS.length} questions over ${ROWS} rows: the slowest took ${slowestMs.toFixed(1)} ms\n`);
  });

  const QUESTIONS: readonly (readonly [what: string, question: Omit<Question, "tenantId">, hits: number])[] = [
    ["nothing", {}, 21],
    ["a common word", { words: "common" }, 21],
    ["two common words", { words: "common thing" }, 21],
    ["a medium word", { words: "medium" }, 21],
    ["a word only old rows hold", { words: "ancient" }, 21],
    ["an absent word", { words: "nobodywrotethis" }, 0],
    ["a prefix", { words: "an" }, 21],
    ["one letter", { words: "a" }, 21],
    ["a common word and an absent one", { words: "common nobodywrotethis" }, 0],
    ["no letter", { words: "%" }, 0],
    ["a rare category", { facets: { category: "documents" } }, 21],
    ["a category nothing is in", { facets: { category: "fashion" } }, 0],
    ["a category nothing is in, and a common word", { facets: { category: "fashion" }, words: "common" }, 0],
    ["a price few pay", { price: { asset: wish.asset, atLeast: "1000" } }, 21],
    ["a price nobody pays", { price: { asset: wish.asset, atLeast: "1000000000000000" } }, 0],
    ["a price between", { price: { asset: wish.asset, atLeast: "20", atMost: "4" } }, 0],
    ["a price and a common word", { price: { asset: wish.asset, atLeast: "1000000000000000" }, words: "common" }, 0],
  ].map(([what, question, hits]) => [what, { from: null, facets: {}, ...(question as object) }, hits] as const) as never;

  test.each(QUESTIONS)("%s: reads no more than the walk, or goes by the index", async (_what, open, hits) => {
    const question: Question = { tenantId: w.buyer().actor.tenantId, ...open };
    const near = walked(await plan(walk(question, 21)));
    expect(near.rows).toBeLessThanOrEqual(WALKED);
    if (near.found === 21 || !narrows(question)) return expect(near.found).toBe(hits);
    const all = walked(await plan(lookUp(question, 21)));
    expect(all.found).toBe(hits);
    expect(all.indexes.filter((name) => name !== "SearchDoc_facets_v_idx" && name !== "SearchDoc_assetId_priceMax_idx")).toEqual([]);
    expect(all.bare).toEqual([]);
  });

  test("a word only old rows hold is paged through, each row once, while new ones come", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 4; page += 1) {
      const answer = await listRequests(w.anonymous(), { search: "ancient", limit: 15, ...(cursor ? { cursor } : {}) });
      seen.push(...answer.data.map((one) => one.id));
      cursor = answer.meta.nextCursor ?? undefined;
      await createRequest(w.buyer(), { ...wish, title: `Ancient newcomer ${page}` });
    }
    expect(new Set(seen).size).toBe(60);
  });

  type Node = {
    "Node Type": string;
    "Relation Name"?: string;
    "Index Name"?: string;
    "Actual Rows": number;
    "Rows Removed by Filter"?: number;
    Plans?: Node[];
  };

  async function plan(statement: Prisma.Sql): Promise<Node> {
    const [, answer] = await database.db.prisma.$transaction([
      database.db.prisma.$executeRaw`SET LOCAL enable_seqscan = off`,
      database.db.prisma.$queryRaw<{ "QUERY PLAN": [{ Plan: Node; "Execution Time": number }] }[]>(
        Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`,
      ),
    ]);
    const [row] = answer;
    if (!row) throw new Error("no plan");
    const [{ Plan, "Execution Time": ms }] = row["QUERY PLAN"];
    slowestMs = Math.max(slowestMs, ms);
    return Plan;
  }

  /** Rows read from the table, by which indexes (or by none), and rows found. */
  function walked(top: Node): { rows: number; indexes: string[]; bare: string[]; found: number } {
    const indexes: string[] = [];
    const bare: string[] = [];
    let rows = 0;
    const visit = (node: Node): void => {
      if (node["Index Name"] !== undefined) indexes.push(node["Index Name"]);
      if (node["Node Type"] === "Seq Scan") bare.push(node["Node Type"]);
      if (node["Relation Name"] === "SearchDoc") rows += node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);
      for (const child of node.Plans ?? []) visit(child);
    };
    visit(top);
    return { rows, indexes, bare, found: top["Actual Rows"] };
  }
});
