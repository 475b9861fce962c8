"use client";

import { findDepositsInput } from "@amanat/contracts";
import { Button, Card, EmptyState, ErrorState, ListSkeleton, NativeSelect, PageHeader, Stack, TextInput } from "@amanat/ui";
import { IconSearch } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { type FormEvent, useState } from "react";
import { useAssets } from "../../client/assets.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { FoundDeposit } from "./found-deposit.tsx";

type Asked = { chain: string; txHash: string };

/** Looks a transaction up, and shows what of it fits no deal. What is looked for stands in the address, so that it can be sent to somebody. */
export function FindMoney() {
  const t = useTranslations("claim");
  const [{ chain, tx }, setAsked] = useQueryStates({ chain: parseAsString, tx: parseAsString });
  const asked = findDepositsInput.safeParse({ chain, txHash: tx });
  return (
    <Stack gap="lg" maw="46rem" mx="auto" w="100%">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Search chain={chain ?? ""} tx={tx ?? ""} onAsk={({ chain: network, txHash }) => void setAsked({ chain: network, tx: txHash })} />
      {asked.success ? <Found asked={asked.data} /> : null}
    </Stack>
  );
}

function Search({ chain: from, tx: named, onAsk }: { chain: string; tx: string; onAsk: (asked: Asked) => void }) {
  const t = useTranslations("claim");
  const chains = [...new Map(useAssets().assets.map((asset) => [asset.chain, asset.chainName]))];
  const [chain, setChain] = useState(from === "" ? (chains[0]?.[0] ?? "") : from);
  const [tx, setTx] = useState(named);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [typed, lower] = [tx.trim(), tx.trim().toLowerCase()].map((txHash) => findDepositsInput.safeParse({ chain, txHash }));
    // Some chains' hashes have no case, and explorers show them in either.
    const asked = typed?.success === true ? typed : lower;
    setWrong(asked?.success !== true);
    if (asked?.success === true) onAsk(asked.data);
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
            error={wrong ? t("txWrong", { example: "0x12ab…" }) : null}
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
