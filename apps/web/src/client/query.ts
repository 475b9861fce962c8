"use client";

import type { AmanatError, CallOptions } from "@amanat/sdk";
import {
  useQuery,
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useAction } from "./action.ts";
import { useAmanat } from "./amanat.tsx";
import { queryKey, type Callable, type InputOf, type MutationName, type OutputOf, type QueryName } from "./query-key.ts";

export { queryKey };

type AnyCall = (input: unknown, options?: CallOptions) => Promise<never>;

/** A call by two names. */
export function callOf(amanat: ReturnType<typeof useAmanat>, namespace: Callable, procedure: string): AnyCall {
  // The names were checked by the caller's types; indexing by two generics is beyond what TypeScript follows.
  const calls = amanat[namespace] as unknown as Readonly<Record<string, AnyCall>>;
  const call = calls[procedure];
  if (!call) throw new Error(`No procedure ${namespace}.${procedure}`);
  return call;
}

/** A query through the SDK, cached under `queryKey` and kept fresh by live events. */
export function useAmanatQuery<N extends Callable, P extends QueryName<N>>(
  namespace: N,
  procedure: P,
  input: InputOf<N, P>,
  options: Omit<UseQueryOptions<OutputOf<N, P>, AmanatError>, "queryKey" | "queryFn"> = {},
): UseQueryResult<OutputOf<N, P>, AmanatError> {
  const amanat = useAmanat();
  return useQuery<OutputOf<N, P>, AmanatError>({
    ...options,
    queryKey: queryKey(namespace, procedure, input),
    queryFn: ({ signal }) => callOf(amanat, namespace, procedure)(input, { signal }),
  });
}

/** A mutation through the SDK, sent once per press. Its button shows `isPending`; failures are for `onError` or `error`. */
export function useAmanatMutation<N extends Callable, P extends MutationName<N>>(
  namespace: N,
  procedure: P,
  options: Omit<UseMutationOptions<OutputOf<N, P>, AmanatError, InputOf<N, P>>, "mutationFn"> = {},
): UseMutationResult<OutputOf<N, P>, AmanatError, InputOf<N, P>> {
  const amanat = useAmanat();
  return useAction<OutputOf<N, P>, AmanatError, InputOf<N, P>>({
    ...options,
    mutationFn: (input) => callOf(amanat, namespace, procedure)(input),
  });
}
