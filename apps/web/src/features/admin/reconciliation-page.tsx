"use client";

import type { ReconciliationView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Anchor, Button, Card, DataTable, DateText, Facts, Group, Stack, UserWord, type Column } from "@amanat/ui";
import { IconRefresh } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useEnding } from "../dialog/ending.ts";
import { AdminListPage, useCursor } from "./admin-list.tsx";
import { ReconciliationBadge } from "./reconciliation-badge.tsx";
import { reconciliationsInput } from "./reconciliation-filter.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const POLL_MS = 5_000;

/** Every comparison of books and chain, the newest first; admins start one. */
export function ReconciliationPage() {
  const t = useTranslations("admin.reconciliation");
  const { cursor, onGo } = useCursor();
  const page = useAmanatQuery("payment", "listReconciliations", reconciliationsInput(cursor), { refetchInterval: POLL_MS });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={<Starts running={page.data?.data.filter(({ status }) => status === "running").map(({ chain }) => chain) ?? []} />}
      query={page}
      money="none"
      empty={{ icon: IconRefresh, title: t("empty") }}
      cursor={cursor}
      onGo={onGo}
    >
      {(rows) => <Runs rows={rows} />}
    </AdminListPage>
  );
}

/** A button for each chain; one that is being compared is not started again. */
function Starts({ running }: { running: readonly string[] }) {
  const t = useTranslations("admin.reconciliation");
  const queries = useQueryClient();
  const admin = useMe()?.roles.includes("admin") ?? false;
  const found = useAmanatQuery("payment", "custodyHealth", {});
  const ends = useEnding(() => undefined);
  const start = useDeskMutation(
    "payment",
    "startReconciliation",
    ends(t("started"), () => queries.invalidateQueries({ queryKey: ["payment", "listReconciliations"] })),
  );
  if (!admin || found.data === undefined) return null;
  return (
    <Group gap="sm">
      {found.data.chains.map(({ chain, name }) => (
        <Button
          key={chain}
          variant="default"
          data-run={chain}
          loading={start.isPending && start.variables.chain === chain}
          disabled={running.includes(chain)}
          onClick={() => start.mutate({ chain })}
        >
          {t("run", { chain: name })}
        </Button>
      ))}
    </Group>
  );
}

function Runs({ rows }: { rows: readonly ReconciliationView[] }) {
  const t = useTranslations("admin.reconciliation");
  const locale = useLocale();
  const columns: readonly Column<ReconciliationView>[] = [
    {
      key: "when",
      title: t("when"),
      render: ({ id, startedAt }) => (
        <Anchor component={Link} href={`/admin/reconciliation/${id}`}>
          <DateText value={startedAt} look="moment" />
        </Anchor>
      ),
    },
    { key: "chain", title: t("chain"), render: ({ chainName }) => chainName },
    { key: "status", title: t("status"), render: (run) => <ReconciliationBadge status={run.status} alerted={run.alerted} /> },
    { key: "compared", title: t("compared"), align: "end", render: ({ compared }) => formatCount(compared, locale) },
    { key: "deals", title: t("deals"), align: "end", render: ({ deals }) => formatCount(deals, locale) },
    { key: "differences", title: t("differences"), align: "end", render: ({ differences }) => formatCount(differences, locale) },
    { key: "open", title: t("open"), align: "end", render: ({ open }) => formatCount(open, locale) },
    { key: "by", title: t("by"), render: ({ startedBy }) => (startedBy === null ? t("timer") : <UserWord>{startedBy}</UserWord>) },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      minWidth={900}
      card={(run) => <RunCard run={run} />}
    />
  );
}

function RunCard({ run }: { run: ReconciliationView }) {
  const t = useTranslations("admin.reconciliation");
  const locale = useLocale();
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          {run.chainName}
          <ReconciliationBadge status={run.status} alerted={run.alerted} />
        </Group>
        <Facts
          facts={[
            { label: t("when"), value: <DateText value={run.startedAt} look="moment" /> },
            { label: t("differences"), value: formatCount(run.differences, locale) },
            { label: t("open"), value: formatCount(run.open, locale) },
          ]}
        />
        <Button component={Link} href={`/admin/reconciliation/${run.id}`} variant="light">
          {t("look")}
        </Button>
      </Stack>
    </Card>
  );
}
