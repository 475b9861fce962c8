"use client";

import { Button, PasswordInput, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Dialog } from "../deal/dialog.tsx";

/** Asks for the password again before money moves; valid for five minutes on the server. */
export function StepUpDialog({ opened, onClose, onConfirmed }: { opened: boolean; onClose: () => void; onConfirmed: () => void }) {
  const t = useTranslations("admin.stepUp");
  const deal = useTranslations("deal.action");
  const [password, setPassword] = useState("");
  const confirm = useAmanatMutation("auth", "confirmPassword", {
    onSuccess: () => onConfirmed(),
    onSettled: () => setPassword(""),
  });
  const wrong = confirm.error?.code === "INVALID_CREDENTIALS";
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={wrong ? null : confirm.error}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {deal("back")}
          </Button>
          <Button type="submit" form="step-up" loading={confirm.isPending}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <Text>{t("hint")}</Text>
      <form
        id="step-up"
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate({ password });
        }}
      >
        <PasswordInput
          label={t("password")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={wrong ? t("wrong") : null}
          autoComplete="current-password"
          required
          dir="ltr"
          data-autofocus
        />
      </form>
    </Dialog>
  );
}
