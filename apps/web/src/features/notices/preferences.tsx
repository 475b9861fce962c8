"use client";

import { NOTICE_CHANNELS, NOTICE_DIGESTS, type NoticeChannel, type NoticeGroup, type NoticePreferences } from "@amanat/contracts";
import { isolatedLeftToRight } from "@amanat/i18n";
import { Alert, Badge, Button, Checkbox, ErrorState, Group, NativeSelect, Stack, Text, TextInput, useDoneToast } from "@amanat/ui";
import { IconMail } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { TextLink } from "../../client/links.tsx";
import { useAmanatMutation } from "../../client/query.ts";
import { Section } from "../section/section.tsx";
import { clockOf, minutesOf, offOf, type Switches, switchesOf } from "./choices.ts";
import classes from "./notices.module.css";

const PushAsk = lateComponent(() => import("./push-ask.tsx"), "PushAsk");

/** What hours are kept where none were before. */
const USUAL_QUIET = { from: 22 * 60, to: 8 * 60 };

/** What is sent to a person beside the centre: kinds by channels, quiet hours, and how often. */
export function Preferences({ first }: { first: NoticePreferences }) {
  const t = useTranslations("notifications.preferences");
  const done = useDoneToast();
  const [seen, setSeen] = useState(first);
  const [on, setOn] = useState(() => switchesOf(first));
  const [quiet, setQuiet] = useState(first.quiet);
  const [digest, setDigest] = useState(first.digest);
  const change = useAmanatMutation("notifications", "changePreferences", {
    onSuccess: (now) => {
      setSeen(now);
      setOn(switchesOf(now));
      done(t("saved"));
    },
  });
  const isSame = quiet !== null && quiet.from === quiet.to;
  return (
    <>
      <Section id="ways" title={t("title")} lead={t("lead")}>
        {seen.channels.length === 0 ? (
          <Alert color="saffron" icon={<IconMail aria-hidden />} role="status">
            {t("none")}
          </Alert>
        ) : (
          <div>
            {seen.groups.map(({ group, fixed }) => (
              <GroupRow
                key={group}
                group={group}
                fixed={fixed}
                channels={seen.channels}
                on={on[group]}
                onChange={(channels) => setOn({ ...on, [group]: channels })}
              />
            ))}
          </div>
        )}
      </Section>
      <PushAsk />
      <QuietHours quiet={quiet} isSame={isSame} zone={seen.timeZone} onChange={setQuiet} />
      <Section id="often" title={t("digest")} lead={t("digestLead")}>
        <NativeSelect
          label={t("digest")}
          value={digest}
          onChange={(event) => setDigest(NOTICE_DIGESTS.find((known) => known === event.currentTarget.value) ?? digest)}
          data={[
            { value: "none", label: t("digestNone") },
            { value: "hourly", label: t("digestHourly") },
            { value: "daily", label: t("digestDaily") },
          ]}
        />
      </Section>
      {change.error === null ? null : <ErrorState error={change.error} money="unmentioned" />}
      <Group>
        <Button
          loading={change.isPending}
          disabled={isSame}
          onClick={() => change.mutate({ version: seen.version, off: offOf(seen, on), quiet, digest })}
        >
          {t("save")}
        </Button>
      </Group>
    </>
  );
}

type GroupRowProps = {
  group: NoticeGroup;
  fixed: boolean;
  channels: readonly NoticeChannel[];
  on: Switches[NoticeGroup];
  onChange: (on: readonly NoticeChannel[]) => void;
};

function GroupRow({ group, fixed, channels, on, onChange }: GroupRowProps) {
  const t = useTranslations("notifications");
  const name = t(`group.${group}.name`);
  return (
    <div className={classes.group} role="group" aria-label={name}>
      <div className={classes.about}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t(`group.${group}.hint`)}
        </Text>
      </div>
      {fixed ? (
        <Badge color="pine">{t("preferences.fixed")}</Badge>
      ) : (
        <div className={classes.ways}>
          {NOTICE_CHANNELS.filter((channel) => channels.includes(channel)).map((channel) => (
            <Checkbox
              key={channel}
              className={classes.way ?? ""}
              label={t(`channel.${channel}`)}
              aria-label={t("preferences.about", { group: name, channel: t(`channel.${channel}`) })}
              checked={on.includes(channel)}
              onChange={(event) => onChange(event.currentTarget.checked ? [...on, channel] : on.filter((each) => each !== channel))}
              size="md"
            />
          ))}
        </div>
      )}
    </div>
  );
}

type QuietProps = {
  quiet: NoticePreferences["quiet"];
  isSame: boolean;
  zone: string;
  onChange: (quiet: NoticePreferences["quiet"]) => void;
};

function QuietHours({ quiet, isSame, zone, onChange }: QuietProps) {
  const t = useTranslations("notifications.preferences");
  return (
    <Section id="quiet" title={t("quiet")} lead={t("quietLead", { zone: isolatedLeftToRight(zone) })}>
      <Stack gap="sm">
        <Checkbox
          label={t("quietOn")}
          checked={quiet !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? USUAL_QUIET : null)}
          size="md"
          py={8}
        />
        {quiet === null ? null : (
          <Group gap="md" align="flex-start">
            <TextInput
              label={t("quietFrom")}
              type="time"
              dir="ltr"
              value={clockOf(quiet.from)}
              onChange={(event) => onChange({ ...quiet, from: minutesOf(event.currentTarget.value) ?? quiet.from })}
            />
            <TextInput
              label={t("quietTo")}
              type="time"
              dir="ltr"
              value={clockOf(quiet.to)}
              error={isSame ? t("sameTimes") : undefined}
              onChange={(event) => onChange({ ...quiet, to: minutesOf(event.currentTarget.value) ?? quiet.to })}
            />
          </Group>
        )}
        <TextLink href="/account#zone" className={classes.choose ?? ""}>
          {t("zone")}
        </TextLink>
      </Stack>
    </Section>
  );
}
