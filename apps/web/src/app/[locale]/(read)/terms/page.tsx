import { InfoPage, infoMetadata } from "../../../../features/info/info-page.tsx";

export const generateMetadata = () => infoMetadata("terms");

export default function TermsPage() {
  return <InfoPage page="terms" />;
}
