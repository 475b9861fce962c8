"use client";

import { asFailure, serverIssues, Stack, Text, useForm, useIssueTexts } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { late } from "../../client/reach.ts";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { NewPasswordField, PasswordField } from "../auth/fields.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useAccountRefresh } from "./refresh.ts";

/** Another password, or a first one. Every other device is signed out by it. */
export function ChangePassword({ has, opened, onClose }: LateDialogProps & { has: boolean }) {
  const t = useTranslations("account.ways");
  const me = useMe();
  const texts = useIssueTexts();
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const form = useForm({ initialValues: { current: "", password: "" } });
  const change = useAmanatMutation("auth", "changePassword", {
    ...ends(t("passwordChanged"), () => refresh("identities", "sessions")),
    onError: (error) => form.setErrors(texts(serverIssues(error.issues))),
  });
  const inputOf = ({ current, password }: typeof form.values) => (has ? { current, password } : { password });
  const submit = useCheckedSubmit(
    form,
    async () => {
      const { changePasswordRules } = await late(() => import("../auth/rules.ts"));
      return (values) => changePasswordRules(inputOf(values));
    },
    (values) => change.mutate(inputOf(values)),
  );
  const shown = change.isError && asFailure(change.error).code !== "VALIDATION_ERROR";
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={has ? t("passwordChangeTitle") : t("passwordAddTitle")}
      error={shown ? change.error : null}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={t("cancel")} type="submit" form="change-password" loading={change.isPending}>
          {t("save")}
        </Answers>
      }
    >
      <Text>{t("passwordHint")}</Text>
      <form id="change-password" noValidate onSubmit={submit}>
        <Stack gap="md">
          <input type="text" name="username" autoComplete="username" value={me?.email ?? ""} readOnly hidden />
          {has ? <PasswordField label={t("passwordCurrent")} data-autofocus {...form.getInputProps("current")} /> : null}
          <NewPasswordField label={t("passwordNew")} {...form.getInputProps("password")} />
        </Stack>
      </form>
    </Dialog>
  );
}
