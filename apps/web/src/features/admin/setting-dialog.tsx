"use client";

import { OPERATOR_REASON_MIN, readAmount, type SettingView } from "@amanat/contracts";
import { Alert, Button, Checkbox, Facts, Stack, Text, Textarea, TextInput } from "@amanat/ui";
import { IconUsers } from "@amanat/ui/icons";
import { formatCount, type Locale } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useDeskMutation } from "./recorded-calls.ts";
import { SettingValue } from "./setting-value.tsx";
import { useSettingWords } from "./setting-words.ts";
import { useSettingsRefresh } from "./settings-waiting.tsx";

export type SettingDialogProps = { setting: SettingView; opened: boolean; onClose: () => void };

/** The finest that a number is typed. */
const DECIMALS = 6;

/** Laid out to be edited. */
const laidOut = (json: string, isWide: boolean): string => (isWide ? JSON.stringify(JSON.parse(json), null, 2) : json);

/** Changes one setting, or asks another admin for it. The server checks the value by the setting's own schema and says where it does not fit. */
export function SettingDialog({ setting, opened, onClose }: SettingDialogProps) {
  const t = useTranslations("admin.settings.dialog");
  const column = useTranslations("admin.settings.column");
  const locale = useLocale();
  const says = useSettingWords()(setting);
  const ends = useEnding(onClose);
  const refresh = useSettingsRefresh();
  const isWide = setting.kind.type === "json" || setting.kind.type === "words";
  const [value, setValue] = useState(laidOut(setting.value, isWide));
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const change = useDeskMutation("settings", "change", ends(t(setting.dangerous ? "asked" : "done"), refresh));
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const json = asJson(setting, value, locale);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!short && json !== null) change.mutate({ key: setting.key, version: setting.version, value: json, reason });
  };
  const issue = change.error?.issues[0];
  const wrong = issue === undefined ? null : issue.code === "same" ? t("same") : t("wrong", { where: issue.path });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={setting.key}
      error={wrong === null ? change.error : null}
      aboutMoney={false}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          {setting.value === setting.usual ? null : (
            <Button variant="default" onClick={() => setValue(laidOut(setting.usual, isWide))}>
              {t("reset")}
            </Button>
          )}
          <Button type="submit" form="change-setting" loading={change.isPending}>
            {t(setting.dangerous ? "ask" : "save")}
          </Button>
        </>
      }
    >
      <Text dir={says.known ? undefined : "ltr"}>{says.text}</Text>
      <Facts
        facts={[
          { label: column("now"), value: <SettingValue json={setting.value} /> },
          { label: column("usual"), value: <SettingValue json={setting.usual} /> },
        ]}
      />
      {setting.dangerous ? (
        <Alert color="saffron" icon={<IconUsers aria-hidden />}>
          {t("dangerous")}
        </Alert>
      ) : null}
      <form id="change-setting" onSubmit={save} noValidate>
        <Stack gap="md">
          <Field setting={setting} value={value} onChange={setValue} error={wrong ?? (asked && json === null ? t("syntax") : null)} />
          <ReasonField
            label={t("reason")}
            description={t("reasonHint")}
            value={reason}
            onChange={setReason}
            error={asked && short ? t("reasonHint") : null}
          />
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        {t("hint")}
      </Text>
    </Dialog>
  );
}

/** What was typed, as JSON; null when it is none. Digits of every script are digits. */
function asJson({ kind }: SettingView, typed: string, locale: Locale): string | null {
  if (kind.type === "number") {
    const read = readAmount(typed, { decimals: DECIMALS }, locale);
    return "units" in read ? String(Number(read.units) / 10 ** DECIMALS) : null;
  }
  try {
    return JSON.stringify(JSON.parse(typed));
  } catch {
    return null;
  }
}

type FieldProps = { setting: SettingView; value: string; onChange: (value: string) => void; error: string | null };

function Field({ setting: { kind }, value, onChange, error }: FieldProps) {
  const t = useTranslations("admin.settings.dialog");
  const settings = useTranslations("admin.settings");
  const locale = useLocale();
  if (kind.type === "switch")
    return (
      <Checkbox
        size="md"
        label={settings("on")}
        error={error}
        checked={value === "true"}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
        data-autofocus
      />
    );
  if (kind.type === "number") {
    const range = { least: formatCount(kind.least ?? 0, locale), most: formatCount(kind.most ?? 0, locale) };
    return (
      <TextInput
        label={t("value")}
        description={kind.most === null ? undefined : t(kind.above ? "above" : "range", range)}
        inputMode="decimal"
        dir="ltr"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        data-autofocus
      />
    );
  }
  return (
    <Textarea
      label={t("value")}
      description={kind.type === "words" ? kind.words.join(", ") : t("json")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      dir="ltr"
      autosize
      minRows={3}
      maxRows={16}
      data-autofocus
    />
  );
}
