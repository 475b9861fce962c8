"use client";

import type { PersonRow } from "@amanat/contracts";
import { Button, ErrorState, Group, Stack, Text, useDateWords } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

/** The role of an admin that waits for somebody: another admin confirms it, any admin stops it. */
export function WaitingAdmin({ person }: { person: PersonRow }) {
  const t = useTranslations("admin.people");
  const dates = useDateWords();
  const me = useMe();
  const queries = useQueryClient();
  const then = { onSettled: () => queries.invalidateQueries({ queryKey: ["auth", "people"] }) };
  const confirm = useDeskMutation("auth", "confirmAdmin", then);
  const stop = useDeskMutation("auth", "stopAdmin", then);
  const { waiting } = person;
  if (waiting === null) return null;
  const admin = me?.roles.includes("admin") === true;
  const mayConfirm = admin && me.id !== waiting.askedBy && me.id !== person.id;
  const failed = confirm.error ?? stop.error;
  return (
    <Stack gap={6} data-waiting-admin>
      <Text size="sm">{t("waiting", { time: dates(waiting.dueAt, "due") })}</Text>
      {failed === null ? null : <ErrorState error={failed} money="unmentioned" />}
      {admin ? (
        <Group gap="xs">
          {mayConfirm ? (
            <Button size="xs" loading={confirm.isPending} onClick={() => confirm.mutate({ userId: person.id, version: person.version })}>
              {t("confirm")}
            </Button>
          ) : null}
          <Button size="xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate({ userId: person.id })}>
            {t("stop")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
