import { RuleTester } from "oxlint/plugins-dev";
import { describe, expect, it } from "vitest";
import { physicalInCss } from "./logical-properties.ts";
import plugin from "./plugin.ts";

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({ languageOptions: { sourceType: "module" } });
type Run = Parameters<typeof tester.run>;
/** Our rules are typed by the shapes they look at, the tester by the whole syntax tree. */
const rule = (name: keyof typeof plugin.rules) => plugin.rules[name] as unknown as Run[1];
const bad = (filename: string, code: string) => ({ filename, code, errors: 1 });
const good = (filename: string, code: string) => ({ filename, code });

tester.run("import-direction", rule("import-direction"), {
  valid: [
    good("/h/packages/marketplace/src/verbs/accept.ts", 'import { createIntent } from "@amanat/payment";'),
    good("/h/packages/contracts/src/money.ts", 'import * as z from "zod"; import { a } from "./ids.ts";'),
    good("/h/packages/ledger/src/verbs/post.test.ts", 'import { useDatabase } from "@amanat/testing";'),
    good("/h/packages/ui/src/button.tsx", 'import { Button } from "@mantine/core";'),
    good("/h/apps/web/src/app/page.tsx", 'import { createAmanat } from "@amanat/sdk";'),
    good("/h/apps/web/src/app/page.ts", 'import type { Caller } from "@amanat/api";'),
    good("/h/apps/web/src/server/config.ts", 'import { openDatabase } from "@amanat/db";'),
  ],
  invalid: [
    bad("/h/packages/payment/src/verbs/credit.ts", 'import { acceptOffer } from "@amanat/marketplace";'),
    bad("/h/packages/ledger/src/verbs/post.ts", 'import { intent } from "@amanat/payment";'),
    bad("/h/packages/ledger/src/verbs/post.ts", 'const p = await import("@amanat/payment");'),
    bad("/h/packages/contracts/src/ids.ts", 'import { randomUUID } from "node:crypto";'),
    bad("/h/apps/web/src/app/page.tsx", 'import { Button } from "@mantine/core";'),
    bad("/h/apps/web/src/app/page.tsx", 'import { openDatabase } from "@amanat/db";'),
    bad("/h/apps/web/src/features/pay/pay.tsx", 'export { getIntent } from "@amanat/payment";'),
    bad("/h/packages/payment/src/a.ts", 'import { b } from "../../../packages/ledger/src/verbs/post.ts";'),
  ],
});

tester.run("amounts-with-asset", rule("amounts-with-asset"), {
  valid: [
    good("/h/packages/ledger/src/a.ts", "db.$queryRaw`SELECT asset, sum(amount) FROM x GROUP BY asset`;"),
    good("/h/packages/ledger/src/a.ts", 'db.$queryRaw`SELECT id FROM x WHERE "assetId" = ${a} ORDER BY "price"`;'),
    good(
      "/h/packages/payment/src/a.ts",
      "db.payout.findMany({ where: { assetId, amount: { gte: floor } }, orderBy: { amount: 'desc' } });",
    ),
    good("/h/packages/payment/src/a.ts", "db.payout.findMany({ where: { amount: { gt: 0n } }, orderBy: { createdAt: 'desc' } });"),
    good("/h/packages/payment/src/a.ts", "db.payout.groupBy({ by: ['assetId'], _sum: { amount: true } });"),
    good("/h/packages/ui/src/a.ts", "const text = `the price ${price} above`;"),
  ],
  invalid: [
    bad("/h/packages/marketplace/src/a.ts", 'Prisma.sql`d."priceMax" >= ${least}::numeric`;'),
    bad("/h/packages/marketplace/src/a.ts", 'db.$queryRaw`SELECT id FROM "Offer" ORDER BY "price" DESC`;'),
    bad("/h/packages/ledger/src/a.ts", "db.$queryRaw`SELECT sum(t.amount) FROM transfer t`;"),
    bad("/h/packages/payment/src/a.ts", "db.payout.findMany({ where: { status }, orderBy: { amount: 'desc' } });"),
    bad("/h/packages/payment/src/a.ts", "db.payout.aggregate({ _sum: { amount: true } });"),
    bad("/h/packages/payment/src/a.ts", "db.payout.findMany({ where: { amount: { gte: floor } } });"),
  ],
});

tester.run("table-owner", rule("table-owner"), {
  valid: [
    good("/h/packages/deals/src/reads/a.ts", "await reader(ctx).deal.findMany({});"),
    good("/h/packages/deals/src/reads/a.ts", "await reader(ctx).deadline.findMany({}); await tx.tx.event.count();"),
    good("/h/packages/realtime/src/log.ts", 'const NEWS = `SELECT 1 FROM "Event"`;'),
    good("/h/packages/db/src/people.ts", "await reader(ctx).user.findMany({});"),
    good("/h/packages/limits/src/internal/counters.ts", 'await db.pool.query(`DELETE FROM "RateLimit"`);'),
    good("/h/packages/ledger/src/reads/a.ts", "const text = `SELECT 1 FROM ledger.transfer`;"),
    good("/h/packages/deals/src/a.test.ts", "await house.db.prisma.payout.findMany({});"),
    good("/h/packages/devstack/src/seed/a.ts", "await db.prisma.user.findMany({});"),
    good("/h/packages/deals/src/reads/a.ts", "events.filter((event) => event.find());"),
  ],
  invalid: [
    bad("/h/packages/api/src/router.ts", "await reader(ctx).asset.findMany({});"),
    bad("/h/packages/deals/src/internal/a.ts", "await reader(ctx).user.findMany({});"),
    bad("/h/packages/marketplace/src/internal/a.ts", 'await tx.tx.$queryRaw`SELECT 1 FROM "User" FOR UPDATE`;'),
    bad("/h/packages/realtime/src/a.ts", 'const S = `SELECT 1 FROM "Request"`;'),
    bad("/h/packages/deals/src/a.ts", "await tx.tx.deadline.updateMany({});"),
    bad("/h/packages/db/src/deadlines.ts", "await tx.tx.deal.findMany({});"),
    bad("/h/apps/worker/src/a.ts", "await db.pool.query('UPDATE \"Payout\" SET x = 1');"),
    bad("/h/packages/payment/src/a.ts", "await tx.tx.$queryRaw`SELECT 1 FROM ledger.account`;"),
  ],
});

tester.run("no-status-update-by-id", rule("no-status-update-by-id"), {
  valid: [
    good(
      "/h/packages/marketplace/src/a.ts",
      'tx.deal.updateMany({ where: { id, status: "payment", version }, data: { status: "processing" } });',
    ),
    good("/h/packages/marketplace/src/a.ts", "tx.deal.update({ where: { id }, data: { title } });"),
    good("/h/packages/auth/src/a.ts", "tx.identity.update({ where: { id }, data: { ...change } });"),
    good("/h/packages/auth/src/a.ts", "tx.user.updateMany({ where: { id, version }, data: { ...change } });"),
    good("/h/packages/auth/src/a.ts", "tx.passkey.update({ where: { id }, data: { lastUsedAt } });"),
    good("/h/packages/auth/src/a.ts", "tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } });"),
    good("/h/packages/auth/src/a.ts", 'db.query(`UPDATE "Session" SET "lastSeenAt" = now() WHERE "id" = $1`);'),
    good(
      "/h/packages/db/src/a.ts",
      'tx.$executeRaw`UPDATE "StepUpGrant" SET "consumedAt" = ${at} WHERE "hash" = ${h} AND "consumedAt" IS NULL`;',
    ),
    good("/h/apps/scanner/src/a.ts", `client.query("update scanner.x set status = $2 where id = $1 and status = 'seen'");`),
    good(
      "/h/apps/scanner/src/a.ts",
      `client.query("insert into x as known (id, status) values ($1, $2) on conflict (id) do update set status = 'seen' where known.status = 'orphaned'");`,
    ),
    good("/h/packages/incidents/src/a.ts", 'tx.incident.updateMany({ where: { id, state: "open" }, data: { ...change } });'),
  ],
  invalid: [
    bad("/h/packages/marketplace/src/a.ts", 'tx.deal.update({ where: { id }, data: { status: "processing" } });'),
    bad("/h/packages/marketplace/src/a.ts", "tx.deal.updateMany({ where, data: { status } });"),
    bad("/h/packages/marketplace/src/a.ts", "tx.deal.updateMany(change);"),
    bad("/h/packages/marketplace/src/a.ts", "tx.deal.updateMany({ where: { id }, data: { ...change } });"),
    bad("/h/packages/marketplace/src/a.ts", "tx.deal.upsert({ where: { id }, create, update: fresh });"),
    bad("/h/packages/incidents/src/a.ts", 'tx.incident.updateMany({ where: { id }, data: { state: "closed" } });'),
    bad("/h/packages/db/src/a.ts", `tx.$executeRaw\`UPDATE "Incident" SET "state" = 'closed', "at" = \${at} WHERE "id" = \${id}\`;`),
    bad("/h/apps/scanner/src/a.ts", 'client.query("update scanner.x set status = $2 where id = $1");'),
    bad("/h/apps/scanner/src/a.ts", 'client.query("update scanner.x set delivered_at = now() where id = $1");'),
    bad("/h/packages/marketplace/src/a.ts", "tx.purchase.updateMany({ where: { dealId }, data: change });"),
    bad("/h/apps/scanner/src/a.ts", "client.query(`update ${table} set status = $2 where id = $1`);"),
    bad("/h/apps/scanner/src/a.ts", 'client.query("update scanner.x set status = $2 where id = $1 returning status");'),
    bad(
      "/h/apps/scanner/src/a.ts",
      'client.query("insert into x (id, status) values ($1, $2) on conflict (id) do update set status = excluded.status");',
    ),
    // Its comment in the schema has braces of its own.
    bad("/h/packages/payment/src/a.ts", 'tx.movement.updateMany({ where: { id }, data: { status: "paid" } });'),
    bad("/h/packages/auth/src/a.ts", "tx.apiKey.update({ where: { id }, data: { revokedAt } });"),
    bad("/h/packages/auth/src/a.ts", "tx.passkey.updateMany({ where, data: { flaggedAt } });"),
    bad("/h/packages/db/src/a.ts", 'tx.$executeRaw`UPDATE "StepUpGrant" SET "consumedAt" = ${at} WHERE "hash" = ${h}`;'),
  ],
});

tester.run("no-unaudited-write", rule("no-unaudited-write"), {
  valid: [
    good("/h/packages/auth/src/verbs/a.ts", "await tx.tx.authChallenge.update({ where: { id }, data: { payload } });"),
    good("/h/packages/auth/src/internal/write-rows.ts", "await tx.tx.user.update({ where: { id }, data: { name } });"),
    good("/h/packages/auth/src/internal/uses.ts", 'await db.pool.query(`UPDATE "ApiKey" SET x = 1`);'),
    good("/h/packages/auth/src/verbs/a.ts", 'await tx.tx.$queryRaw`SELECT 1 FROM "User" FOR UPDATE`;'),
    good("/h/packages/devstack/src/seed/a.ts", "await db.prisma.setting.upsert({});"),
    good("/h/packages/auth/src/verbs/a.ts", "await reader(ctx).user.findMany({}); await ctx.db.prisma.user.count();"),
    good("/h/packages/auth/src/verbs/a.ts", "await tx.tx.$executeRaw`UPDATE x`; await reader(ctx).$queryRaw`SELECT 1`;"),
    good("/h/packages/auth/src/verbs/a.test.ts", "await house.db.prisma.user.create({ data });"),
    good("/h/packages/db/src/heartbeat.ts", "await reader(ctx).$executeRaw`INSERT`;"),
  ],
  invalid: [
    bad("/h/packages/auth/src/internal/write-rows.ts", "await reader(ctx).user.update({ where: { id }, data: { name } });"),
    bad("/h/packages/auth/src/verbs/a.ts", "await tx.tx.user.update({ where: { id }, data: { name } });"),
    bad("/h/packages/marketplace/src/verbs/a.ts", "await tx.tx.deal.create({ data });"),
    bad("/h/packages/deals/src/internal/moves.ts", "await tx.tx.dealState.create({ data });"),
    bad("/h/packages/incidents/src/verbs/a.ts", "await reader(ctx).incident.update({ where: { id }, data });"),
    bad("/h/packages/auth/src/verbs/a.ts", 'await tx.tx.$executeRaw`UPDATE "User" SET x = 1`;'),
    bad("/h/apps/worker/src/a.ts", "await db.pool.query('DELETE FROM \"Payout\"');"),
    bad("/h/packages/marketplace/src/verbs/a.ts", "await ctx.db.prisma.idempotencyKey.create({ data });"),
    bad("/h/packages/payment/src/verbs/a.ts", "await reader(ctx).$executeRaw`DELETE FROM x`;"),
    bad("/h/packages/payment/src/verbs/a.ts", "await db.prisma.$executeRawUnsafe(sql);"),
  ],
});

tester.run("no-decimal", rule("no-decimal"), {
  valid: [good("/h/packages/db/src/amounts.ts", "new Prisma.Decimal(1);"), good("/h/packages/ledger/src/a.ts", "BigInt(text);")],
  invalid: [
    bad("/h/packages/ledger/src/a.ts", "new Prisma.Decimal(1);"),
    bad("/h/packages/ledger/src/a.ts", 'import Decimal from "decimal.js";'),
  ],
});

tester.run("env-only-in-config", rule("env-only-in-config"), {
  valid: [good("/h/apps/worker/src/config.ts", "const env = process.env;"), good("/h/apps/worker/src/main.ts", "process.exit(1);")],
  invalid: [
    bad("/h/apps/worker/src/main.ts", 'const url = process.env["PG_URL"];'),
    bad("/h/apps/web/src/app/page.tsx", "const dev = import.meta.env;"),
  ],
});

tester.run("provider-names", rule("provider-names"), {
  valid: [
    good("/h/packages/payment/src/providers/amn-scanner/provider.ts", 'const name = "amn.scanner";'),
    good("/h/packages/payment/src/providers/registry.ts", 'import { amnScanner } from "./amn-scanner/provider.ts";'),
    good("/h/apps/web/src/server/config.ts", 'const words = "a prequest-networking AMNESIA";'),
    good("/h/packages/contracts/src/payment/providers.ts", 'const names = ["amn.scanner"];'),
    good("/h/packages/payment/src/verbs/open-intent.ts", "const provider = PROVIDERS[name]; const scanner = 1;"),
    good("/h/packages/payment/src/open.test.ts", 'const name = "request-network";'),
  ],
  invalid: [
    bad("/h/packages/payment/src/verbs/create-intent.ts", 'const provider = "amn.scanner";'),
    bad("/h/packages/payment/src/verbs/create-intent.ts", "const url = `/api/payment/request-network/webhook`;"),
    bad("/h/packages/payment/src/providers/amn-scanner/provider.ts", 'const other = "request-network";'),
    bad("/h/apps/web/src/server/config.ts", "const schema = { AMN_SCANNER_URL: 1 };"),
    bad("/h/apps/web/src/server/config.ts", "const ourAmnScanner = 1;"),
    bad("/h/apps/worker/src/ports.ts", 'import { createScannerClient } from "@amanat/payment/amn-scanner";'),
  ],
});

tester.run("rail-words", rule("rail-words"), {
  valid: [
    good("/h/packages/chain/src/evm/rpc.ts", 'import { http } from "viem"; const name = `eip155:${id}`;'),
    good("/h/packages/contracts/src/values/eip155.ts", "const FORM = /^0x[0-9a-fA-F]{40}$/;"),
    good("/h/apps/web/src/features/wallet/wagmi.ts", 'import { injected } from "wagmi"; const evmChainId = 1;'),
    good("/h/packages/payment/src/verbs/open-intent.ts", "const asset = tokenAsset(chain, token); const tx = /0x[0-9a-f]+/;"),
    good("/h/packages/payment/src/testing/stage.ts", "const asset = `${chain}/erc20:${token}`;"),
    good("/h/packages/payment/src/rules.ts", 'const even = "eleven"; const devMode = 1;'),
  ],
  invalid: [
    bad("/h/packages/payment/src/rules.ts", "const native = `${chain}/slip44:60`;"),
    bad("/h/packages/payment/src/rules.ts", "const name = `${chain}/erc20:${token}`;"),
    bad("/h/packages/payment/src/reads/assets.ts", 'const home = "eip155:1";'),
    bad("/h/packages/payment/src/reads/assets.ts", 'import { getAddress } from "viem";'),
    bad("/h/apps/web/src/features/pay/pay-page.tsx", "const evmChainId = 1;"),
    bad("/h/apps/web/src/features/pay/pay-page.tsx", "const isEvmChain = true;"),
    bad("/h/packages/db/src/redact.ts", "const CHAIN_ADDRESS = /^0x[0-9a-f]{40}$/i;"),
  ],
});

tester.run("logical-properties", rule("logical-properties"), {
  valid: [good("/h/a.tsx", "<Box ms={4} style={{ marginInlineStart: 4 }} />"), good("/h/a.ts", "const rect = { left: 1 };")],
  invalid: [
    bad("/h/a.tsx", "<Box ml={4} />"),
    bad("/h/a.tsx", "<div style={{ paddingRight: 4 }} />"),
    bad("/h/a.tsx", '<Text ta="left" />'),
  ],
});

tester.run("text-fields", rule("text-fields"), {
  valid: [
    good("/h/apps/web/src/a.tsx", 'import { TextInput } from "@amanat/ui"; const a = <TextInput />;'),
    good("/h/packages/ui/src/form/text-input.tsx", 'import { TextInput } from "@mantine/core";'),
    good("/h/packages/ui/src/a.tsx", 'import { Button } from "@mantine/core"; import type { TextInputProps } from "@mantine/core";'),
    good("/h/apps/web/src/a.tsx", '<><input type="checkbox" /><input type="text" readOnly hidden /></>'),
  ],
  invalid: [
    bad("/h/packages/ui/src/a.tsx", 'import { TextInput } from "@mantine/core";'),
    bad("/h/packages/ui/src/a.tsx", 'import { type TextareaProps, Textarea } from "@mantine/core";'),
    bad("/h/apps/web/src/a.tsx", '<input dir="auto" />'),
    bad("/h/apps/web/src/a.tsx", "<textarea />"),
  ],
});

tester.run("typed-errors", rule("typed-errors"), {
  valid: [
    good("/h/packages/payment/src/verbs/credit.ts", 'throw new DomainError("NOT_FOUND", "there is no such payment");'),
    good("/h/packages/deals/src/transition.ts", 'throw new BrokenInvariant("a deal without its terms");'),
    good("/h/packages/deals/src/transition.test.ts", 'throw new Error("the test stops here");'),
    good("/h/packages/db/src/server/migrate.ts", 'throw new Error("PG_URL: cannot be reached");'),
    good("/h/apps/web/server.ts", 'throw new Error("port 3000 is taken");'),
  ],
  invalid: [
    bad("/h/packages/payment/src/verbs/credit.ts", 'throw new Error("there is no such payment");'),
    bad("/h/packages/db/src/jobs.ts", 'throw new TypeError("no jobs");'),
    bad("/h/packages/stages/src/verbs/split.ts", 'throw new TRPCError({ code: "NOT_FOUND" });'),
  ],
});

tester.run("one-press", rule("one-press"), {
  valid: [
    good("/h/apps/web/src/client/action.ts", 'import { useMutation } from "@tanstack/react-query";'),
    good(
      "/h/apps/web/src/a.tsx",
      'import { useQueryClient } from "@tanstack/react-query"; import type { useMutation } from "@tanstack/react-query";',
    ),
    good("/h/apps/web/src/a.tsx", "<Button onClick={() => pay.mutate({ id })} />"),
    good("/h/apps/web/src/a.tsx", "<Button onClick={() => void pages.fetchNextPage()} />"),
  ],
  invalid: [
    bad("/h/apps/web/src/a.tsx", 'import { useMutation } from "@tanstack/react-query";'),
    bad("/h/apps/web/src/a.tsx", 'import { useConfig, useConnect } from "wagmi";'),
    bad("/h/apps/web/src/a.tsx", "await pay.mutateAsync({ id });"),
    bad("/h/apps/web/src/a.tsx", "<Button onClick={() => void pay()} />"),
    bad("/h/apps/web/src/a.tsx", "<form onSubmit={() => void send().then(done, fail)} />"),
  ],
});

tester.run("late-import", rule("late-import"), {
  valid: [
    good("/h/apps/web/src/features/a.tsx", 'const { rules } = await late(() => import("./rules.ts"));'),
    good("/h/apps/web/src/features/a.tsx", 'const Dialog = lateComponent(() => import("./dialog.tsx"), "Dialog");'),
    good("/h/apps/web/src/features/a.tsx", 'const Side = dynamic(async () => (await late(() => import("./side.tsx"))).Side);'),
    good("/h/apps/web/src/server/a.ts", 'const { start } = await import("./start.ts");'),
  ],
  invalid: [
    bad("/h/apps/web/src/features/a.tsx", 'const { rules } = await import("./rules.ts");'),
    bad("/h/packages/ui/src/theme/a.tsx", 'const Place = lazy(() => import("./place.tsx"));'),
    bad("/h/apps/web/src/client/a.tsx", 'const Side = dynamic(() => import("./side.tsx").then((part) => part.Side));'),
  ],
});

describe("physical properties in style sheets", () => {
  it("finds them and leaves logical ones and comments alone", () => {
    const sheet =
      ".a { margin-inline-start: 1px; /* left: 0 */ }\n.b { margin-left: 1px; }\n.c{left:0;text-align: right}\n.d { border-top-left-radius: 2px; inset-inline: 0; }";
    expect(physicalInCss(sheet)).toEqual(["2: margin-left", "3: left", "3: text-align", "4: border-top-left-radius"]);
  });
});
