"use client";

import type { Asset, IntentView } from "@amanat/contracts";
import { AddressField, asFailure, Button, Card, ErrorState, Stack, Text, Title } from "@amanat/ui";
import { IconShieldCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { useAddressFault } from "../money/address-fault.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { WalletAddress } from "../wallet/wallet-address.tsx";
import type { WalletChain } from "../wallet/wallet-chain.ts";

/** The address money goes back to; no deposit address is shown before this one is known. */
export function RefundForm({ intent, asset, chain }: { intent: IntentView; asset: Asset; chain: WalletChain | null }) {
  const t = useTranslations("pay.refund");
  const refresh = useRefreshAfter("payment");
  const [address, setAddress] = useState(intent.refundAddress ?? "");
  const fault = useAddressFault("refundAddress");
  const [source, setSource] = useState<string | null>(null);
  const open = useAmanatMutation("payment", "openIntent", {
    onSuccess: () => refresh(),
    onError: fault.refusedBy,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault.passes(address.trim())) open.mutate({ dealId: intent.dealId, refundAddress: address.trim() });
  };
  return (
    <Card component="section" aria-labelledby="refund-title">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <div>
            <Title order={2} id="refund-title">
              {t("title")}
            </Title>
            <Text>{t("why", { chain: asset.chainName })}</Text>
          </div>
          <AddressField
            label={t("label")}
            description={source === null ? t("notExchange") : t("fromWallet", { wallet: source })}
            error={fault.text}
            value={address}
            onChange={(event) => {
              setAddress(event.currentTarget.value);
              setSource(null);
              fault.clear();
            }}
            required
          />
          {chain === null ? null : (
            <WalletAddress
              chain={chain}
              label={t("useWallet")}
              onAddress={(found, wallet) => {
                setAddress(found);
                setSource(wallet);
                fault.clear();
              }}
            />
          )}
          {open.error === null || fault.text !== null ? null : (
            <ErrorState error={open.error} money={asFailure(open.error).correlationId === "" ? "unmentioned" : "none"} />
          )}
          <Button type="submit" size="lg" loading={open.isPending} leftSection={<IconShieldCheck size={20} aria-hidden />}>
            {t("submit")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
