import { InfoPage, infoMetadata } from "../../../../features/info/info-page.tsx";

export const generateMetadata = () => infoMetadata("fees");

export default function FeesPage() {
  return <InfoPage page="fees" />;
}
