"use client";

import { Button, ErrorState, Skeleton } from "@amanat/ui";
import { IconDownload } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { LINK_FRESH_MS, type ShownFile } from "./shown-file.ts";
import classes from "./files.module.css";

/** A picture as large as there is room, and the way to keep it. */
export function PictureDialog({ file, opened, onClose }: LateDialogProps & { file: ShownFile }) {
  const t = useTranslations("files");
  const link = useAmanatQuery("files", "link", { fileId: file.id }, { staleTime: LINK_FRESH_MS });
  const url = link.data?.url;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={file.fileName}
      aboutMoney={false}
      actions={
        url === undefined ? null : (
          <Button component="a" variant="light" href={url} download={file.fileName} leftSection={<IconDownload size={20} aria-hidden />}>
            {t("keep")}
          </Button>
        )
      }
    >
      {link.error === null ? null : <ErrorState error={link.error} money="unmentioned" onRetry={() => void link.refetch()} />}
      {link.isPending ? <Skeleton height={260} radius="md" /> : null}
      {url === undefined ? null : <img className={classes.picture} src={url} alt={file.fileName} />}
    </Dialog>
  );
}
