"use client";

import { Alert } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";

const NAMED = ["amount", "asset", "balance", "destination", "sender", "total"] as const;
type Named = (typeof NAMED)[number];
const isNamed = (path: string): path is Named => (NAMED as readonly string[]).includes(path);

/** Says what has changed since it was shown, or could not be checked again. */
export function useChangedWords(): (fields: readonly string[]) => string[] {
  const t = useTranslations("admin.approve.changed");
  return (fields) => fields.filter(isNamed).map((field) => t(field));
}

/** Why an approval was refused: what has changed since it was shown. */
export function ChangedSince({ error }: { error: { issues: readonly { path: string }[] } | null }) {
  const words = useChangedWords()((error?.issues ?? []).map(({ path }) => path));
  if (words.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} data-changed>
      {words.join(" ")}
    </Alert>
  );
}
