import { useFailureToast } from "@amanat/ui";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";

/** Follows a link made at this moment: it is this person's alone, and the browser saves what comes. */
export function useSaving(fileId: string) {
  const { files } = useAmanat();
  const failed = useFailureToast();
  return useAction<unknown, Error>({
    mutationFn: async () => window.location.assign((await files.link({ fileId })).url),
    onError: failed,
  });
}
