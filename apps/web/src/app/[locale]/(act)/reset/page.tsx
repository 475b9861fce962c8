import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CaptchaSiteProvider } from "../../../../features/auth/captcha-site.tsx";
import { ResetForm } from "../../../../features/auth/reset-form.tsx";
import { captchaSite } from "../../../../server-api/ways.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("reset.title") };
}

export default function ResetPage() {
  return (
    <CaptchaSiteProvider site={captchaSite()}>
      <ResetForm />
    </CaptchaSiteProvider>
  );
}
