import { createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** How far back one looks, in days. */
export const PERIODS = { all: null, day: 1, week: 7, month: 30, year: 365 } as const;
export type Period = keyof typeof PERIODS;
export const PERIOD_NAMES = Object.keys(PERIODS) as Period[];

/** The search as it stands in the address bar. */
export const auditFilter = {
  action: parseAsString.withDefault(""),
  actor: parseAsString.withDefault(""),
  subject: parseAsString.withDefault(""),
  call: parseAsString.withDefault(""),
  period: parseAsStringLiteral(PERIOD_NAMES).withDefault("all"),
};

export type AuditSearch = { action: string; actor: string; subject: string; call: string; period: Period };
export type SearchField = Exclude<keyof AuditSearch, "period">;
export const NO_SEARCH: AuditSearch = { action: "", actor: "", subject: "", call: "", period: "all" };

// As the contract has them; its schemas would be a third of the page.
const SHAPES: Readonly<Record<SearchField, RegExp>> = {
  action: /^[A-Za-z0-9._-]{1,64}$/,
  actor: /^usr_[0-9a-f]{32}$/,
  subject: /^([a-z]{2,6}_[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  call: /^[\w.:-]{1,128}$/,
};

/** The fields whose text cannot be what they ask for. */
export function misfits(search: AuditSearch): SearchField[] {
  return (Object.keys(SHAPES) as SearchField[]).filter((field) => search[field] !== "" && !SHAPES[field].test(search[field]));
}

const DAY_MS = 86_400_000;

/** The question a search is, asked at `at`. What does not fit is not asked for. */
export function auditInput(search: AuditSearch, at: number) {
  const wrong = misfits(search);
  const text = (field: SearchField) => (search[field] === "" || wrong.includes(field) ? undefined : search[field]);
  const days = PERIODS[search.period];
  const entries = {
    action: text("action"),
    actor: text("actor"),
    subject: text("subject"),
    correlationId: text("call"),
    from: days === null ? undefined : new Date(at - days * DAY_MS).toISOString(),
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    action?: string;
    actor?: string;
    subject?: string;
    correlationId?: string;
    from?: string;
  };
}

const toQuery = createSerializer({
  action: parseAsString,
  actor: parseAsString,
  subject: parseAsString,
  correlationId: parseAsString,
  from: parseAsString,
  to: parseAsString,
});

/** Where the same search lies as a file. It has an end, so that it can be asked for again. */
export function auditFile(search: AuditSearch, at: number): string {
  const input = { from: "2020-01-01T00:00:00.000Z", ...auditInput(search, at), to: new Date(at).toISOString() };
  return toQuery("/api/download/audit.csv", input);
}
