"use client";

import type { SettingChangeView, SettingView } from "@amanat/contracts";
import { Button, Card, DateText, ErrorState, Facts, Group, Stack, Text, Title, useDoneToast, UserWord } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Code } from "./code.tsx";
import { useDeskMutation } from "./recorded-calls.ts";
import { SettingValue } from "./setting-value.tsx";
import { useSettingWords } from "./setting-words.ts";

/** Asks for everything about settings again. */
export function useSettingsRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["settings"] });
}

/** Changes that wait for another admin. */
export function SettingsWaiting({ settings }: { settings: readonly SettingView[] }) {
  const t = useTranslations("admin.settings.waiting");
  const waiting = settings.filter((one) => one.waiting !== null);
  if (waiting.length === 0) return null;
  return (
    <Stack gap="md" component="section" aria-labelledby="settings-waiting">
      <Title order={2} size="h4" id="settings-waiting">
        {t("title")}
      </Title>
      {waiting.map((setting) =>
        setting.waiting === null ? null : <Waiting key={setting.key} setting={setting} change={setting.waiting} />,
      )}
    </Stack>
  );
}

function Waiting({ setting, change }: { setting: SettingView; change: SettingChangeView }) {
  const t = useTranslations("admin.settings.waiting");
  const { text } = useSettingWords()(setting);
  const done = useDoneToast();
  const refresh = useSettingsRefresh();
  const confirm = useDeskMutation("settings", "confirm", { onSuccess: () => done(t("confirmed")), onSettled: () => refresh() });
  const decline = useDeskMutation("settings", "decline", { onSuccess: () => done(t("declined")), onSettled: () => refresh() });
  const error = confirm.error ?? decline.error;
  const which = { changeId: change.id };
  return (
    <Card component="article" padding="md" data-setting-waiting={change.key}>
      <Stack gap="sm">
        <div>
          <Title order={3} size="h4">
            <Code>{change.key}</Code>
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        <Facts
          facts={[
            { label: t("from"), value: <SettingValue json={change.before} /> },
            {
              label: t("to"),
              value: (
                <strong>
                  <SettingValue json={change.after} />
                </strong>
              ),
            },
            { label: t("reason"), value: <UserWord>{change.reason}</UserWord> },
            { label: t("by"), value: <UserWord>{change.askedBy ?? ""}</UserWord> },
            ...(change.dueAt === null ? [] : [{ label: t("until"), value: <DateText value={change.dueAt} look="due" /> }]),
          ]}
        />
        {error === null ? null : <ErrorState error={error} money="none" />}
        {change.mine ? <Text>{t("mine")}</Text> : null}
        <Group gap="sm">
          {change.mine ? null : (
            <Button loading={confirm.isPending} onClick={() => confirm.mutate(which)}>
              {t("confirm")}
            </Button>
          )}
          <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate(which)}>
            {t(change.mine ? "withdraw" : "refuse")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
