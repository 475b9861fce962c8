"use client";

import type { SettingView } from "@amanat/contracts";
import {
  Badge,
  Button,
  Card,
  DataTable,
  DateText,
  Facts,
  Group,
  NativeSelect,
  PageHeader,
  Stack,
  Text,
  UserWord,
  type Column,
} from "@amanat/ui";
import { IconSettings } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { lateComponent } from "../../client/late-component.ts";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { AdminList } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { SettingHistory } from "./setting-history.tsx";
import { SettingValue } from "./setting-value.tsx";
import { useSettingWords } from "./setting-words.ts";
import { SettingsWaiting } from "./settings-waiting.tsx";
import { SETTINGS_SHOWN, settingsFilter } from "./settings-filter.ts";
import { Tight } from "./tight.tsx";

const SettingDialog = lateComponent(() => import("./setting-dialog.tsx"), "SettingDialog");
/** What another admin asks for or decides is here within this. */
const SAFETY_POLL_MS = 20_000;

/** Everything that operators decide while it runs: what waits for a second person, the list, and the history. */
export function Settings() {
  const t = useTranslations("admin.settings");
  const [filter, setFilter] = useQueryStates(settingsFilter, { history: "push" });
  const query = useAmanatQuery("settings", "list", {}, { refetchInterval: SAFETY_POLL_MS });
  const all = query.data?.settings;
  const rows = all?.filter((one) => {
    if (filter.show === "dangerous") return one.dangerous;
    return filter.show === "all" || one.value !== one.usual;
  });
  return (
    <Stack gap="lg">
      <PageHeader title={t("title")} lead={t("lead")} />
      <SettingsWaiting settings={all ?? []} />
      <NativeSelect
        label={t("show.label")}
        value={filter.show}
        onChange={({ currentTarget: { value } }) => void setFilter({ show: SETTINGS_SHOWN.find((known) => known === value) ?? null })}
        data={SETTINGS_SHOWN.map((value) => ({ value, label: t(`show.${value}`) }))}
        maw="20rem"
      />
      <AdminList title={t("title")} query={query} rows={rows} empty={{ icon: IconSettings, title: t("empty") }}>
        {(shown) => <Rows settings={shown} onHistory={(key) => void setFilter({ key, cursor: null })} />}
      </AdminList>
      <SettingHistory
        settings={all ?? []}
        of={filter.key}
        cursor={filter.cursor}
        onOf={(key) => void setFilter({ key, cursor: null })}
        onGo={(cursor) => void setFilter({ cursor })}
      />
    </Stack>
  );
}

type RowsProps = { settings: readonly SettingView[]; onHistory: (key: string) => void };

function Rows({ settings, onHistory }: RowsProps) {
  const t = useTranslations("admin.settings");
  const columns: readonly Column<SettingView>[] = [
    { key: "what", title: t("column.what"), render: (setting) => <What setting={setting} /> },
    { key: "now", title: t("column.now"), render: ({ value, usual }) => <Now value={value} usual={usual} /> },
    { key: "usual", title: t("column.usual"), render: ({ usual }) => <SettingValue json={usual} /> },
    { key: "changed", title: t("column.changed"), render: ({ changed }) => <Changed changed={changed} /> },
    {
      key: "act",
      title: t("column.act"),
      align: "end",
      render: (setting) => (
        <Tight>
          <Acts setting={setting} onHistory={onHistory} />
        </Tight>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={settings}
      rowKey={({ key }) => key}
      minWidth={960}
      card={(setting) => (
        <Card padding="md" component="article">
          <Stack gap="sm">
            <What setting={setting} />
            <Facts
              facts={[
                { label: t("column.now"), value: <Now value={setting.value} usual={setting.usual} /> },
                { label: t("column.usual"), value: <SettingValue json={setting.usual} /> },
                { label: t("column.changed"), value: <Changed changed={setting.changed} /> },
              ]}
            />
            <Acts setting={setting} onHistory={onHistory} />
          </Stack>
        </Card>
      )}
    />
  );
}

function What({ setting }: { setting: SettingView }) {
  const t = useTranslations("admin.settings");
  const { text, known } = useSettingWords()(setting);
  return (
    <div data-setting={setting.key}>
      <Group gap="xs">
        <Text fw={600}>
          <Code>{setting.key}</Code>
        </Text>
        {setting.dangerous ? <Badge color="saffron">{t("second")}</Badge> : null}
      </Group>
      <Text size="sm" c="dimmed" dir={known ? undefined : "ltr"}>
        {text}
      </Text>
    </div>
  );
}

function Now({ value, usual }: { value: string; usual: string }) {
  return value === usual ? (
    <SettingValue json={value} />
  ) : (
    <strong>
      <SettingValue json={value} />
    </strong>
  );
}

function Changed({ changed }: Pick<SettingView, "changed">) {
  const t = useTranslations("admin.settings");
  if (changed === null) return <Tight>{t("never")}</Tight>;
  return (
    <>
      <Tight>
        <DateText value={changed.at} look="moment" />
      </Tight>
      <br />
      {changed.by === null ? t("elsewhere") : <UserWord>{changed.by}</UserWord>}
    </>
  );
}

function Acts({ setting, onHistory }: { setting: SettingView; onHistory: (key: string) => void }) {
  const t = useTranslations("admin.settings");
  const dialog = useLateDialog();
  const { key, kept, version } = setting;
  if (kept === "system") return <Text size="sm">{t("system")}</Text>;
  if (kept === "limits")
    return (
      <LinkButton href="/admin/limits" variant="default">
        {t("limits")}
      </LinkButton>
    );
  return (
    <Group gap="xs">
      {version === 0 ? null : (
        <Button variant="subtle" aria-label={t("trailOf", { key })} onClick={() => onHistory(key)}>
          {t("trail")}
        </Button>
      )}
      <Button variant="default" disabled={setting.waiting !== null} aria-label={t("changeOf", { key })} onClick={dialog.open}>
        {t("change")}
      </Button>
      {dialog.wanted ? <SettingDialog key={dialog.times} setting={setting} opened={dialog.opened} onClose={dialog.close} /> : null}
    </Group>
  );
}
