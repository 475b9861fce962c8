import { InfoPage, infoMetadata } from "../../../../features/info/info-page.tsx";

export const generateMetadata = () => infoMetadata("privacy");

export default function PrivacyPage() {
  return <InfoPage page="privacy" />;
}
