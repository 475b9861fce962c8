"use client";

import { Button, useDoneToast, useFailureToast, type Column } from "@amanat/ui";
import { IconDownload } from "@amanat/ui/icons";
import { formatCount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useAction } from "../../client/action.ts";
import { late } from "../../client/reach.ts";
import type { Page } from "./csv.ts";

export type ListFile<Row> = {
  /** The name of the file, without date and extension. */
  name: string;
  /** The columns of the page itself: those with a `text` are the file's. */
  columns: readonly Column<Row>[];
  /** A page of the list, with the filters that the page is shown with; as large as the list allows. */
  ask: (cursor: string | undefined) => Promise<Page<Row>>;
};

/** The list that is on screen as a CSV: the same filters, order and columns, all of its pages. */
export function ExportButton<Row>({ file }: { file: ListFile<Row> }) {
  const t = useTranslations("desk.file");
  const locale = useLocale();
  const done = useDoneToast();
  const failed = useFailureToast();
  const make = useAction<void, unknown>({
    mutationFn: async () => {
      const { csvOf, everyRow, save, MOST_ROWS } = await late(() => import("./csv.ts"));
      const { rows, whole } = await everyRow(file.ask);
      save(csvOf(file.columns, rows), `${file.name}-${new Date().toISOString().slice(0, 10)}.csv`);
      if (!whole) done(t("cut", { count: formatCount(MOST_ROWS, locale) }));
    },
    onError: failed,
  });
  return (
    <Button variant="default" leftSection={<IconDownload size={20} aria-hidden />} loading={make.isPending} onClick={() => make.mutate()}>
      {t("download")}
    </Button>
  );
}
