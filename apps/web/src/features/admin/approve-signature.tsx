"use client";

import type { PayoutView, SignedText } from "@amanat/contracts";
import { Button, ErrorState, Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { DeviceSignature, signedBy } from "./device-signature.tsx";

type Props = { payout: PayoutView; missing: boolean; onSigned: (signed: SignedText | null) => void };

/** The device's part of an approval: needed, or instead of the second admin. */
export function ApproveSignature({ payout, missing, onSigned }: Props) {
  const t = useTranslations("admin.safekeeping.sign");
  const [pasted, setPasted] = useState("");
  const text = useAmanatMutation("payment", "approvalText");
  const ask = () => text.mutate({ payoutId: payout.id, version: payout.version });
  return (
    <Stack gap="sm">
      <Text>{t(payout.check?.device === "needed" ? "needed" : "instead")}</Text>
      {text.error === null ? null : <ErrorState error={text.error} money="none" />}
      {text.data === undefined ? (
        <div>
          <Button variant="default" loading={text.isPending} onClick={ask}>
            {t("ask")}
          </Button>
        </div>
      ) : (
        <DeviceSignature
          asked={text.data}
          value={pasted}
          onChange={(signature) => {
            setPasted(signature);
            onSigned(signedBy(text.data, signature));
          }}
        />
      )}
      {missing ? (
        <Text c="pomegranate" role="alert">
          {t("missing")}
        </Text>
      ) : null}
    </Stack>
  );
}
