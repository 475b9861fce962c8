"use client";

import { AmanatError } from "@amanat/sdk";
import { Alert, Text, TextInput, useDoneToast } from "@amanat/ui";
import { IconAlertTriangle, IconFingerprint } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { makePasskey, passkeyProblem } from "../passkey/ceremony.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { deviceName } from "./device-name.ts";
import { useAccountRefresh } from "./refresh.ts";

const NAME_MAX = 60;

/** A first guess its owner can overwrite: where the passkey is being made. */
function likelyName(): string {
  const { browser, system } = deviceName(navigator.userAgent);
  return [system, browser].filter((part) => part !== null).join(" · ");
}

/** Makes a passkey on this device, or on one the browser reaches, under a name its owner will recognise. */
export function AddPasskey({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("account.passkeys");
  const auth = useTranslations("auth.passkey.problem");
  const amanat = useAmanat();
  const refresh = useAccountRefresh();
  const done = useDoneToast();
  const [name, setName] = useState(likelyName);
  const add = useAction({
    mutationFn: async () => {
      const { challengeId, options } = await amanat.auth.passkeyRegistration();
      const response = await makePasskey(options);
      return amanat.auth.registerPasskey({ challengeId, name: name.trim(), response });
    },
    onSuccess: () => {
      onClose();
      done(t("made"));
    },
    onSettled: () => refresh("passkeys"),
  });
  const refused = add.error instanceof AmanatError;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("addTitle")}
      error={refused ? add.error : null}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          type="submit"
          form="add-passkey"
          loading={add.isPending}
          disabled={name.trim() === ""}
          leftSection={<IconFingerprint size={20} aria-hidden />}
        >
          {t("make")}
        </Answers>
      }
    >
      <Text>{t("addHint")}</Text>
      <form
        id="add-passkey"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          value={name}
          maxLength={NAME_MAX}
          onChange={(event) => setName(event.currentTarget.value)}
          dir="auto"
          autoComplete="off"
          data-autofocus
        />
      </form>
      {add.isError && !refused ? (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
          {auth(passkeyProblem(add.error))}
        </Alert>
      ) : null}
    </Dialog>
  );
}
