import { codeOf, kindOf } from "./numbers.ts";
import { ASSET, FIRST, LEAST, MOST, SCOPE_PREFIX, TENANT_ID } from "./subject.ts";

/** Transaction scripts for pgbench. Texts with a colon come in as variables: pgbench takes `:31337` for the name of one. */
export const DEFINES = [`asset=${ASSET}`, `tenant=${TENANT_ID}`];

const HELD = kindOf("held");
const PLATFORM_FEE = kindOf("platform_fee");

const pick = `
\\set a random(0, :accounts - 1)
\\set b (:a + random(1, :accounts - 1)) % :accounts
\\set a ${FIRST} + :a
\\set b ${FIRST} + :b
\\set amount random(${LEAST}, ${MOST})
`;
const from = `'${SCOPE_PREFIX}' || :a`;
const to = `'${SCOPE_PREFIX}' || :b`;

const leg = (credit: string, code: number): string =>
  `${pick}SELECT ledger.try_post_leg(:tenant, gen_random_uuid(), :asset, ${HELD}::smallint, ${from}, '', ${credit}, '', :amount, ${code}::smallint, NULL);\n`;

/** One leg between two random floored accounts, as `tryPost` sends it. */
export const POST = leg(`${HELD}::smallint, ${to}`, codeOf("release"));

/** One leg from a random floored account to the one fee account. */
export const POST_HOT = leg(`${PLATFORM_FEE}::smallint, ''`, codeOf("fee"));

/** The same post as `POST` as a document, the way journals of several legs go. */
export const POST_DOCUMENT = `${pick}SELECT ledger.try_post(:tenant, gen_random_uuid(), ('[{"asset": "' || :asset || '", "dk": ${HELD}, "ds": "${SCOPE_PREFIX}' || :a || '", "dp": "", "ck": ${HELD}, "cs": "${SCOPE_PREFIX}' || :b || '", "cp": "", "amount": "' || :amount || '", "code": ${codeOf("release")}, "ref": null}]')::jsonb);\n`;

/** The least a durable transaction can do. */
export const COMMIT_FLOOR = "\\set n random(1, 1000000)\nINSERT INTO public.bench_floor (n) VALUES (:n);\n";
export const COMMIT_FLOOR_TABLE = "CREATE TABLE public.bench_floor (n bigint NOT NULL)";
