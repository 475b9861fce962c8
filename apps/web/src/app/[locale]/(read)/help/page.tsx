import { InfoPage, infoMetadata } from "../../../../features/info/info-page.tsx";

export const generateMetadata = () => infoMetadata("help");

export default function HelpPage() {
  return <InfoPage page="help" />;
}
