"use client";

import type { Scope } from "@amanat/contracts";
import { asFailure, Button, Checkbox, InputWrapper, NativeSelect, Stack, Text, Textarea, TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import classes from "./account.module.css";
import { SecretOnce } from "../secret/secret-once.tsx";
import { useAccountRefresh } from "./refresh.ts";
import { actionOf, networksOf, SCOPE_GROUPS } from "./scopes.ts";

const LIVES = [30, 90, 365, null] as const;
type Fields = { name: string; scopes: readonly Scope[]; networks: string; days: number | null };

/** What the key may do, from where and how long; then the key itself, once. */
export function CreateKey({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const [fields, setFields] = useState<Fields>({ name: "", scopes: ["deals:read"], networks: "", days: 90 });
  const create = useAmanatMutation("auth", "createApiKey", { onSettled: () => refresh("apiKeys") });
  const made = create.data;
  const networksWrong = create.error?.issues.some(({ path }) => path.startsWith("cidrs")) ?? false;
  const shown = create.error !== null && !(networksWrong && asFailure(create.error).code === "VALIDATION_ERROR");
  const submit = () =>
    create.mutate({ name: fields.name.trim(), scopes: [...fields.scopes], cidrs: networksOf(fields.networks), days: fields.days });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made === undefined ? t("createTitle") : t("madeTitle")}
      error={shown ? create.error : null}
      aboutMoney={false}
      actions={
        made === undefined ? (
          <Answers
            onClose={onClose}
            back={t("cancel")}
            type="submit"
            form="create-key"
            loading={create.isPending}
            disabled={fields.name.trim() === "" || fields.scopes.length === 0}
          >
            {t("create")}
          </Answers>
        ) : (
          <Button onClick={onClose}>{t("saved")}</Button>
        )
      }
    >
      {made === undefined ? (
        <form
          id="create-key"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <KeyFields fields={fields} onChange={(change) => setFields({ ...fields, ...change })} networksWrong={networksWrong} />
        </form>
      ) : (
        <SecretOnce secret={made.key} once={t("once")} copy={t("copy")} />
      )}
    </Dialog>
  );
}

type FieldsProps = { fields: Fields; onChange: (change: Partial<Fields>) => void; networksWrong: boolean };

function KeyFields({ fields, onChange, networksWrong }: FieldsProps) {
  const t = useTranslations("account.keys");
  const errors = useTranslations("errors.issues");
  return (
    <Stack gap="md">
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        value={fields.name}
        maxLength={60}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        dir="auto"
        autoComplete="off"
        data-autofocus
      />
      <ScopeFields chosen={fields.scopes} onChange={(scopes) => onChange({ scopes })} />
      <NativeSelect
        label={t("life")}
        value={String(fields.days)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ days: LIVES.find((days) => String(days) === value) ?? null });
        }}
        data={LIVES.map((days) => ({ value: String(days), label: days === null ? t("lifeNoEnd") : t("lifeDays", { count: days }) }))}
      />
      <Textarea
        label={t("networks")}
        description={t("networksHint")}
        value={fields.networks}
        onChange={(event) => onChange({ networks: event.currentTarget.value })}
        error={networksWrong ? errors("invalid") : null}
        dir="ltr"
        autosize
        minRows={2}
        placeholder="203.0.113.7"
      />
    </Stack>
  );
}

function ScopeFields({ chosen, onChange }: { chosen: readonly Scope[]; onChange: (scopes: readonly Scope[]) => void }) {
  const t = useTranslations("account.keys");
  const staff = useMe()?.roles.some((role) => role === "admin" || role === "guard" || role === "resolver") ?? false;
  // A key never does more than its owner may, so others need not be asked about payouts.
  const groups = SCOPE_GROUPS.filter(({ resource }) => staff || resource !== "payouts");
  const toggle = (scope: Scope, on: boolean) => onChange(on ? [...chosen, scope] : chosen.filter((each) => each !== scope));
  return (
    <InputWrapper label={t("scopes")} description={t("scopesHint")} labelElement="div">
      <div className={classes.scopes} role="group" aria-label={t("scopes")}>
        {groups.map(({ resource, scopes }) => (
          <div key={resource} className={classes.scope}>
            <Text>{t(`resource.${resource}`)}</Text>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                label={t(`action.${actionOf(scope)}`)}
                aria-label={`${t(`resource.${resource}`)}: ${t(`action.${actionOf(scope)}`)}`}
                checked={chosen.includes(scope)}
                onChange={(event) => toggle(scope, event.currentTarget.checked)}
                size="md"
                py={10}
              />
            ))}
          </div>
        ))}
      </div>
    </InputWrapper>
  );
}
