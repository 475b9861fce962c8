"use client";

import { isolatedLeftToRight } from "@amanat/i18n";
import { Button, Text, Textarea, TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { DeviceSignature, signedBy } from "./device-signature.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

/** The account of which a device shows the extended public key. */
const ACCOUNT = "m/44'/60'/0'";

/** A device is registered by its public key and by a text that it has signed; another admin accepts it. */
export function RegisterDeviceDialog({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("admin.safekeeping");
  const deal = useTranslations("deal.action");
  const refresh = useRefreshAfter("safekeeping");
  const ends = useEnding(onClose);
  const [label, setLabel] = useState("");
  const [xpub, setXpub] = useState("");
  const [pasted, setPasted] = useState("");
  const [tried, setTried] = useState(false);
  const text = useAmanatMutation("payment", "deviceText");
  const register = useDeskMutation("payment", "registerDevice", ends(t("register.done"), refresh));
  const key = xpub.trim();
  const signed = signedBy(text.data, pasted);
  const submit = () => {
    setTried(true);
    if (signed !== null && label.trim() !== "") register.mutate({ label: label.trim(), xpub: key, signed });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("register.title")}
      error={register.error ?? text.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={register.isPending} disabled={text.data === undefined} onClick={submit}>
          {t("register.submit")}
        </Answers>
      }
    >
      <Text>{t("register.hint")}</Text>
      <TextInput
        label={t("register.label")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        error={tried && label.trim() === "" ? t("register.labelMissing") : null}
        maxLength={60}
        dir="auto"
        required
        data-autofocus
      />
      <Textarea
        label={t("register.xpub")}
        description={t("register.xpubHint", { path: isolatedLeftToRight(ACCOUNT) })}
        value={xpub}
        onChange={(event) => {
          setXpub(event.currentTarget.value);
          text.reset();
        }}
        dir="ltr"
        autosize
        minRows={2}
        required
      />
      {text.data === undefined ? (
        <div>
          <Button variant="default" disabled={key === ""} loading={text.isPending} onClick={() => text.mutate({ xpub: key })}>
            {t("sign.ask")}
          </Button>
        </div>
      ) : (
        <DeviceSignature
          asked={text.data}
          value={pasted}
          onChange={setPasted}
          error={tried && signed === null ? t("sign.missing") : null}
        />
      )}
    </Dialog>
  );
}
