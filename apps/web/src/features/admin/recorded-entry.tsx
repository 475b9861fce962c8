"use client";

import { Alert, Button, DateText, Group, Text } from "@amanat/ui";
import { IconClipboardList } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Code } from "./code.tsx";

/** The trail is read a moment behind what is written: so it is asked again until the entry is there. */
const AGAIN_MS = 300;
const SHOWN = 5;

type RecordedEntryProps = {
  /** The correlation id of the call. */
  call: string;
  onClose: () => void;
};

/** What one call left in the audit trail. */
export function RecordedEntry({ call, onClose }: RecordedEntryProps) {
  const t = useTranslations("admin.recorded");
  const found = useAmanatQuery(
    "audit",
    "entries",
    { correlationId: call, limit: SHOWN },
    { refetchInterval: ({ state }) => ((state.data?.data.length ?? 0) === 0 && state.dataUpdateCount < 20 ? AGAIN_MS : false) },
  );
  const entries = found.data?.data ?? [];
  const [first] = entries;
  return (
    <Alert color="pine" icon={<IconClipboardList aria-hidden />} role="status" data-recorded={first?.action ?? ""}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{t("title")}</Text>
          {first === undefined ? (
            <Text size="sm">{t("soon")}</Text>
          ) : (
            <Text size="sm">
              {[...new Set(entries.map(({ action }) => action))].map((action) => (
                <span key={action}>
                  <Code>{action}</Code>{" "}
                </span>
              ))}
              <DateText value={first.at} look="moment" />
            </Text>
          )}
        </div>
        <Group gap="xs">
          <LinkButton href={`/admin/audit?call=${call}`} variant="light">
            {t("open")}
          </LinkButton>
          <Button variant="subtle" onClick={onClose}>
            {t("close")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
