"use client";

import { asFailure, Button, Card, EmptyState, ErrorState, ListSkeleton, NativeSelect, PageHeader, Stack, TextInput } from "@amanat/ui";
import { IconSearch } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useAssets } from "../../client/assets.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";

const FoundDeposit = lateComponent(() => import("./found-deposit.tsx"), "FoundDeposit");

type Asked = { chain: string; txHash: string };

/** Some chains' hashes have no case, and explorers show them in either. */
const spelled = (typed: string): string => (typed.startsWith("0x") || typed.startsWith("0X") ? typed.toLowerCase() : typed);

/** Looks a transaction up, and shows what of it fits no deal. What is looked for stands in the address, so that it can be sent to somebody. */
export function FindMoney() {
  const t = useTranslations("claim");
  const named = useSearchParams();
  const asked = { chain: named.get("chain") ?? "", txHash: named.get("tx") ?? "" };
  return (
    <Stack gap="lg" maw="46rem" mx="auto" w="100%">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Search asked={asked} onAsk={(next) => window.history.pushState(null, "", `?${new URLSearchParams(next).toString()}`)} />
      {asked.txHash === "" ? null : <Found asked={asked} />}
    </Stack>
  );
}

function Search({ asked, onAsk }: { asked: Asked; onAsk: (next: { chain: string; tx: string }) => void }) {
  const t = useTranslations("claim");
  const chains = [...new Map(useAssets().assets.map((asset) => [asset.chain, asset.chainName]))];
  const [chain, setChain] = useState(asked.chain === "" ? (chains[0]?.[0] ?? "") : asked.chain);
  const [tx, setTx] = useState(asked.txHash);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tx.trim() !== "") onAsk({ chain, tx: spelled(tx.trim()) });
  };
  return (
    <Card component="section" aria-label={t("title")}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NativeSelect
            label={t("network")}
            data={chains.map(([value, label]) => ({ value, label }))}
            value={chain}
            onChange={(event) => setChain(event.currentTarget.value)}
          />
          <TextInput
            label={t("tx")}
            description={t("txHint")}
            value={tx}
            onChange={(event) => setTx(event.currentTarget.value)}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
            required
          />
          <div>
            <Button type="submit" size="lg" leftSection={<IconSearch size={20} aria-hidden />}>
              {t("find")}
            </Button>
          </div>
        </Stack>
      </form>
    </Card>
  );
}

function Found({ asked }: { asked: Asked }) {
  const t = useTranslations("claim");
  const found = useAmanatQuery("payment", "findDeposits", asked, { refetchInterval: 20_000 });
  if (found.error !== null && asFailure(found.error).code === "VALIDATION_ERROR")
    return <EmptyState icon={IconSearch} title={t("txWrong", { example: "0x12ab…" })} />;
  if (found.error !== null) return <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <ListSkeleton label={t("find")} />;
  if (found.data.deposits.length === 0)
    return (
      <EmptyState icon={IconSearch} title={t("noneTitle")}>
        {t("noneHint")}
      </EmptyState>
    );
  return found.data.deposits.map((deposit) => <FoundDeposit key={deposit.unmatchedId} deposit={deposit} />);
}
