"use client";

import type { ScreeningView } from "@amanat/contracts";
import { AddressText, Card, DataTable, DateText, Group, NativeSelect, Stack, StatusBadge, Text, type Column, type Tone } from "@amanat/ui";
import { IconShieldCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListSection } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { saidInput, screeningFilter, VERDICTS } from "./screening-filter.ts";
import { Tight } from "./tight.tsx";

const TONES: Readonly<Record<ScreeningView["verdict"], Tone>> = { hit: "bad", clear: "good", not_covered: "neutral" };

/** What was said of each address, newest first; at first those that were listed. */
export function SaidList() {
  const t = useTranslations("admin.screening.said");
  const [{ verdict, cursor }, setFilter] = useQueryStates(screeningFilter, { history: "push" });
  const page = useAmanatQuery("payment", "listScreenings", saidInput({ verdict, cursor }), { refetchInterval: 20_000 });
  return (
    <AdminListSection
      id="said-title"
      title={t("title")}
      lead={t("lead")}
      query={page}
      money="none"
      empty={{ icon: IconShieldCheck, title: t(verdict === "hit" ? "emptyHits" : "empty") }}
      cursor={cursor}
      onGo={(next) => void setFilter({ cursor: next })}
      filters={
        <NativeSelect
          label={t("verdict")}
          value={verdict}
          onChange={({ currentTarget: { value } }) =>
            void setFilter({ verdict: VERDICTS.find((known) => known === value) ?? "all", cursor: null })
          }
          data={[...VERDICTS.map((value) => ({ value, label: t(value) })), { value: "all", label: t("all") }]}
          maw="20rem"
        />
      }
    >
      {(rows) => <Rows rows={rows} />}
    </AdminListSection>
  );
}

function Rows({ rows }: { rows: readonly ScreeningView[] }) {
  const t = useTranslations("admin.screening.said");
  const columns: readonly Column<ScreeningView>[] = [
    { key: "verdict", title: t("verdict"), render: ({ verdict }) => <StatusBadge tone={TONES[verdict]}>{t(verdict)}</StatusBadge> },
    {
      key: "address",
      title: t("address"),
      render: ({ address }) => (
        <Tight>
          <AddressText address={address} />
        </Tight>
      ),
    },
    { key: "role", title: t("role"), render: ({ role }) => t(role) },
    { key: "about", title: t("about"), render: (row) => <About row={row} /> },
    { key: "at", title: t("at"), render: ({ at }) => <DateText value={at} look="moment" /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      minWidth={820}
      card={(row) => (
        <Card padding="md" component="article">
          <Stack gap={6}>
            <Group justify="space-between" gap="xs">
              <StatusBadge tone={TONES[row.verdict]}>{t(row.verdict)}</StatusBadge>
              <DateText value={row.at} look="moment" />
            </Group>
            <AddressText address={row.address} />
            <Text size="sm">{t(row.role)}</Text>
            <About row={row} />
          </Stack>
        </Card>
      )}
    />
  );
}

/** What it was asked for, and who said it. */
function About({ row: { payoutId, quarantineId, dealId, provider } }: { row: ScreeningView }) {
  const t = useTranslations("admin.screening");
  return (
    <Group gap="xs">
      {payoutId === null ? null : <TextLink href={`/admin/payouts/${payoutId}`}>{t("said.payout")}</TextLink>}
      {quarantineId === null ? null : <TextLink href={`/admin/screening/${quarantineId}`}>{t("frozen.title")}</TextLink>}
      {dealId === null ? null : <TextLink href={`/admin/deals/${dealId}`}>{t("said.deal")}</TextLink>}
      <Code>{provider}</Code>
    </Group>
  );
}
