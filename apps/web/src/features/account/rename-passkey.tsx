"use client";

import type { PasskeyView } from "@amanat/contracts";
import { TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useAccountRefresh } from "./refresh.ts";

/** Gives a passkey the name its owner knows it by. */
export function RenamePasskey({ passkey, opened, onClose }: LateDialogProps & { passkey: PasskeyView }) {
  const t = useTranslations("account.passkeys");
  const refresh = useAccountRefresh();
  const [name, setName] = useState(passkey.name);
  const rename = useAmanatMutation("auth", "renamePasskey", { onSuccess: onClose, onSettled: () => refresh("passkeys") });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("renameTitle")}
      error={rename.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          type="submit"
          form="rename-passkey"
          loading={rename.isPending}
          disabled={name.trim() === ""}
        >
          {t("save")}
        </Answers>
      }
    >
      <form
        id="rename-passkey"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ passkeyId: passkey.id, name: name.trim() });
        }}
      >
        <TextInput
          label={t("name")}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          dir="auto"
          autoComplete="off"
          data-autofocus
        />
      </form>
    </Dialog>
  );
}
