import { requestId, type RequestView } from "@amanat/contracts";
import { notFound } from "next/navigation";
import { cache } from "react";
import { serverApi } from "../../server-api/caller.ts";
import { attempt } from "../../server-api/failure.ts";

/** The request of this page. What does not exist and what is somebody else's answer alike: not found. */
export const loadRequest = cache(async (id: string): Promise<RequestView> => {
  if (!requestId.safeParse(id).success) notFound();
  const { data, failure } = await attempt((await serverApi()).marketplace.getRequest({ requestId: id }));
  if (data !== null) return data;
  if (failure.code === "NOT_FOUND" || failure.code === "FORBIDDEN" || failure.code === "AUTHENTICATION_REQUIRED") notFound();
  throw new Error(failure.code);
});

/** Offers the person asking may see: all of them for the buyer, the own ones for a seller. */
export const loadOffers = cache((id: string, cursor: string | undefined) =>
  attempt(serverApi().then((api) => api.marketplace.listOffers({ requestId: id, limit: 20, ...(cursor === undefined ? {} : { cursor }) }))),
);
