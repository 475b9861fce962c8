import * as z from "zod";
import { userId } from "../auth/ids.ts";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, pageInput, pageOf } from "../page.ts";
import { lineSchema } from "../values/text.ts";
import { wordSchema } from "../values/token.ts";
import { BACKLOG_KINDS, COUNTED_TO, HOLD_TERMS, MONEY_AGES, MONEY_STATES, SUBJECT_KINDS } from "./terms.ts";

/** A sum of many amounts can have more digits than one. */
const sumSchema = z.string().regex(/^(0|[1-9]\d{0,95})$/);
/** Above `COUNTED_TO` there are more, and nobody counts them. */
const countSchema = z
  .number()
  .int()
  .min(0)
  .max(COUNTED_TO + 1);
const ages = MONEY_AGES.map(({ age }) => age) as [(typeof MONEY_AGES)[number]["age"], ...(typeof MONEY_AGES)[number]["age"][]];

export const subjectRow = z.object({
  kind: z.enum(SUBJECT_KINDS),
  /** Its public id, by its kind. */
  id: z.string(),
  title: z.string(),
  status: z.string(),
  /** Whom it concerns; of a deal and of a case the buyer first. */
  people: z.array(z.object({ id: userId, name: z.string() })),
  asset: assetIdSchema,
  amount: amountSchema,
  /** Where a deal's money of that asset is; null where there is none of a deal. */
  money: z
    .object(
      Object.fromEntries(MONEY_STATES.map((state) => [state, amountSchema])) as Record<(typeof MONEY_STATES)[number], typeof amountSchema>,
    )
    .nullable(),
  createdAt: instant,
  changedAt: instant,
});
export type SubjectRow = z.infer<typeof subjectRow>;
export const subjectPage = pageOf(subjectRow);

const words = lineSchema({ min: 0, max: 100 });

export const listSubjectsInput = z
  .object({
    ...pageInput,
    kind: z.enum(SUBJECT_KINDS),
    status: wordSchema(/^[a-z_]{1,40}$/).optional(),
    search: words.optional(),
    /** Whom it concerns. */
    person: userId.optional(),
    /** Deals with money there, oldest or newest money first. Amounts of different assets can not be compared, so it names one. */
    money: z.object({ state: z.enum(MONEY_STATES), asset: assetIdSchema, age: z.enum(ages).optional() }).optional(),
    /** Deals with money on hold that ends so soon. */
    hold: z.enum(HOLD_TERMS).optional(),
    sort: z.enum(["newest", "oldest"]).default("newest"),
  })
  .refine(({ kind, money }) => money === undefined || kind === "deal", { path: ["money"], params: { code: "misplaced" } })
  .refine(({ kind, hold }) => hold === undefined || kind === "deal", { path: ["hold"], params: { code: "misplaced" } });
export type ListSubjectsInput = z.input<typeof listSubjectsInput>;

/** An id, a hash, an address, or words of a title or a name. */
export const searchDeskInput = z.object({ text: words });
export const deskFindings = z.object({
  subjects: z.array(subjectRow),
  /** Empty for whoever may not read the list of people. */
  people: z.array(z.object({ id: userId, name: z.string(), email: z.string().nullable() })),
});
export type DeskFindings = z.infer<typeof deskFindings>;

/** What waits for one of several, is tried again, and was given up. */
const backlog = z.object({
  kind: z.enum(BACKLOG_KINDS),
  name: z.string(),
  waiting: countSchema,
  failing: countSchema,
  dead: countSchema,
  /** Since when the first of what is not given up waits. */
  since: instant.nullable(),
});
export type Backlog = z.infer<typeof backlog>;
export const backlogsView = z.object({ backlogs: z.array(backlog) });

/** What an operator sees in the morning. Each figure is bounded work, however many deals there are. */
export const dashboardView = z.object({
  asOf: instant,
  /** Of deals, per asset: nothing is added across them. */
  money: z.array(
    z.object({
      asset: assetIdSchema,
      states: z.array(
        z.object({ state: z.enum(MONEY_STATES), total: sumSchema, ages: z.array(z.object({ age: z.enum(ages), amount: sumSchema })) }),
      ),
    }),
  ),
  /** Of the payouts that settled last, at most 500: from their draft until the chain showed them. Null where none has. */
  payouts: z.object({ settled: z.number().int(), since: instant.nullable(), p50Ms: z.number().nullable(), p95Ms: z.number().nullable() }),
  /** Money on hold, by when somebody has to have decided. */
  holds: z.array(z.object({ term: z.enum(HOLD_TERMS), count: countSchema })),
  /** Live cases, by when somebody has to have acted in them. */
  cases: z.array(z.object({ term: z.enum(HOLD_TERMS), count: countSchema })),
  /** Live incidents by kind; `drift`: books and chain, or the books themselves, disagree. */
  incidents: z.array(z.object({ kind: z.string(), count: countSchema, drift: z.boolean() })),
  /** What failed for good and waits for a person. */
  dead: z.object({ deliveries: countSchema, notices: countSchema }),
  /** The last days, the oldest first. */
  days: z.array(
    z.object({
      day: z.iso.date(),
      signUps: z.number().int(),
      deals: z.number().int(),
      funded: z.number().int(),
      completed: z.number().int(),
    }),
  ),
});
export type DashboardView = z.infer<typeof dashboardView>;
