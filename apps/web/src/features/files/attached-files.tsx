"use client";

import { formatBytes } from "@amanat/i18n";
import { Loader, Text, UnstyledButton, UserLine, VisuallyHidden } from "@amanat/ui";
import { IconDownload, IconEye, IconFile, IconPhoto } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import classes from "./files.module.css";
import { LINK_FRESH_MS, type ShownFile } from "./shown-file.ts";
import { typeName } from "./type-names.ts";
import { useSaving } from "./use-saving.ts";

const PictureDialog = lateComponent(() => import("./picture-dialog.tsx"), "PictureDialog");

type AttachedFilesProps = {
  files: readonly ShownFile[];
  label: string;
  /** What else can be done with each. */
  beside?: (file: ShownFile) => ReactNode;
};

/** Files that stand in something: pictures are looked at, everything else is saved. */
export function AttachedFiles({ files, label, beside }: AttachedFilesProps) {
  if (files.length === 0) return null;
  return (
    <ul className={classes.rows} aria-label={label}>
      {files.map((file) => (
        <li key={file.id} className={classes.row} data-file={file.id}>
          {file.width === null ? <Saved file={file} /> : <Picture file={file} />}
          {beside?.(file)}
        </li>
      ))}
    </ul>
  );
}

function Picture({ file }: { file: ShownFile }) {
  const t = useTranslations("files");
  const looking = useLateDialog();
  const small = useAmanatQuery("files", "link", { fileId: file.id, variant: "small" }, { staleTime: LINK_FRESH_MS });
  return (
    <>
      <UnstyledButton className={classes.open} onClick={looking.open}>
        {small.data === undefined ? (
          <span className={classes.sign}>
            <IconPhoto size={24} aria-hidden />
          </span>
        ) : (
          <img className={classes.small} src={small.data.url} alt="" width={44} height={44} loading="lazy" />
        )}
        <Named file={file} />
        <VisuallyHidden>{t("look")}</VisuallyHidden>
        <IconEye size={20} aria-hidden />
      </UnstyledButton>
      {looking.wanted ? <PictureDialog key={looking.times} file={file} opened={looking.opened} onClose={looking.close} /> : null}
    </>
  );
}

function Saved({ file }: { file: ShownFile }) {
  const t = useTranslations("files");
  const saving = useSaving(file.id);
  return (
    <UnstyledButton className={classes.open} disabled={saving.isPending} onClick={() => saving.mutate()}>
      <span className={classes.sign}>
        <IconFile size={24} aria-hidden />
      </span>
      <Named file={file} />
      <VisuallyHidden>{t("save")}</VisuallyHidden>
      {saving.isPending ? <Loader size={20} /> : <IconDownload size={20} aria-hidden />}
    </UnstyledButton>
  );
}

function Named({ file: { fileName, type, size } }: { file: ShownFile }) {
  const locale = useLocale();
  return (
    <span className={classes.what}>
      <Text size="sm" fw={600} component="span" className={classes.name}>
        <UserLine>{fileName}</UserLine>
      </Text>
      <Text size="sm" c="dimmed" component="span">
        {[typeName(type), formatBytes(size, locale)].filter((each) => each !== "").join(" · ")}
      </Text>
    </span>
  );
}
