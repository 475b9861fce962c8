import { useTranslations } from "next-intl";
import { Link } from "../../i18n/link.tsx";
import classes from "./frame.module.css";

/** The mark: an eight-pointed star that keeps something in its middle. */
export function BrandMark({ size = 34 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect x="7" y="7" width="26" height="26" rx="5" fill="#0c5d4d" />
      <rect x="7" y="7" width="26" height="26" rx="5" fill="#0c5d4d" transform="rotate(45 20 20)" />
      <circle cx="20" cy="18" r="5" fill="none" stroke="#f8be58" strokeWidth="2.6" />
      <path d="M20 22v6.5" stroke="#f8be58" strokeWidth="2.8" strokeLinecap="round" />
    </svg>
  );
}

/** Mark and name, leading home. */
export function Brand() {
  const t = useTranslations("common");
  return (
    <Link href="/" className={classes.brand}>
      <BrandMark />
      <span>{t("brand")}</span>
    </Link>
  );
}
