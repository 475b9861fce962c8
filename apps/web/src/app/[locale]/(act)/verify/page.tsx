import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { VerifyForm } from "../../../../features/auth/verify-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("verify.title") };
}

export default function VerifyPage() {
  return <VerifyForm />;
}
