import {
  HOLD_TERMS,
  type HoldTerm,
  type ListSubjectsInput,
  MONEY_AGES,
  MONEY_STATES,
  type MoneyAge,
  type MoneyState,
  type SubjectKind,
} from "@amanat/contracts";
import { createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

const AGES = MONEY_AGES.map(({ age }) => age);

/** A list's filters as they stand in the address bar. `money` names where, and needs its asset. */
export const subjectFilter = {
  status: parseAsString.withDefault(""),
  search: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(["newest", "oldest"]).withDefault("newest"),
  money: parseAsStringLiteral(MONEY_STATES),
  asset: parseAsString,
  age: parseAsStringLiteral(AGES),
  hold: parseAsStringLiteral(HOLD_TERMS),
  cursor: parseAsString,
};

export type SubjectFilter = {
  status: string;
  search: string;
  sort: "newest" | "oldest";
  money: MoneyState | null;
  asset: string | null;
  age: MoneyAge | null;
  hold: HoldTerm | null;
};

/** The question those filters are. */
export function subjectInput(kind: SubjectKind, { status, search, sort, money, asset, age, hold }: SubjectFilter): ListSubjectsInput {
  return {
    kind,
    sort,
    ...(/^[a-z_]{1,40}$/.test(status) ? { status } : {}),
    ...(hold === null || kind !== "deal" ? {} : { hold }),
    ...(search === "" ? {} : { search: search.slice(0, 100) }),
    ...(money === null || asset === null || kind !== "deal" ? {} : { money: { state: money, asset, ...(age === null ? {} : { age }) } }),
  };
}

const toQuery = createSerializer({ money: parseAsString, asset: parseAsString, age: parseAsString, sort: parseAsString });

/** The deals behind a figure, the oldest money first. */
export const dealsBehind = (money: MoneyState, asset: string, age?: MoneyAge): string =>
  toQuery("/admin/deals", { money, asset, age: age ?? null, sort: "oldest" });
