import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@playwright/test";
import { hydrated } from "../src/checks.ts";
import { newPerson } from "../src/mailbox.ts";
import { test } from "../src/test.ts";
import { agreedDeal, apiOf, tokenOf } from "../src/world.ts";

const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers, redirect: "manual" });

test.describe("two browsers of one person", () => {
  test("abuse 18: one ends the other: its next call fails, and its open stream ends within two seconds", async ({ visitAs, world }) => {
    const look = { locale: "en", scheme: "light" } as const;
    const somebody = await newPerson(world, "Nilufar");
    const [one, other] = [await visitAs(somebody, look), await visitAs(somebody, look)];
    await other.page.goto(other.path("/deals"));
    await other.page.evaluate(() => {
      const stream = new EventSource("/api/trpc/events.stream");
      stream.addEventListener("serialized-error", () => Object.assign(window, { endedAt: Date.now() }));
      return new Promise((resolve) => stream.addEventListener("connected", resolve));
    });
    await one.page.goto(one.path("/account/security"));
    const endOthers = one.page.getByRole("button", { name: one.words.account.devices.endOthers, exact: true });
    await hydrated(endOthers);
    await endOthers.click();
    await one.page
      .getByText(/signed out\.$/)
      .first()
      .waitFor();
    const endedBy = Date.now();
    const status = () => other.page.evaluate(async () => (await fetch("/api/trpc/auth.sessions")).status);
    expect(await status()).toBe(401);
    const endedAt = () => other.page.evaluate(() => (window as { endedAt?: number }).endedAt ?? 0);
    await expect.poll(endedAt, { timeout: 2_000 }).toBeGreaterThan(0);
    expect((await endedAt()) - endedBy).toBeLessThan(2_000);
  });
});

/** A deal's title, somebody's address (whom to write to for help stands on every page), a host of the caller's. */
const PRIVATE = /nobody else may read|(?<!support)@amanat\.test|evil\.example/;

test.describe("headers that go round the door", () => {
  test("abuse 50: no header and no ending of Next's own shows a protected page's data to nobody, or to somebody else", async ({
    world,
  }) => {
    const deal = await agreedDeal(world, "A title that nobody else may read", 2_000_000n);
    const path = `/en/deals/${deal.id}`;
    const tricks: Record<string, string>[] = [
      {},
      { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
      { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
      { rsc: "1" },
      { rsc: "1", "next-router-prefetch": "1" },
      { rsc: "1", "next-router-segment-prefetch": "/_tree" },
      { "x-nextjs-data": "1" },
      { "x-forwarded-host": "evil.example", "x-original-url": path, "x-rewrite-url": path },
    ];
    const paths = [
      path,
      `${path}.rsc`,
      `${path}?_rsc=abc`,
      `${path}.segments/_tree.segment.rsc`,
      "/en/admin/payouts",
      "/en/admin/people",
      "/en/admin/audit",
      "/en/admin/limits",
    ];
    for (const headers of tricks) {
      for (const asked of paths) {
        const answer = await get(`${world.url}${asked}`, headers);
        const text = await answer.text();
        expect(text, `${asked} ${JSON.stringify(headers)}`).not.toMatch(PRIVATE);
        expect(answer.headers.get("location") ?? "").not.toContain("evil.example");
      }
    }
  });
});

test.describe("frames", () => {
  test("abuse 52: somebody else's page cannot show ours in a frame", async ({ browser, world }) => {
    const answer = await get(`${world.url}/en/sign-in`);
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-frame-options")).toBe("DENY");
    const thief = createServer((_req, res) => {
      res.setHeader("content-type", "text/html");
      res.end(`<!doctype html><iframe src="${world.url}/en/sign-in" width="800" height="600"></iframe>`);
    });
    await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
    const page = await browser.newPage();
    try {
      await page.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`, { waitUntil: "load" });
      const framed = page.frames().find((frame) => frame !== page.mainFrame());
      expect(framed).toBeDefined();
      await expect.poll(() => framed?.url()).toMatch(/^chrome-error:|^about:blank$/);
      expect(await framed?.locator("input[type=password]").count()).toBe(0);
    } finally {
      await page.close();
      await new Promise((resolve) => thief.close(resolve));
    }
  });
});

test.describe("what people write", () => {
  test("abuse 49: a title and a name run nothing and turn no text around", async ({ visit, visitAs, world }) => {
    const buyer = await apiOf(world, "buyer");
    const asset = await tokenOf(world, buyer);
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    const create = (title: string) =>
      buyer.marketplace.createRequest({
        title,
        description: `[click](javascript:window.hacked=1) ${evil} </script><script>window.hacked=1</script>`,
        productType: "service",
        category: "translation",
        asset: asset.id,
        budgetMin: "1000000",
        budgetMax: "2000000",
        delivery: { mode: "online", channel: "E-mail" },
      });
    // A mark that turns text around is refused, not shown.
    await expect(create("An invoice \u202efdp.exe")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const request = await create(evil.slice(0, 100));
    for (const visitor of [await visit({ locale: "en", scheme: "light" }), await visitAs("buyer", { locale: "fa", scheme: "dark" })]) {
      const { page } = visitor;
      await page.goto(visitor.path(`/requests/${request.id}`));
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      expect(await page.locator("main img[src=x], main script:not([src]):has-text('hacked'), main a[href^='javascript:']").count()).toBe(0);
      // What somebody wrote reads in its own direction, and turns nothing beside it.
      const title = page.getByRole("heading", { level: 1 });
      const isolated = await title.evaluate((element) => {
        const own = element.querySelector("bdi") ?? element;
        return own.tagName === "BDI" || ["isolate", "isolate-override", "plaintext"].includes(getComputedStyle(own).unicodeBidi);
      });
      expect(isolated).toBe(true);
    }
  });
});
