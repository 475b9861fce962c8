"use client";

import type { SettingChangeState, SettingChangeView, SettingView } from "@amanat/contracts";
import {
  Card,
  DataTable,
  DateText,
  Facts,
  NativeSelect,
  Stack,
  StatusBadge,
  Text,
  Title,
  type Tone,
  UserWord,
  type Column,
} from "@amanat/ui";
import { IconClipboardList } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminList, ListPager } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { SettingValue } from "./setting-value.tsx";
import { Tight } from "./tight.tsx";

const PAGE = 20;
const TONES: Readonly<Record<SettingChangeState, Tone>> = {
  waiting: "waiting",
  applied: "good",
  refused: "bad",
  withdrawn: "neutral",
  expired: "neutral",
};

type SettingHistoryProps = {
  settings: readonly SettingView[];
  /** Whose history; null for that of all. */
  of: string | null;
  cursor: string | null;
  onOf: (key: string | null) => void;
  onGo: (cursor: string | null) => void;
};

/** What was changed and asked for, newest first: before, after, who, and why. */
export function SettingHistory({ settings, of, cursor, onOf, onGo }: SettingHistoryProps) {
  const t = useTranslations("admin.settings.history");
  const column = useTranslations("admin.settings.column");
  const key = settings.some((one) => one.key === of) ? of : null;
  const input = { limit: PAGE, ...(key === null ? {} : { key }), ...(cursor === null ? {} : { cursor }) };
  const page = useAmanatQuery("settings", "history", input);
  return (
    <Stack gap="md" component="section" aria-labelledby="settings-history">
      <Title order={2} size="h4" id="settings-history">
        {t("title")}
      </Title>
      <NativeSelect
        label={column("what")}
        value={key ?? ""}
        onChange={({ currentTarget: { value } }) => onOf(value === "" ? null : value)}
        data={[{ value: "", label: t("all") }, ...settings.map((one) => ({ value: one.key, label: one.key }))]}
        maw="24rem"
      />
      <AdminList title={t("title")} query={page} rows={page.data?.data} empty={{ icon: IconClipboardList, title: t("empty") }}>
        {(changes) => <Changes changes={changes} />}
      </AdminList>
      <ListPager cursor={cursor} next={page.data?.meta.nextCursor ?? null} onGo={onGo} />
    </Stack>
  );
}

function Changes({ changes }: { changes: readonly SettingChangeView[] }) {
  const t = useTranslations("admin.settings");
  const who = ({ askedBy, askedAt }: SettingChangeView) => (
    <>
      <UserWord>{askedBy ?? ""}</UserWord>
      <br />
      <Tight>
        <DateText value={askedAt} look="moment" />
      </Tight>
    </>
  );
  const state = ({ state: at, endedBy, mine: _mine }: SettingChangeView) => (
    <>
      <StatusBadge tone={TONES[at]}>{t(`state.${at}`)}</StatusBadge> {endedBy === null ? null : <UserWord>{endedBy}</UserWord>}
    </>
  );
  const what = ({ key, reason }: SettingChangeView) => (
    <>
      <Text fw={600}>
        <Code>{key}</Code>
      </Text>
      <Text size="sm" c="dimmed">
        <UserWord>{reason}</UserWord>
      </Text>
    </>
  );
  const columns: readonly Column<SettingChangeView>[] = [
    { key: "what", title: t("column.what"), render: what },
    { key: "was", title: t("history.was"), render: ({ before }) => <SettingValue json={before} /> },
    { key: "became", title: t("history.became"), render: ({ after }) => <SettingValue json={after} /> },
    { key: "by", title: t("history.by"), render: who },
    { key: "ended", title: t("history.ended"), render: state },
  ];
  return (
    <DataTable
      caption={t("history.title")}
      columns={columns}
      rows={changes}
      rowKey={({ id }) => id}
      minWidth={900}
      card={(change) => (
        <Card padding="md" component="article">
          <Stack gap="sm">
            <div>{what(change)}</div>
            <Facts
              facts={[
                { label: t("history.was"), value: <SettingValue json={change.before} /> },
                { label: t("history.became"), value: <SettingValue json={change.after} /> },
                { label: t("history.by"), value: who(change) },
                { label: t("history.ended"), value: state(change) },
              ]}
            />
          </Stack>
        </Card>
      )}
    />
  );
}
