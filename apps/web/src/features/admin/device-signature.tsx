"use client";

import { type SignedText, shownAddress, type TextToSign as Text_ } from "@amanat/contracts";
import { Stack, Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextToSign } from "../dialog/text-to-sign.tsx";

type Props = { asked: Text_; value: string; onChange: (signature: string) => void; error?: string | null };

/** Shows the text to sign and takes the signature, which is made by "Sign message" in the device's own software and pasted. */
export function DeviceSignature({ asked, value, onChange, error = null }: Props) {
  const t = useTranslations("admin.safekeeping.sign");
  return (
    <Stack gap="sm" align="flex-start">
      <Text>{t("hint", { address: asked.addresses.map(shownAddress).join(" · ") })}</Text>
      <TextToSign text={asked.text} label={t("text")} copy={t("copy")} />
      <Textarea
        label={t("signature")}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        dir="ltr"
        autosize
        minRows={2}
        w="100%"
        required
      />
    </Stack>
  );
}

/** A signature as people paste it, with the text it is for; null where none is there. */
export function signedBy(asked: Text_ | undefined, pasted: string): SignedText | null {
  const signature = pasted.trim();
  return asked === undefined || !/^(0x)?[0-9a-fA-F]{130}$/.test(signature) ? null : { textId: asked.textId, signature };
}
