"use client";

import { FILE_PURPOSES } from "@amanat/contracts";
import { formatBytes, formatCount, isolatedLeftToRight } from "@amanat/i18n";
import { Button, Group, Skeleton, Stack, Text } from "@amanat/ui";
import { IconUpload } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { typeNames } from "./type-names.ts";
import { UploadRows } from "./upload-rows.tsx";
import type { Sending } from "./use-uploads.ts";

const DropZone = lateComponent(() => import("@amanat/ui/drop-zone"), "DropZone");

type FilePickerProps = {
  sending: Sending;
  /** What the files are, above the zone. */
  label: string;
};

/** Where files are chosen or dropped: first what may be sent, then each on its way. */
export function FilePicker({ sending, label }: FilePickerProps) {
  const t = useTranslations("files");
  return (
    <Stack gap="xs" data-files>
      <Text fw={600} size="sm">
        {label}
      </Text>
      <Rules sending={sending} />
      {sending.rules === null ? (
        <Skeleton height={86} radius="md" />
      ) : (
        <DropZone
          label={label}
          types={FILE_PURPOSES[sending.purpose].types}
          several={sending.mostFiles > 1}
          onFiles={(files) => sending.add(files)}
        >
          <Group gap="sm" justify="center">
            <Button variant="light" leftSection={<IconUpload size={20} aria-hidden />}>
              {t("choose")}
            </Button>
            <Text size="sm" c="dimmed">
              {t("drop")}
            </Text>
          </Group>
        </DropZone>
      )}
      <UploadRows sending={sending} />
    </Stack>
  );
}

/** What may be sent, said before anything is chosen. */
function Rules({ sending: { purpose, mostFiles, rules } }: { sending: Sending }) {
  const t = useTranslations("files.rules");
  const locale = useLocale();
  if (rules === null) return <Skeleton height={44} />;
  const size = (bytes: number): string => formatBytes(bytes, locale);
  return (
    <Text size="sm" c="dimmed">
      {t("types", { types: isolatedLeftToRight(typeNames(purpose)) })}{" "}
      {t("most", { size: size(rules.mostBytes), count: mostFiles, n: formatCount(mostFiles, locale) })}{" "}
      {t("quota", { used: size(rules.usedBytes), quota: size(rules.quotaBytes) })}
    </Text>
  );
}
