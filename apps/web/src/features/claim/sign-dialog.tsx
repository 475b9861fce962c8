"use client";

import { type ClaimView, shownAddress } from "@amanat/contracts";
import { Accordion, AccordionControl, AccordionItem, AccordionPanel, Button, Stack, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { TextToSign } from "../dialog/text-to-sign.tsx";
import { WalletSignature } from "../wallet/lazy-signature.tsx";

type Wanted = { unmatchedId: string; destination: string };
type SignDialogProps = LateDialogProps & { wanted: Wanted; sender: string; onClaimed: (claim: ClaimView) => void };

/** The sender's signature: by a wallet of this browser, or made elsewhere and pasted. */
export function SignDialog({ opened, onClose, wanted, sender, onClaimed }: SignDialogProps) {
  const t = useTranslations("claim");
  const amanat = useAmanat();
  const claim = useAmanatMutation("payment", "claimBySignature", { onSuccess: onClaimed });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("signTitle")}
      error={claim.error}
      aboutMoney={false}
      actions={
        <Button variant="default" loading={claim.isPending || claim.isSuccess} onClick={onClose}>
          {t("cancel")}
        </Button>
      }
    >
      <WalletSignature
        messageFor={async () => (await amanat.payment.claimText(wanted)).text}
        onSigned={({ signature }) => claim.mutate({ ...wanted, signature })}
        only={[sender]}
        hint={t("signHint", { address: shownAddress(sender) })}
      />
      <Accordion variant="contained" order={3}>
        <AccordionItem value="elsewhere">
          <AccordionControl>{t("elsewhere")}</AccordionControl>
          <AccordionPanel>
            <Elsewhere wanted={wanted} onSigned={(signature) => claim.mutate({ ...wanted, signature })} />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </Dialog>
  );
}

function Elsewhere({ wanted, onSigned }: { wanted: Wanted; onSigned: (signature: string) => void }) {
  const t = useTranslations("claim");
  const [signature, setSignature] = useState("");
  const text = useAmanatQuery("payment", "claimText", wanted).data?.text;
  if (text === undefined) return null;
  return (
    <Stack gap="sm" align="flex-start">
      <TextToSign text={text} label={t("text")} copy={t("copyText")} />
      <Textarea
        label={t("signature")}
        description={t("signatureHint")}
        value={signature}
        onChange={(event) => setSignature(event.currentTarget.value)}
        dir="ltr"
        autosize
        minRows={2}
        w="100%"
      />
      <Button disabled={signature.trim() === ""} onClick={() => onSigned(signature.trim())}>
        {t("submit")}
      </Button>
    </Stack>
  );
}
