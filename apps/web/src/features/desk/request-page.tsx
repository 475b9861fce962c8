"use client";

import type { SubjectRow } from "@amanat/contracts";
import { DateText, Facts, Group, Money, PageHeader, Stack, TitledCard, UserText, UserWord } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminList } from "../admin/admin-list.tsx";
import { Code } from "../admin/code.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { PersonLink, SubjectStatus, useSeesPeople, useSubjectColumns } from "./subject-columns.tsx";
import { SubjectRows } from "./subject-rows.tsx";

/** The whole of one request: what is wanted, whose it is, and the deals it led to. */
export function RequestPage({ row, description }: { row: SubjectRow; description: string | null }) {
  const t = useTranslations("desk.request");
  const columns = useTranslations("desk.list.column");
  const assetOf = useAssetOf();
  const sees = useSeesPeople();
  return (
    <Stack gap="lg">
      <PageHeader
        title={<UserWord>{row.title}</UserWord>}
        badge={<SubjectStatus row={row} />}
        back={<BackLink href="/admin/requests">{t("back")}</BackLink>}
      />
      <TitledCard id="wish" title={t("wish")}>
        {description === null ? null : <UserText>{description}</UserText>}
        <Facts
          facts={[
            { label: columns("owner"), value: <PersonLink person={row.people[0]} /> },
            { label: t("most"), value: <Money amount={row.amount} asset={assetOf(row.asset)} withChain /> },
            { label: columns("created"), value: <DateText value={row.createdAt} look="moment" /> },
            { label: columns("changed"), value: <DateText value={row.changedAt} look="moment" /> },
            { label: t("id"), value: <Code>{row.id}</Code> },
          ]}
        />
        <Group gap="md">
          <TextLink href={`/requests/${row.id}`}>{t("public")}</TextLink>
          {sees ? <TextLink href={`/admin/audit?subject=${row.id}`}>{t("trail")}</TextLink> : null}
        </Group>
      </TitledCard>
      <Deals requestId={row.id} />
    </Stack>
  );
}

function Deals({ requestId }: { requestId: string }) {
  const t = useTranslations("desk.request");
  const found = useAmanatQuery("desk", "search", { text: requestId }, { refetchInterval: 30_000 });
  const columns = useSubjectColumns("deal", null);
  return (
    <TitledCard id="its-deals" title={t("deals")}>
      <AdminList
        title={t("deals")}
        query={found}
        rows={found.data?.subjects.filter(({ kind }) => kind === "deal")}
        money="none"
        empty={{ icon: IconInbox, title: t("noDeal") }}
      >
        {(rows) => <SubjectRows caption={t("deals")} rows={rows} columns={columns} />}
      </AdminList>
    </TitledCard>
  );
}
