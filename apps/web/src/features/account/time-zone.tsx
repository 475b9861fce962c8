"use client";

import type { MeView } from "@amanat/contracts";
import { Button, DateText, NativeSelect, Stack, Text, useDoneToast, useFailureToast, useMounted } from "@amanat/ui";
import { IconClock } from "@amanat/ui/icons";
import { useTimeZone, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { deviceZone } from "../../client/own-zone.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { Section } from "../section/section.tsx";

/** Names of zones as the table has them: nobody translates all four hundred. */
function zonesWith(chosen: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(chosen) ? known : [chosen, ...known];
}

/** In which zone the person is told when something is due; the device's own, or another they choose. */
export function TimeZone({ me, now }: { me: MeView; now: string }) {
  const t = useTranslations("account.zone");
  const router = useRouter();
  const done = useDoneToast();
  const fail = useFailureToast();
  const shown = useTimeZone() ?? "UTC";
  const chosen = me.timeZone ?? shown;
  const mounted = useMounted();
  const change = useAmanatMutation("auth", "changeTimeZone", {
    onSuccess: () => {
      done(t("changed"));
      router.refresh();
    },
    onError: fail,
  });
  const choose = (timeZone: string) => change.mutate({ timeZone });
  const device = mounted ? deviceZone() : chosen;
  return (
    <Section id="zone" title={t("title")} lead={t("lead")}>
      <Stack gap="sm" align="flex-start">
        <NativeSelect
          label={t("label")}
          description={t.rich("now", { time: () => <DateText value={now} look="due" /> })}
          dir="ltr"
          value={change.isPending ? change.variables.timeZone : chosen}
          data={mounted ? zonesWith(chosen) : [chosen]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {device === chosen ? null : (
          <Button
            variant="light"
            loading={change.isPending}
            leftSection={<IconClock size={18} aria-hidden />}
            onClick={() => choose(device)}
          >
            {t("device", { zone: device })}
          </Button>
        )}
        <Text size="sm" c="dimmed">
          {t("calendars")}
        </Text>
      </Stack>
    </Section>
  );
}
