import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewRequest } from "../../../../../features/request/new-request.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("request"))("new.title") };
}

/** Open to everybody: one can write first and sign in when publishing. */
export default function NewRequestPage() {
  return <NewRequest />;
}
