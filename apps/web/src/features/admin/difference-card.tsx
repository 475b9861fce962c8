"use client";

import { type DifferenceView, shownAddress } from "@amanat/contracts";
import { AddressText, Button, Card, Facts, Group, Money, Stack, StatusBadge, Text, UserWord, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { LinkButton } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Code } from "./code.tsx";

const ResolveDialog = lateComponent(() => import("./resolve-dialog.tsx"), "ResolveDialog");

/** One difference of a run: the books', the chain's and the pending amounts, its cause, links to look further, and an admin's way to resolve it. */
export function DifferenceCard({ difference }: { difference: DifferenceView }) {
  const t = useTranslations("admin.reconciliation");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const dialog = useLateDialog();
  const { asset, dealId, status } = difference;
  return (
    <Card component="article" padding="md" data-difference={status} data-cause={difference.cause}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs" align="flex-start">
          <Money amount={difference.difference} asset={asset} strong withChain />
          <Group gap={6}>
            <StatusBadge tone="attention">{t(`cause.${difference.cause}`)}</StatusBadge>
            <StatusBadge tone={status === "resolved" ? "good" : "bad"}>
              {t(status === "resolved" ? "row.resolved" : "row.open")}
            </StatusBadge>
          </Group>
        </Group>
        <Facts facts={useFacts(difference)} />
        <Group gap="sm">
          {dealId === null ? (
            <>
              <LinkButton href="/admin/wallets" variant="light">
                {t("row.wallets")}
              </LinkButton>
              <LinkButton href="/admin/unmatched" variant="light">
                {t("row.deposits")}
              </LinkButton>
            </>
          ) : (
            <LinkButton href={`/admin/deals/${dealId}`} variant="light">
              {t("row.deal")}
            </LinkButton>
          )}
          <LinkButton href="/admin/ledger" variant="light">
            {t("row.ledger")}
          </LinkButton>
          {admin && status === "open" ? <Button onClick={dialog.open}>{t("row.resolve")}</Button> : null}
        </Group>
        {dialog.wanted ? <ResolveDialog key={dialog.times} difference={difference} opened={dialog.opened} onClose={dialog.close} /> : null}
      </Stack>
    </Card>
  );
}

function useFacts({ address, dealId, asset, books, chain, underWayIn, underWayOut, block, resolved }: DifferenceView): Fact[] {
  const t = useTranslations("admin.reconciliation.row");
  const run = useTranslations("admin.reconciliation");
  const money = (amount: string) => <Money amount={amount} asset={asset} />;
  const facts: Fact[] = [
    {
      label: t("place"),
      value: address === null ? <Code>{dealId ?? ""}</Code> : <AddressText address={shownAddress(address)} copyLabel={t("place")} />,
    },
    { label: t("books"), value: money(books) },
    { label: t(address === null ? "ownRecords" : "onChain"), value: money(chain) },
  ];
  if (underWayIn !== "0") facts.push({ label: t("wayIn"), value: money(underWayIn) });
  if (underWayOut !== "0") facts.push({ label: t("wayOut"), value: money(underWayOut) });
  if (block !== null) facts.push({ label: run("block"), value: <Code>{String(block)}</Code> });
  if (resolved !== null) {
    const { by, note, journal, txHash } = resolved;
    facts.push({
      label: t("resolved"),
      value: <Text>{t.rich("resolvedBy", { name: () => <UserWord>{by}</UserWord>, note: () => <UserWord>{note}</UserWord> })}</Text>,
    });
    if (journal !== null) facts.push({ label: t("journal"), value: <Code>{journal}</Code> });
    if (txHash !== null) facts.push({ label: t("tx"), value: <AddressText address={txHash} copyLabel={t("tx")} /> });
  }
  return facts;
}
