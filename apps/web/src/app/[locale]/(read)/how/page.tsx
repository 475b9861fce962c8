import { InfoPage, infoMetadata } from "../../../../features/info/info-page.tsx";

export const generateMetadata = () => infoMetadata("how");

export default function HowPage() {
  return <InfoPage page="how" />;
}
