"use client";

import { formatUnits, type MoneyState, type SubjectKind, type SubjectRow } from "@amanat/contracts";
import { Anchor, DateText, Money, StatusBadge, PersonWord, UserWord, type Column } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { Link } from "../../i18n/link.tsx";
import { Tight } from "../admin/tight.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { pageOf, toneOf, useStatusWord } from "./subject-words.ts";

/** Who reads the list of people reads a person's page. */
export function useSeesPeople(): boolean {
  const roles = useMe()?.roles ?? [];
  return roles.includes("guard") || roles.includes("admin");
}

/** Somebody's name, which leads to their page for whoever may read it. */
export function PersonLink({ person }: { person: SubjectRow["people"][number] | undefined }) {
  const sees = useSeesPeople();
  if (person === undefined) return <span aria-hidden="true">—</span>;
  const name = <PersonWord>{person.name}</PersonWord>;
  return sees ? (
    <Anchor component={Link} href={`/admin/people/${person.id}`}>
      {name}
    </Anchor>
  ) : (
    name
  );
}

export function SubjectLink({ row }: { row: SubjectRow }) {
  return (
    <Anchor component={Link} href={pageOf(row)}>
      <UserWord>{row.title}</UserWord>
    </Anchor>
  );
}

export function SubjectStatus({ row: { kind, status } }: { row: SubjectRow }) {
  return <StatusBadge tone={toneOf(status)}>{useStatusWord()(kind, status)}</StatusBadge>;
}

/** The columns of a list, of the page and of its file. `money`: where the list's deals have money. */
export function useSubjectColumns(kind: SubjectKind, money: MoneyState | null): readonly Column<SubjectRow>[] {
  const t = useTranslations("desk.list.column");
  const states = useTranslations("desk.money.state");
  const word = useStatusWord();
  const assetOf = useAssetOf();
  const sum = (amount: string, asset: string) => {
    const { decimals, symbol, chainName } = assetOf(asset);
    return `${formatUnits(BigInt(amount), decimals)} ${symbol} ${chainName}`;
  };
  const person = (n: number, key: "buyer" | "seller" | "owner"): Column<SubjectRow> => ({
    key,
    title: t(key),
    render: ({ people }) => <PersonLink person={people[n]} />,
    text: ({ people }) => people[n]?.name ?? "",
  });
  const people = kind === "deal" || kind === "case" ? [person(0, "buyer"), person(1, "seller")] : [person(0, "owner")];
  const there: Column<SubjectRow>[] =
    money === null
      ? []
      : [
          {
            key: "money",
            title: states(money),
            align: "end",
            render: (row) => <Money amount={row.money?.[money] ?? "0"} asset={assetOf(row.asset)} strong />,
            text: (row) => sum(row.money?.[money] ?? "0", row.asset),
          },
        ];
  return [
    { key: "title", title: t("title"), render: (row) => <SubjectLink row={row} />, text: ({ title }) => title },
    {
      key: "status",
      title: t("status"),
      render: (row) => (
        <Tight>
          <SubjectStatus row={row} />
        </Tight>
      ),
      text: ({ status }) => word(kind, status),
    },
    ...people,
    {
      key: "amount",
      title: t("amount"),
      align: "end",
      render: ({ amount, asset }) => <Money amount={amount} asset={assetOf(asset)} withChain />,
      text: ({ amount, asset }) => sum(amount, asset),
    },
    ...there,
    { key: "created", title: t("created"), render: ({ createdAt }) => <DateText value={createdAt} />, text: ({ createdAt }) => createdAt },
    {
      key: "changed",
      title: t("changed"),
      render: ({ changedAt }) => <DateText value={changedAt} look="moment" />,
      text: ({ changedAt }) => changedAt,
    },
  ];
}
