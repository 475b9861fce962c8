"use client";

import { isolated } from "@amanat/i18n";
import { ActionIcon } from "@amanat/ui";
import { IconX } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { AttachedFiles } from "../files/attached-files.tsx";
import type { HandoverFiles } from "./use-handover.ts";

/** What came with the handover before; each may be left out of the new one. */
export function KeptFiles({ files: { kept, letGo } }: { files: HandoverFiles }) {
  const t = useTranslations("deal.delivery");
  const remove = useTranslations("files");
  return (
    <AttachedFiles
      files={kept}
      label={t("files")}
      beside={({ id, fileName }) => (
        <ActionIcon aria-label={remove("remove", { name: isolated(fileName) })} onClick={() => letGo(id)}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      )}
    />
  );
}
