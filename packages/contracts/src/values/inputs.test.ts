import { describe, expect, test } from "vitest";
import * as z from "zod";
import { amountSchema } from "../money.ts";
import { DOWNLOADS, PROCEDURES } from "../procedures.ts";
import { scannerWebhook, watchTargetInput } from "../payment/index.ts";
import { type ValueKind, valueKinds } from "./kinds.ts";
import { MOST_WHOLE } from "./whole.ts";

/** A place in an input where text comes in: its path, and the schema that judges it. */
type Leaf = { path: string; schema: z.core.$ZodType; kind: ValueKind | null };

const children = (schema: z.core.$ZodType): [string, z.core.$ZodType][] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return [...Object.entries(def.shape), ...(def.catchall ? [["*", def.catchall] as [string, z.core.$ZodType]] : [])];
    case "record":
      return [
        ["<key>", def.keyType],
        ["<value>", def.valueType],
      ];
    case "array":
      return [["[]", def.element]];
    case "union":
      return def.options.map((option, at) => [`|${at}`, option]);
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
      return [["", def.innerType]];
    case "pipe":
      return [["", def.in]];
    default:
      return [];
  }
};

const CLOSED = new Set(["enum", "literal", "boolean", "number", "int", "bigint", "null", "never", "transform"]);

function leavesOf(path: string, schema: z.core.$ZodType): Leaf[] {
  const known = valueKinds.get(schema as z.ZodType)?.kind ?? null;
  if (known !== null) return [{ path, schema, kind: known }];
  const { type } = (schema as z.core.$ZodTypes)._zod.def;
  if (CLOSED.has(type)) return [];
  const inside = children(schema);
  if (inside.length === 0) return type === "object" ? [] : [{ path, schema, kind: null }];
  return inside.flatMap(([name, child]) => leavesOf(name === "" ? path : `${path}.${name}`, child));
}

type Row = { input: z.ZodType };
const procedures = Object.entries(PROCEDURES).flatMap(([space, rows]) =>
  Object.entries(rows as Record<string, Row>).map(([name, row]) => [`${space}.${name}`, row.input] as const),
);
const INPUTS: readonly (readonly [string, z.ZodType])[] = [
  ...procedures,
  ...Object.entries(DOWNLOADS).map(([name, row]) => [`download ${name}`, row.input] as const),
  ["webhook of the scanner", scannerWebhook],
  ["target of the scanner", watchTargetInput],
];
const leaves = INPUTS.flatMap(([name, input]) => leavesOf(name, input));
const parse = (leaf: Leaf, text: string) => z.safeParse(leaf.schema, text).success;

describe("every text that comes in", () => {
  test("has a kind, and with it the one set of rules for that kind", () => {
    expect(leaves.filter(({ kind }) => kind === null).map(({ path }) => path)).toEqual([]);
    expect(leaves.length).toBeGreaterThan(80);
  });

  test("the walk finds a text without a kind wherever it hides", () => {
    const bare = z.string().max(9);
    for (const hidden of [
      bare,
      z.object({ a: bare }),
      z.object({ a: z.array(z.object({ b: bare.optional() })) }),
      z.union([z.number(), bare]),
      z.record(z.enum(["a"]), bare.nullable()),
      z.object({ a: bare.default("") }).default({ a: "" }),
      bare.transform((text) => text.length),
      z.looseObject({}),
      z.unknown(),
      z.url(),
      z.iso.date(),
    ])
      expect(leavesOf("x", hidden).map(({ kind }) => kind)).toEqual([null]);
  });

  const named = leaves.map((leaf) => [leaf.path, leaf] as const);
  /** Hashed or verified, never kept and never shown. */
  const unseen: readonly (ValueKind | null)[] = ["password", "signed"];

  test.each(named.filter(([, { kind }]) => !unseen.includes(kind)))(
    "%s holds nothing a database cannot keep or a page cannot show",
    (_path, leaf) => {
      for (const bad of ["\u0000", "\u001B[31m", "\uD800", "\u202E", "\u2066", "\u0085", "\uFFFB"]) {
        for (const text of [bad, `twenty letters and more ${bad} of them`, `0x${"a".repeat(40)}${bad}`, `abcdef${bad}`])
          expect(parse(leaf, text), JSON.stringify(text)).toBe(false);
      }
    },
  );

  test.each(named.filter(([, { kind }]) => kind === "text" || kind === "name"))(
    "%s is never cleaned into something else",
    (_path, leaf) => {
      for (const good of [
        "می‌خواهم یک لپ‌تاپ نو بخرم",
        "Ann O'Neil, twenty and more",
        "李四 needs a translation of a book",
        "family 👨‍👩‍👧 of five persons ❤️",
      ]) {
        const parsed = z.safeParse(leaf.schema, good);
        if (parsed.success) expect(parsed.data).toBe(good);
        else expect(parsed.error.issues.map(({ code }) => code)).toEqual(["too_big"]);
      }
      for (const nothing of [
        "\u200B\u200B\u200B\u200B\u200B\u200B",
        "\u200C\u200D\u200C\u200D\u200C\u200D",
        "\u2800".repeat(30),
        "\u3164".repeat(30),
        "\u00AD".repeat(30),
      ])
        expect(parse(leaf, nothing), JSON.stringify(nothing)).toBe(false);
    },
  );

  test.each(named.filter(([path, { kind }]) => kind === "address" && !/scanner/.test(path)))(
    "%s takes what can be somebody's, and says what is wrong",
    (_path, leaf) => {
      const right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
      for (const good of [right, right.toLowerCase(), `0x${right.slice(2).toUpperCase()}`])
        expect(z.safeParse(leaf.schema, good).data).toBe(right.toLowerCase());
      const codeOf = (text: string) =>
        z.safeParse(leaf.schema, text).error?.issues.map((issue) => (issue as z.core.$ZodIssueCustom).params?.["code"]);
      expect(codeOf(right.replace("5aA", "5AA"))).toEqual(["address_checksum"]);
      expect(codeOf(`0x${"0".repeat(40)}`)).toEqual(["address_nobody"]);
      expect(codeOf("0x12")).toEqual(["address"]);
    },
  );
});

/** Fields that carry what the house has rules for, told by their names: a new one that takes another kind is noticed. */
const BY_NAME: readonly (readonly [RegExp, readonly ValueKind[]])[] = [
  [/address$|destination$|\bto$|\bfrom$|wallet$|proxy$/i, ["address"]],
  [/(amount|price|budget\w*|atLeast|atMost)$/i, ["amount"]],
  [/\bname$|displayName$/i, ["name"]],
  [/\burl$|link$/i, ["url"]],
  [/title$|note$|notes$|reason$|description$|search$/i, ["text"]],
];
/** Called so, and something else. */
const OTHERWISE: Readonly<Record<string, ValueKind>> = {
  // A place a parcel goes to; an end of a period; a proof's subject may go to a mailbox.
  "marketplace.createRequest.delivery.|0.address": "text",
  "auth.beginStepUp.demand.destination": "text",
};

test("a field that carries an address, an amount, free text, a name or a link takes that type", () => {
  const wrong = leaves.flatMap(({ path, kind }) => {
    const expected = BY_NAME.find(([pattern]) => pattern.test(path.replace(/\.\|\d+$/, "")))?.[1];
    const periods = kind === "instant";
    if (kind === null || expected === undefined || expected.includes(kind) || periods || OTHERWISE[path] === kind) return [];
    return [`${path}: ${kind}`];
  });
  expect(wrong).toEqual([]);
});

/** Objects of a schema that hold an amount, and whether each says of which asset, itself or by what stands around it. */
function unnamed(path: string, schema: z.core.$ZodType, named: boolean): string[] {
  const known = valueKinds.get(schema as z.ZodType)?.kind ?? null;
  if (known !== null) return known === "amount" && !named ? [path] : [];
  const inside = children(schema);
  const asset = inside.some(([, child]) => valueKinds.get(child as z.ZodType)?.kind === "asset");
  return inside.flatMap(([name, child]) => unnamed(name === "" ? path : `${path}.${name}`, child, named || asset));
}

test("a list is asked for by amounts of one asset only", () => {
  const queries = Object.entries(PROCEDURES).flatMap(([space, rows]) =>
    Object.entries(rows as Record<string, Row & { kind: string }>)
      .filter(([, { kind }]) => kind === "query")
      .map(([name, row]) => [`${space}.${name}`, row.input] as const),
  );
  expect(queries.flatMap(([name, input]) => unnamed(name, input, false))).toEqual([]);
  expect(unnamed("x", z.object({ atLeast: amountSchema.optional() }), false)).toEqual(["x.atLeast"]);
});

describe("every number that comes in", () => {
  /** Places of numbers, with the bounds their schemas keep. */
  function numbersOf(path: string, schema: z.core.$ZodType): { path: string; least: number; most: number }[] {
    if ((schema as z.core.$ZodTypes)._zod.def.type === "number") {
      const { minValue, maxValue } = schema as z.ZodNumber;
      return [{ path, least: minValue ?? -Infinity, most: maxValue ?? Infinity }];
    }
    return children(schema).flatMap(([name, child]) => numbersOf(name === "" ? path : `${path}.${name}`, child));
  }
  /** Kept as text and believed by its signature: Telegram's numbers of people. */
  const AS_TEXT = /\.widget\./;

  test("fits the column that holds it", () => {
    const numbers = INPUTS.flatMap(([name, input]) => numbersOf(name, input));
    expect(numbers.length).toBeGreaterThan(20);
    const loose = numbers.filter(
      ({ path, least, most }) => least < 0 || most > (AS_TEXT.test(path) ? Number.MAX_SAFE_INTEGER : MOST_WHOLE),
    );
    expect(loose).toEqual([]);
  });
});
