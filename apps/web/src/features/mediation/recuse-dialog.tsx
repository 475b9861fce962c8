"use client";

import type { CaseView } from "@amanat/contracts";
import { useDoneToast } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { addressOf } from "../../i18n/link.tsx";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { EndDialog } from "../dialog/end-dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

/** The mediator gives the case back. What this browser knows of it is forgotten with it. */
export function RecuseDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("mediation.recuse");
  const words = useTranslations("deal.action");
  const done = useDoneToast();
  const router = useRouter();
  const locale = useLocale();
  const queries = useQueryClient();
  const recuse = useDeskMutation("disputes", "recuse", {
    onSuccess: () => {
      done(t("done"));
      router.push(addressOf(locale, "/admin/disputes"));
      const known: readonly unknown[] = ["disputes", "chat", "mediation"];
      queries.removeQueries({ predicate: ({ queryKey }) => known.includes(queryKey[0]), type: "inactive" });
      return queries.invalidateQueries({ predicate: ({ queryKey }) => known.includes(queryKey[0]) });
    },
  });
  return (
    <EndDialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      hint={t("hint")}
      back={words("back")}
      submit={t("submit")}
      call={recuse}
      onSubmit={() => recuse.mutate({ caseId: view.id, version: view.version })}
    />
  );
}
