import pg from "pg";
import { Prisma } from "./generated/client.ts";

const { builtins } = pg.types;
/** Arrays have numbers of their own. */
const ARRAYS = { bytes: 1_001, int8: 1_016, numeric: 1_231 } as const;

type Parse = (text: string) => unknown;
const ofEach =
  (parse: (text: string) => unknown, texts: Parse): Parse =>
  (text) =>
    (texts(text) as (string | null)[]).map((one) => (one === null ? null : parse(one)));

const usual = (oid: number): Parse => pg.types.getTypeParser(oid) as Parse;
const textArray = usual(1_009);
const decimal = (text: string): Prisma.Decimal => new Prisma.Decimal(text);
const whole = (text: string): bigint => BigInt(text);
const plainBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.slice(2), "hex"));
const day = (text: string): Date => new Date(`${text}T00:00:00.000Z`);

/** The values of Prisma's raw statements. All others are as the driver has them. */
const PARSERS: Readonly<Record<number, Parse>> = {
  [builtins.INT8]: whole,
  [builtins.OID]: whole,
  [builtins.NUMERIC]: decimal,
  [builtins.DATE]: day,
  [builtins.BYTEA]: plainBytes,
  [ARRAYS.int8]: ofEach(whole, textArray),
  [ARRAYS.numeric]: ofEach(decimal, textArray),
  [ARRAYS.bytes]: ofEach(plainBytes, textArray),
};

/** Those of our prepared statements: amounts are whole. */
const WHOLE: typeof PARSERS = { ...PARSERS, [builtins.NUMERIC]: whole, [ARRAYS.numeric]: ofEach(whole, textArray) };

// All answers come as text.
const typesOf = (parsers: typeof PARSERS): pg.CustomTypesConfig => ({
  getTypeParser: ((oid: number): Parse => parsers[oid] ?? usual(oid)) as typeof pg.types.getTypeParser,
});

/** What the driver gives and takes, as Prisma's raw statements give and take it. */
export const VALUES = {
  types: typesOf(PARSERS),
  whole: typesOf(WHOLE),
  given: (value: unknown): unknown => (Prisma.Decimal.isDecimal(value) ? value.toFixed() : value),
} as const;
