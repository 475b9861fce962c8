import { request } from "node:http";
import { ensureUser } from "@amanat/auth";
import { type Role, TRANSFER_CODES } from "@amanat/contracts";
import { createCtx, newId, TENANT_ID } from "@amanat/db";
import { takeLiabilities } from "@amanat/ledger";
import { createAmanat, verifyLiability } from "@amanat/sdk";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

const house = useDatabase();
const PASSWORD = "correct horse battery";
const FILE = "/api/download/ledger-transfers.csv";
const ALL = `${FILE}?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z`;
const ROWS = 30_000;
const asset = `eip155:31337/erc20:0x${"d0".repeat(20)}`;
let door: Door;
const tokens = new Map<string, string>();

async function person(name: string, roles: Role[]): Promise<string> {
  const email = `${name}@amanat.test`;
  const userId = await ensureUser(door.built.services.db, { email, password: PASSWORD, name, roles });
  tokens.set(name, await bearerOf(door, email, PASSWORD));
  return userId;
}

beforeAll(async () => {
  door = await openDoor(house.urls.app);
  for (const role of ["guard", "admin", "resolver"] as const) await person(role, [role]);
  const own = await person("seller", ["buyer", "seller"]);
  const leg = {
    asset,
    dk: 13,
    ds: "",
    dp: "",
    ck: 8,
    cs: "",
    amount: "1500000",
    code: TRANSFER_CODES.indexOf("operator_funding") + 1,
    ref: null,
  };
  for (let at = 0; at < ROWS; at += 1_000) {
    const journals = Array.from({ length: 1_000 }, (_, n) => ({
      id: newId(),
      legs: [{ ...leg, cp: (at + n) % 100 === 0 ? own : `p${n}` }],
    }));
    await house.db.pool.query("SELECT ledger.post_batch($1, $2)", [TENANT_ID, JSON.stringify(journals)]);
  }
  await takeLiabilities(createCtx(house.db, { kind: "system", tenantId: TENANT_ID, process: "worker" }), 0);
});
afterAll(() => door.close());

function get(path: string, who?: string, { headers = {}, method = "GET" }: { headers?: Record<string, string>; method?: string } = {}) {
  const bearer: Record<string, string> = who ? { authorization: `Bearer ${tokens.get(who)}` } : {};
  return fetch(`${door.origin}${path}`, { method, headers: { ...bearer, ...headers } });
}

async function refusal(answer: Response): Promise<unknown> {
  const { error } = (await answer.json()) as { error: { data: { amanat: { code: string } } } };
  expect(answer.headers.get("content-disposition")).toBeNull();
  return error.data.amanat.code;
}

/** Exports that still run. */
async function exporting(): Promise<number> {
  const { rows } = await house.db.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE '%to_char(t.at%' AND pid <> pg_backend_pid()",
  );
  return rows[0]?.n ?? -1;
}

describe("the ledger as a file", () => {
  test.each(["guard", "admin"])("a %s downloads every transfer", async (who) => {
    const answer = await get(ALL, who);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="ledger-transfers_2020-01-01_2100-01-01.csv"');
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-length")).toBeNull();
    const lines = (await answer.text()).split("\r\n");
    expect(lines).toHaveLength(ROWS + 2);
    expect(lines[1]).toContain(",1500000,");
  });

  test("nobody else does", async () => {
    for (const who of ["seller", "resolver"]) expect(await refusal(await get(ALL, who))).toBe("FORBIDDEN");
    expect(await refusal(await get(ALL))).toBe("AUTHENTICATION_REQUIRED");
    expect(await refusal(await get(ALL, undefined, { headers: { authorization: "Bearer nonsense" } }))).toBe("INVALID_TOKEN");
    const foreign = { cookie: `amn=${tokens.get("guard")}`, origin: "https://evil.example" };
    expect(await refusal(await get(ALL, undefined, { headers: foreign }))).toBe("ORIGIN_NOT_ALLOWED");
  });

  test("asks for a period that is one, a deal that there is, a file that there is, and a GET", async () => {
    expect(await refusal(await get(FILE, "guard"))).toBe("VALIDATION_ERROR");
    expect(await refusal(await get(`${FILE}?from=yesterday&to=2100-01-01T00:00:00Z`, "guard"))).toBe("VALIDATION_ERROR");
    expect(await refusal(await get(`${FILE}?from=2100-01-01T00:00:00Z&to=2020-01-01T00:00:00Z`, "guard"))).toBe("VALIDATION_ERROR");
    expect(await refusal(await get(`${ALL}&dealId=deal_${"0".repeat(32)}`, "guard"))).toBe("NOT_FOUND");
    for (const name of ["other.csv", "__proto__", "constructor", ""])
      expect(await refusal(await get(`/api/download/${name}`, "guard"))).toBe("NOT_FOUND");
    expect(await refusal(await get(ALL, "guard", { method: "POST" }))).toBe("METHOD_NOT_ALLOWED");
  });

  test("is sent as it is read, and its query ends with its reader", async () => {
    const first = await new Promise<number>((resolve, reject) => {
      const sent = request(`${door.origin}${ALL}`, { headers: { authorization: `Bearer ${tokens.get("admin")}` } }, (res) => {
        res.once("data", (chunk: Buffer) => {
          res.pause();
          void expect
            .poll(exporting)
            .toBe(1)
            .then(() => {
              res.destroy();
              resolve(chunk.length);
            }, reject);
        });
      });
      sent.on("error", reject);
      sent.end();
    });
    expect(first).toBeGreaterThan(0);
    await expect.poll(exporting).toBe(0);
    expect((await get(ALL, "guard")).status).toBe(200);
  });
});

describe("the audit trail as a file", () => {
  const AUDIT = "/api/download/audit.csv?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

  test("guard and admin download what they search for, and the trail says that they did", async () => {
    for (const who of ["guard", "admin"]) {
      const answer = await get(`${AUDIT}&action=auth.user.`, who);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(answer.headers.get("content-type")).toMatch(/^text\/csv/);
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit_2020-01-01_2100-01-01.csv"');
      const [header, ...lines] = (await answer.text()).split("\r\n").filter((line) => line !== "");
      expect(header).toMatch(/^at,entry,action,/);
      expect(lines).toHaveLength(4);
      expect(lines.every((line) => line.includes(",auth.user.seeded,"))).toBe(true);
      expect(lines.join()).not.toContain("@amanat.test");
    }
    const amanat = createAmanat({ baseUrl: door.origin, token: tokens.get("guard") ?? null });
    const { data } = await amanat.audit.entries({ action: "audit.exported" });
    expect(data.map(({ actor }) => actor.name)).toEqual(["admin", "guard"]);
  });

  test("nobody else does", async () => {
    for (const who of ["seller", "resolver"]) expect(await refusal(await get(AUDIT, who))).toBe("FORBIDDEN");
    expect(await refusal(await get(AUDIT))).toBe("AUTHENTICATION_REQUIRED");
    expect(await refusal(await get("/api/download/audit.csv?action=x", "guard"))).toBe("VALIDATION_ERROR");
    expect(await refusal(await get(`${AUDIT}&action=a%25`, "guard"))).toBe("VALIDATION_ERROR");
  });
});

describe("what a party checks with the SDK", () => {
  test("from sign-in to a proof that needs no trust", async () => {
    const seller = createAmanat({ baseUrl: door.origin, token: tokens.get("seller") ?? null });
    const guard = createAmanat({ baseUrl: door.origin, token: tokens.get("guard") ?? null });
    const { data } = await seller.ledger.accounts();
    const account = data[0]!;
    expect(data).toHaveLength(1);
    const proof = await seller.ledger.liabilityProof({ account });
    const { heads } = await guard.ledger.liabilities();
    expect(proof.amount).toBe(account.balance);
    expect(verifyLiability(proof, heads[0])).toBe(true);
    expect(verifyLiability({ ...proof, amount: "1" }, heads[0])).toBe(false);
    const now = await seller.ledger.balanceAt({ account, at: "2100-01-01T00:00:00Z" });
    const page = await seller.ledger.statement({ account, from: "2020-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z", limit: 100 });
    expect([now.balance, page.closing]).toEqual([account.balance, account.balance]);
    const rest = await seller.ledger.statement({ account, from: page.from, to: page.to, limit: 100, cursor: page.meta.nextCursor! });
    expect(rest.data[0]?.balanceAfter).toBe((BigInt(page.data.at(-1)!.balanceAfter) + 1_500_000n).toString());
    await expect(
      guard.ledger.statement({ account, from: page.from, to: "2099-01-01T00:00:00Z", cursor: page.meta.nextCursor! }),
    ).rejects.toMatchObject({
      code: "INVALID_CURSOR",
    });
    await expect(seller.ledger.trialBalance()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await guard.ledger.trialBalance()).assets.map(({ sum }) => sum)).toEqual(["0"]);
  });
});
