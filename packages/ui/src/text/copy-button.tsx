import { useTranslations } from "next-intl";
import { CopyControl, type CopyControlProps } from "./copy-control.tsx";

export type CopyButtonProps = Pick<CopyControlProps, "value" | "label"> & { look?: CopyControlProps["look"] };

/** Copies a raw value, says so at once and to screen readers too. */
export function CopyButton({ value, label, look = "icon" }: CopyButtonProps) {
  const t = useTranslations("common");
  return <CopyControl value={value} label={label} done={t("copy.done")} look={look} />;
}
