import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";
import { MyData } from "../../../../../features/data/my-data.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data"))("title") };
}

export default async function MyDataPage() {
  await requireUser("/account/data");
  const api = await serverApi();
  return (
    <AreaWords areas={["data"]}>
      <MyData first={await api.retention.myData({})} />
    </AreaWords>
  );
}
