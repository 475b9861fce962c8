"use client";

import type { PersonRow } from "@amanat/contracts";
import { Badge, Button, ErrorState, Group, Stack } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { useAmanatMutation } from "../../client/query.ts";

/** What was ruled about a person, where something was; an admin who did not rule it lifts it. */
export function Standing({ person }: { person: PersonRow }) {
  const t = useTranslations("admin.people");
  const me = useMe();
  const queries = useQueryClient();
  const lift = useAmanatMutation("auth", "liftBan", { onSettled: () => queries.invalidateQueries({ queryKey: ["auth", "people"] }) });
  if (person.standing === "active") return null;
  const mayLift = me?.roles.includes("admin") === true && me.id !== person.id;
  return (
    <Stack gap={6} data-standing={person.standing}>
      <Group gap="xs">
        <Badge color={person.standing === "banned" ? "pomegranate" : "saffron"}>{t(`standing.${person.standing}`)}</Badge>
        {mayLift ? (
          <Button
            size="xs"
            variant="default"
            aria-label={`${t("liftBan")}: ${person.name}`}
            loading={lift.isPending}
            onClick={() => lift.mutate({ userId: person.id, version: person.version })}
          >
            {t("liftBan")}
          </Button>
        ) : null}
      </Group>
      {lift.error === null ? null : <ErrorState error={lift.error} money="unmentioned" />}
    </Stack>
  );
}
