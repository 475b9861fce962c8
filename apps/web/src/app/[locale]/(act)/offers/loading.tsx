import { PageSkeleton } from "@amanat/ui";
import { useTranslations } from "next-intl";

export default function Loading() {
  return <PageSkeleton label={useTranslations("common")("loading")} />;
}
