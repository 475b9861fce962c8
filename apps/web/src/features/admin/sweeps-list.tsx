"use client";

import type { SweepView } from "@amanat/contracts";
import {
  AddressText,
  Button,
  Card,
  DataTable,
  DateText,
  Group,
  Money,
  NativeSelect,
  Stack,
  StatusBadge,
  Text,
  type Column,
  type Tone,
} from "@amanat/ui";
import { IconPackageImport } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { TextLink } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListSection } from "./admin-list.tsx";
import { StartSweepsDialog } from "./start-sweeps-dialog.tsx";
import { Tight } from "./tight.tsx";
import { isStartable, SWEEPS_SHOWN, sweepsInput, walletsFilter } from "./wallets-filter.ts";

const TONES: Readonly<Record<SweepView["status"], Tone>> = {
  planned: "neutral",
  gas_topup: "info",
  transfer: "info",
  settled: "good",
  failed: "bad",
};

/** Money on its way from deposit addresses to the escrow wallets, with its transactions. */
export function SweepsList() {
  const t = useTranslations("admin.wallets.sweeps");
  const [{ show, cursor }, setFilter] = useQueryStates(walletsFilter, { history: "push" });
  const page = useAmanatQuery("payment", "listSweeps", sweepsInput({ show, cursor }), { refetchInterval: 15_000 });
  return (
    <AdminListSection
      id="sweeps-title"
      title={t("title")}
      lead={t("lead")}
      query={page}
      money="none"
      empty={{ icon: IconPackageImport, title: t("empty") }}
      cursor={cursor}
      onGo={(next) => void setFilter({ cursor: next })}
      filters={
        <NativeSelect
          label={t("show")}
          value={show}
          onChange={({ currentTarget: { value } }) =>
            void setFilter({ show: SWEEPS_SHOWN.find((known) => known === value) ?? null, cursor: null })
          }
          data={SWEEPS_SHOWN.map((value) => ({ value, label: t(value) }))}
          maw="20rem"
        />
      }
    >
      {(sweeps) => <Rows sweeps={sweeps} />}
    </AdminListSection>
  );
}

function Rows({ sweeps }: { sweeps: readonly SweepView[] }) {
  const t = useTranslations("admin.wallets.sweeps");
  const columns: readonly Column<SweepView>[] = [
    { key: "status", title: t("status"), render: (sweep) => <Standing sweep={sweep} /> },
    { key: "amount", title: t("amount"), align: "end", render: ({ amount, asset }) => <Money amount={amount} asset={asset} withChain /> },
    {
      key: "address",
      title: t("address"),
      render: ({ address }) => (
        <Tight>
          <AddressText address={address} />
        </Tight>
      ),
    },
    { key: "transactions", title: t("transactions"), render: (sweep) => <Transactions sweep={sweep} /> },
    { key: "since", title: t("since"), render: ({ createdAt }) => <DateText value={createdAt} look="moment" /> },
    { key: "start", title: t("act"), render: (sweep) => <StartOne sweep={sweep} /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={sweeps}
      rowKey={({ id }) => id}
      minWidth={900}
      card={(sweep) => (
        <Card padding="md" component="article">
          <Stack gap={6}>
            <Group justify="space-between" gap="xs">
              <Money amount={sweep.amount} asset={sweep.asset} strong withChain />
              <DateText value={sweep.createdAt} look="moment" />
            </Group>
            <Standing sweep={sweep} />
            <AddressText address={sweep.address} />
            <Transactions sweep={sweep} />
            <StartOne sweep={sweep} />
          </Stack>
        </Card>
      )}
    />
  );
}

function Standing({ sweep }: { sweep: SweepView }) {
  const t = useTranslations("admin.wallets.sweeps");
  return (
    <Group gap={6}>
      <StatusBadge tone={TONES[sweep.status]}>{t(`state.${sweep.status}`)}</StatusBadge>
      {sweep.status === "planned" && sweep.commandedAt !== null ? <StatusBadge tone="info">{t("commanded")}</StatusBadge> : null}
      {sweep.status === "planned" && sweep.wanted ? <StatusBadge tone="attention">{t("wanted")}</StatusBadge> : null}
      {sweep.status === "planned" && !sweep.worth ? <StatusBadge tone="neutral">{t("small")}</StatusBadge> : null}
    </Group>
  );
}

/** Its transactions in the order they were signed, and the deal it is of. */
function Transactions({ sweep: { transactions, dealId } }: { sweep: SweepView }) {
  const t = useTranslations("admin.wallets.sweeps");
  return (
    <Stack gap={2}>
      {transactions.map(({ step, txHash }) => (
        <Group key={txHash} gap={6} wrap="nowrap">
          <Text size="sm">{t(step.startsWith("gas_topup") ? "gas" : "transfer")}</Text>
          <AddressText address={txHash} />
        </Group>
      ))}
      {dealId === null ? null : <TextLink href={`/admin/deals/${dealId}`}>{t("deal")}</TextLink>}
    </Stack>
  );
}

function StartOne({ sweep }: { sweep: SweepView }) {
  const t = useTranslations("admin.wallets.start");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [asking, setAsking] = useState(false);
  if (!admin || !isStartable(sweep)) return null;
  return (
    <>
      <Button variant="light" onClick={() => setAsking(true)}>
        {t("one")}
      </Button>
      <StartSweepsDialog
        chain={sweep.chain}
        chainName={sweep.asset.chainName}
        address={sweep.address}
        opened={asking}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
