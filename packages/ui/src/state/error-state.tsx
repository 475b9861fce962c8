import { IconRefresh } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../parts/buttons.tsx";
import { referenceOf, useErrorText } from "./error-text.ts";
import { FailureNote } from "./failure-note.tsx";

export type ErrorStateProps = {
  error: unknown;
  /** Whether money moved: `none` for reads and refused calls, `unknown` when a money call got no answer. */
  money?: "none" | "unknown" | "unmentioned";
  onRetry?: () => void;
  action?: ReactNode;
};

/** A failed call in full, on the server as in the browser. */
export function ErrorState({ error, money = "none", onRetry, action }: ErrorStateProps) {
  const t = useTranslations("errors");
  const common = useTranslations("common");
  const { title, text, failure } = useErrorText()(error);
  const id = referenceOf(failure);
  return (
    <FailureNote
      title={title}
      text={text}
      money={money === "unmentioned" ? undefined : t(`money.${money}`)}
      reference={id === null ? null : { id, label: t("reference"), copy: t("copyReference"), copied: common("copy.done") }}
    >
      {onRetry === undefined ? null : (
        <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
          {t("retry")}
        </Button>
      )}
      {action}
    </FailureNote>
  );
}
